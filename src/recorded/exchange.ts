import type { Header } from '../exchange.ts';
import { isObject } from '../schema/json.ts';

/** Holds one line of a recording that hookproof made: a request and what became of it. */
export interface StoredExchange {
  hookproof: 'exchange';
  version: 1;
  /** Tells when the request came, RFC 3339 in UTC. */
  at: string;
  durationMs: number;
  /**
   * Tells what became of personal data. `yes`: it became pseudonyms; `whole`: the body became an example of its type, because with pseudonyms it
   * would not have been legal any more; `partly`: it is illegal for other reasons now; `no`: only keys were taken out.
   */
  redacted: 'yes' | 'whole' | 'partly' | 'no';
  /** Lists the rules of the contract that the body broke as it came. Absent where no event was delivered. */
  event?: { legal: boolean; rules: string[] };
  request: { method: string; target: string; headers: Header[] } & StoredBody;
  response?: { status: number; headers: Header[] } & StoredBody;
  /** Tells why there was no response: the code of an error, such as `ECONNREFUSED`. */
  failure?: string;
}

/** Holds a body as text or as bytes; or, where it was not kept, how long it was, and a digest that only the recorder could make. */
export type StoredBody = { body: string } | { bodyBase64: string } | { bodyBytes: number; bodyHmacSha256?: string };

/** Tells whether a parsed line is an exchange; its form is trusted no further than this. */
export function isStoredExchange(value: unknown): value is StoredExchange {
  return (
    isObject(value) &&
    value.hookproof === 'exchange' &&
    value.version === 1 &&
    typeof value.at === 'string' &&
    isObject(value.request) &&
    typeof value.request.method === 'string' &&
    typeof value.request.target === 'string' &&
    Array.isArray(value.request.headers) &&
    value.request.headers.every(
      (each) => Array.isArray(each) && each.length === 2 && each.every((text) => typeof text === 'string'),
    )
  );
}
