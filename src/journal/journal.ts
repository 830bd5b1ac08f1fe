import { userError } from '../errors.ts';
import type { Attempt, JournalEvent, Outcome, StoredAttempt } from './attempt.ts';

export type { Attempt, JournalEvent, Outcome, StoredAttempt } from './attempt.ts';
export { memoryJournal } from './memory.ts';

/** Says which events are wanted; what is absent restricts nothing. */
export interface EventQuery {
  /** Bounds how many events are given. */
  limit: number;
  /** Asks for events older than the one with this id. */
  before?: number | undefined;
  operation?: string | undefined;
  type?: string | undefined;
  identity?: string | undefined;
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
}

/** Counts what a journal holds. */
export interface JournalCounts {
  events: number;
  attempts: number;
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
  counts(): Promise<JournalCounts>;
  close(): Promise<void>;
}

/** Opens the journal that a URL names. Throws a usage error for one that is unknown, an input error for one that cannot be opened. */
export async function openJournal(url: string): Promise<Journal> {
  const [scheme = '', rest = ''] = url.split(/:(.*)/s);
  if (url === 'memory') return (await import('./memory.ts')).memoryJournal();
  if (scheme === 'sqlite' && rest !== '') return (await import('./sqlite/journal.ts')).sqliteJournal(rest);
  throw userError('usage', `unknown journal "${url}"`, { hint: 'Known are: memory, sqlite:FILE' });
}
