import type { Journal, StoredAttempt } from '../journal/journal.ts';

/** Holds what a page reads of a journal. */
export interface ShownJournal extends Pick<Journal, 'events' | 'attempts' | 'firstVerdicts' | 'counts'> {
  /** Tells whether an attempt may be of the contract. */
  isOwn(attempt: Pick<StoredAttempt, 'operation'>): boolean;
}

/**
 * Gives what of a journal may be of a contract, by the names of its operations: receivers of others may share the file. What names
 * no operation is anybody's, and is shown.
 */
export function ownEvents(journal: Journal, operations: readonly string[]): ShownJournal {
  const names = new Set(operations);
  return {
    ...journal,
    events: (query) => journal.events({ ...query, operations }),
    counts: () => journal.counts(operations),
    isOwn: ({ operation }) => operation === undefined || names.has(operation),
  };
}

/** Gives all of a journal. */
export function allEvents(journal: Journal): ShownJournal {
  return { ...journal, isOwn: () => true };
}
