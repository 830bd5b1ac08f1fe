import { createHash } from 'node:crypto';

/** Holds the place of a request in a trace (W3C Trace Context, 3.2), in hex. */
export interface TraceContext {
  traceId: string;
  /** Names the span that sent the request. */
  parentId: string;
  flags: string;
}

/** Names the header that carries it, in lower case. */
export const traceHeader = 'traceparent';

/** Matches version, trace, span and flags; a version after 00 may say more behind them, and ff is none. */
const traceParent = /^(?!ff)([0-9a-f]{2})-((?!0{32})[0-9a-f]{32})-((?!0{16})[0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** Reads a `traceparent`; undefined for one that is to be ignored as if it were not there: absent, repeated or malformed. */
export function parseTraceparent(value: string | string[] | undefined): TraceContext | undefined {
  if (typeof value !== 'string') return undefined;
  const [, version, traceId = '', parentId = '', flags = '', more] = traceParent.exec(value) ?? [];
  return version === undefined || (version === '00' && more !== undefined) ? undefined : { traceId, parentId, flags };
}

/**
 * Makes the `traceparent` of one request of a trace: that of `parent` goes on, else one begins that is sampled. The same names
 * give the same ids.
 */
export function traceparentOf(parent: TraceContext | undefined, trace: string, span: string): string {
  const traceId = parent?.traceId ?? idOf(`trace ${trace}`, 32);
  // Of the flags only those are passed on that are known: sampled, and that the id is random.
  const flags = parent ? (Number.parseInt(parent.flags, 16) & 3).toString(16).padStart(2, '0') : '01';
  return `00-${traceId}-${idOf(`span ${trace} ${span}`, 16)}-${flags}`;
}

/** Makes an id of so many digits in hex; all zeros would be none, and the digest of no name is known to give them. */
function idOf(name: string, digits: number): string {
  return createHash('sha256').update(name).digest('hex').slice(0, digits);
}
