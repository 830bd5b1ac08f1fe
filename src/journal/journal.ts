import type { Attempt, JournalEvent, JudgedAttempt, Outcome, StoredAttempt } from './attempt.ts';
import type { CheckedAttempt } from './checked.ts';

export type { Attempt, JournalEvent, JudgedAttempt, Outcome, StoredAttempt } from './attempt.ts';

/** Says which events are wanted; what is absent restricts nothing. */
export interface EventQuery {
  /** Bounds how many events are given. */
  limit: number;
  /** Asks for events older than the one with this id. */
  before?: number | undefined;
  /** Asks for events newer than the one with this id. */
  after?: number | undefined;
  operation?: string | undefined;
  /** Asks for events of these operations, and for those of which nobody knows of which operation they are. */
  operations?: readonly string[] | undefined;
  type?: string | undefined;
  identity?: string | undefined;
  /** Asks for events that had a delivery with this outcome, whatever the best of them was. */
  outcome?: Outcome | undefined;
  /** Count milliseconds since the epoch; the event first came at or after `since`, and before `until`. */
  since?: number | undefined;
  until?: number | undefined;
}

/** Says which attempts are wanted, in the order of storing. */
export interface AttemptQuery {
  limit: number;
  /** Asks for attempts stored after the one with this sequence number. */
  after?: number | undefined;
  /** Asks for those of one event. */
  event?: number | undefined;
  /** Leaves the bodies out where it is false, for whoever only wants to know what came; one that is damaged is given as far as it can be read. */
  bodies?: boolean | undefined;
}

/** Counts what a journal holds. */
export interface JournalCounts {
  events: number;
  attempts: number;
  /** Is the sequence number of the newest attempt; 0 where there is none. */
  last: number;
}

/**
 * Keeps deliveries. A receiver answers 2xx only after `append` is done, so a store that promises durability resolves only when
 * the attempt is durable. It rejects where it cannot store; nothing of the attempt is kept then.
 */
export interface Journal {
  append(attempt: Attempt): Promise<void> | void;
  /** Gives events, the newest first. */
  events(query: EventQuery): Promise<JournalEvent[]>;
  /** Gives attempts, the oldest first. */
  attempts(query: AttemptQuery): Promise<StoredAttempt[]>;
  /**
   * Gives what became of the first attempts of each of these events, at most so many of each, in the order of storing. What was wrong
   * with one is nothing where that cannot be read any more.
   */
  firstVerdicts(events: readonly number[], mostOfEach: number): Promise<JudgedAttempt[]>;
  /** Counts what it holds; where operations are given, only their events and those of which nobody knows of which they are. */
  counts(operations?: readonly string[]): Promise<JournalCounts>;
  /** Gives every attempt, the oldest first, with what is wrong with it; what cannot be read is passed over and said. */
  checked(): AsyncIterable<CheckedAttempt>;
  /**
   * Takes away the oldest attempts until what is left is within the bounds, or it is told to end: then after the step that is under
   * way. Gives how many went.
   */
  prune(bounds: RetentionBounds, signal?: AbortSignal): Promise<number>;
  /** Gives what keeps it from storing, in words that hold no secret, without storing anything; undefined for nothing. */
  probe(): Promise<string | undefined>;
  close(): Promise<void>;
}

/** Says what a journal may keep; what is absent bounds nothing. */
export interface RetentionBounds {
  /** Counts attempts. */
  attempts?: number | undefined;
  /** Counts the bytes of the bodies of attempts. */
  bytes?: number | undefined;
  /** Is the time, in milliseconds since the epoch, before which nothing is kept. */
  since?: number | undefined;
}
