import type { Agent } from 'node:http';
import type { ExchangeResponse } from '../exchange.ts';

/** Says what came of one request: a response, or why there is none. */
export type HttpOutcome =
  | { kind: 'answer'; response: ExchangeResponse }
  /** The connection ended before a response came; `why` is an error code of the network, or a few words. */
  | { kind: 'closed'; why: string }
  | { kind: 'unreachable'; why: string }
  /** We went away in the middle, on purpose. */
  | { kind: 'abandoned' }
  | { kind: 'timeout' };

/** Adds how long it took, in milliseconds. */
export type Timed<Outcome> = Outcome & { durationMs: number };

/** Says how one request is sent. */
export interface SendOptions {
  /** Bounds how long the response may take, in milliseconds, once a connection is there and the body is handed over. */
  timeoutMs: number;
  /** Uses a new connection. */
  fresh?: boolean;
  /** Uses this agent's connections instead of the client's own. */
  agent?: Agent | undefined;
  /** Bounds how much of the response is read, in bytes; 1 MiB where nothing is said. */
  maxBytes?: number;
}
