import type { IncomingMessage } from 'node:http';
import type { Attempt } from '../journal/journal.ts';

/** Holds one request that a receiver answered, for logs and figures. */
export interface Answered {
  request: IncomingMessage;
  status: number;
  /** Counts from the end of its head to the answer. */
  durationMs: number;
  /** Holds what was noted of it for the journal; undefined for a request that delivers nothing. */
  attempt: Attempt | undefined;
}
