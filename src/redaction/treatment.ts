import { isUtf8 } from 'node:buffer';
import type { Header } from '../exchange.ts';
import type { StoredBody, StoredExchange } from '../recorded/exchange.ts';
import { parseBody } from '../validator/event.ts';
import type { EventRules } from './event-rules.ts';
import { rewriteJson } from './rewrite-json.ts';

/** Takes keys out of a text. */
export type Hide = (text: string) => string;

/** Holds how one kind of redaction treats the parts of an exchange, other than credentials. */
export interface Treatment {
  /** Treats a segment of the path, as the next two a name and a value in the query. */
  segment(text: string): string;
  name(text: string): string;
  value(text: string): string;
  header(header: Header): Header;
  /**
   * Treats an event, by the rules of its operation, and tells how far it is still the one that came; undefined for one that must
   * not be kept.
   */
  event(bytes: Buffer, rules: EventRules): { stored: StoredBody; redacted: StoredExchange['redacted'] } | undefined;
  /** Treats any other body. */
  body(bytes: Buffer, headers: readonly Header[]): StoredBody | undefined;
}

/** Leaves everything as it came, except for keys. */
export function keysTreatment(hide: Hide): Treatment {
  return {
    segment: hide,
    name: hide,
    value: hide,
    header: ([name, value]) => [hide(name), hide(value)],
    event(bytes) {
      const stored = hideKeysInBody(bytes, hide);
      return stored && { stored, redacted: 'no' };
    },
    // Nobody can see whether a key is in what is compressed.
    body: (bytes, headers) => (isEncoded(headers) ? undefined : hideKeysInBody(bytes, hide)),
  };
}

/** Gives a body without keys; undefined for bytes that hold one and are no text. */
function hideKeysInBody(bytes: Buffer, hide: Hide): StoredBody | undefined {
  if (isUtf8(bytes)) {
    const text = bytes.toString();
    return { body: parseBody(bytes).ok ? hideInJson(text, hide) : hide(text) };
  }
  const spelt = [bytes.toString('latin1'), bytes.toString('utf16le'), bytes.subarray(1).toString('utf16le')];
  return spelt.some((text) => hide(text) !== text) ? undefined : { bodyBase64: bytes.toString('base64') };
}

function isEncoded(headers: readonly Header[]): boolean {
  return headers.some(([name, value]) => name.toLowerCase() === 'content-encoding' && value.trim() !== 'identity');
}

/** Hides what is to be hidden in the keys and values of JSON, however they are escaped in it. All other bytes stay. */
export function hideInJson(json: string, hide: Hide): string {
  const hidden = (text: string): string | undefined => {
    const result = hide(text);
    return result === text ? undefined : JSON.stringify(result);
  };
  const nowhere = (): undefined => undefined;
  return rewriteJson(json, undefined, { member: nowhere, item: nowhere, key: hidden, text: hidden, number: hidden });
}
