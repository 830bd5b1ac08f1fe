import type { Answered } from '../edge/answered.ts';
import type { Attempt } from '../journal/journal.ts';

/** Says what became of a delivery; `unstored` was valid, and the journal did not take it. */
export type Outcome = Attempt['outcome'] | 'unstored';

/** Tells what became of a delivery by how it was answered; undefined for a request that delivers nothing. */
export function outcomeOf({ attempt, status }: Pick<Answered, 'attempt' | 'status'>): Outcome | undefined {
  return attempt?.outcome === 'accepted' && status >= 500 ? 'unstored' : attempt?.outcome;
}
