import type { Header } from '../../exchange.ts';
import type { StoredBody, StoredExchange } from '../../recorded/exchange.ts';

/** Takes keys out of a text. */
export type Hide = (text: string) => string;

/** How one kind of redaction treats the parts of an exchange, other than credentials. `hide` takes keys out of a text. */
export interface Treatment {
  segment(text: string, hide: Hide): string;
  /** A name in the query. */
  name(text: string, hide: Hide): string;
  value(text: string, hide: Hide): string;
  header(header: Header, hide: Hide): Header;
  /** A body that may be written, and how far it is still the one that came; undefined for one that must not be kept. */
  event(bytes: Buffer, hide: Hide): { stored: StoredBody; redacted: StoredExchange['redacted'] } | undefined;
  /** Any other body. */
  body(bytes: Buffer, headers: readonly Header[], hide: Hide): StoredBody | undefined;
}
