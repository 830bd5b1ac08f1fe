import { messageOf } from '../errors.ts';
import { isCrowding } from './crowding.ts';
import type { Journal } from './journal.ts';

/** Hears when a journal begins to fail, and why, and when it stores again: once each, however many deliveries it concerns. */
export interface StoringListener {
  failed(why: string): void;
  storedAgain(): void;
  /** Hears that the first of all deliveries was stored, for whoever does not know how it stands with the journal. */
  stores?(): void;
}

/** Watches what a journal makes of deliveries. That more come than it can take at once is no fault of the journal. */
export function watchStoring(journal: Journal, { failed, storedAgain, stores }: StoringListener): Journal {
  let isFailing: boolean | undefined;
  const noteStored = (): void => {
    if (isFailing === false) return;
    if (isFailing) storedAgain();
    else stores?.();
    isFailing = false;
  };
  const noteFault = (cause: unknown): void => {
    if (isFailing || isCrowding(cause)) return;
    isFailing = true;
    failed(messageOf(cause));
  };
  return {
    ...journal,
    append(attempt) {
      const storing = journal.append(attempt);
      if (storing === undefined) return noteStored();
      storing.then(noteStored, noteFault);
      return storing;
    },
  };
}
