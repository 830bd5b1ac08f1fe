/** Holds one attempt to deliver one event. */
export interface DeliveryAttempt {
  /** Counts virtual milliseconds since the call began. */
  atMs: number;
  /** Names what the event is about. */
  call: string;
  type: string;
  /** Counts from 1. */
  attempt: number;
  /** Holds the status of the response; null where there was none. */
  status: number | null;
  /** Tells why the attempt failed where that is not the status: an error code, a timeout, a lost acknowledgement. */
  failure: string | null;
  /** Counts the milliseconds that the next attempt waits because the receiver asks for it (Retry-After); null where it does not. */
  retryAfterMs: number | null;
  durationMs: number;
  /** Tells whether the event had been delivered already, and is delivered once more on purpose. */
  duplicate: boolean;
}

/**
 * Says why deliveries ended before everything was delivered: the receiver wants no more of them (410 Gone), denied all of
 * the first ones (401 or 403), or did not prove by a handshake that its URL is its own.
 */
export type StopReason = 'gone' | 'denied' | 'handshake';

/** Names an event that took effect never, or more than once. */
export interface MiscountedEvent {
  call: string;
  type: string;
  /** Of the raw body, as the effects log has it. */
  sha256: string;
  effects: number;
}

/** Sums up what an effects log tells of the events of a simulation. */
export interface EffectsSummary {
  /** Counts events that were acknowledged, without duplicates: each must take effect once. */
  acknowledged: number;
  /** Counts those of them that took none. */
  lost: number;
  /** Counts events that took effect more than once. */
  doubled: number;
  /** Names the first that were lost or doubled. */
  events: MiscountedEvent[];
}

/** Sums up deliveries. */
export interface DeliverySummary {
  schemaVersion: 1;
  verdict: 'pass' | 'fail' | 'interrupted';
  stopped: StopReason | null;
  /** Says what to change where deliveries are denied; null where they are not. */
  advice: string | null;
  /** Says what was wrong with the handshake; absent where nothing was. */
  handshake?: string;
  /** Absent where no effects log was read. */
  effects?: EffectsSummary;
  target: string;
  seed: number;
  /** Counts calls; null for recorded events, which do not tell. */
  calls: number | null;
  /** Counts events without duplicates. */
  events: number;
  duplicates: number;
  /** Counts events and duplicates that were begun: accepted, exhausted, or broken off by an interruption or a stop. */
  deliveries: number;
  accepted: number;
  /** Counts what was not accepted, however often it was attempted. */
  exhausted: number;
  attempts: number;
  lostAcknowledgements: number;
  /** Counts attempts by the status of their response, or by why there was none. */
  outcomes: Record<string, number>;
  /** Tells how long responses took, in milliseconds, to about one percent; null where none came. */
  latencyMs: Record<'p50' | 'p95' | 'p99' | 'max', number> | null;
  durationMs: number;
}
