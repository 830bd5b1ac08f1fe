/** One attempt to deliver one event. */
export interface DeliveryAttempt {
  /** Virtual milliseconds since the call began. */
  atMs: number;
  /** What the event is about. */
  call: string;
  type: string;
  /** Counts from 1. */
  attempt: number;
  /** The status of the answer; null where there was none. */
  status: number | null;
  /** Why the attempt failed where that is not the status: an error code, a time-out, a lost acknowledgement. */
  failure: string | null;
  durationMs: number;
  /** The event had been delivered already, and is delivered once more on purpose. */
  duplicate: boolean;
}

/** What deliveries came to. */
export interface DeliverySummary {
  schemaVersion: 1;
  verdict: 'pass' | 'fail' | 'interrupted';
  target: string;
  seed: number;
  /** Null for recorded events, which do not tell. */
  calls: number | null;
  /** Without duplicates. */
  events: number;
  duplicates: number;
  /** Events and duplicates that were begun: accepted, exhausted, or broken off by an interruption. */
  deliveries: number;
  accepted: number;
  /** Not accepted, however often it was tried. */
  exhausted: number;
  attempts: number;
  lostAcknowledgements: number;
  /** Attempts by the status of their answer, or by why there was none. */
  outcomes: Record<string, number>;
  /** How long answers took, in milliseconds, to about one percent; null where none came. */
  latencyMs: Latency | null;
  durationMs: number;
}

export interface Latency {
  p50: number;
  p95: number;
  p99: number;
  max: number;
}
