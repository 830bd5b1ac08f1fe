import type { StoredExchange } from './exchange.ts';
import type { PieceFault } from './piece.ts';

/** Holds one event of a recording, or the fault that stands where an event should be. */
export type RecordingEntry = EventEntry | PieceFault;

export interface EventEntry extends Circumstances {
  kind: 'event';
  line: number;
  bytes: Buffer;
  /** Gives the line of a location in the event. */
  lineOf(pointer: string): number;
  /** Holds the exchange that the event was recorded in, where hookproof recorded it. */
  exchange?: StoredExchange;
}

/** Holds what a recording says of an event beside its body. */
export interface Circumstances {
  /** Holds the status that the receiver answered with. */
  status?: number;
  /** Tells when it was recorded, RFC 3339. */
  at?: string;
}
