import type { Header } from '../exchange.ts';

/** Holds one request that was forwarded and what became of it, as it went over the wire. */
export interface ForwardedExchange {
  at: Date;
  durationMs: number;
  request: { method: string; target: string; headers: Header[]; body: KeptBody };
  outcome: { kind: 'response'; status: number; headers: Header[]; body: KeptBody } | { kind: 'failure'; code: string };
}

/** Holds a body as far as it was kept. */
export interface KeptBody {
  /** Counts all bytes that there were. */
  size: number;
  /** Holds all of them; undefined when there were more than are kept, or when they broke off. */
  bytes: Buffer | undefined;
}
