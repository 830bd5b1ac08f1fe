import type { Header } from '../../exchange.ts';
import type { StoredBody, StoredExchange } from '../../recorded/exchange.ts';

/** Takes keys out of a text. */
export type Hide = (text: string) => string;

/** Holds how one kind of redaction treats the parts of an exchange, other than credentials. */
export interface Treatment {
  /** Treats a segment of the path. */
  segment(text: string, hide: Hide): string;
  /** Treats a name in the query. */
  name(text: string, hide: Hide): string;
  /** Treats a value in the query. */
  value(text: string, hide: Hide): string;
  header(header: Header, hide: Hide): Header;
  /** Treats an event, and tells how far it is still the one that came; undefined for one that must not be kept. */
  event(bytes: Buffer, hide: Hide): { stored: StoredBody; redacted: StoredExchange['redacted'] } | undefined;
  /** Treats any other body. */
  body(bytes: Buffer, headers: readonly Header[], hide: Hide): StoredBody | undefined;
}
