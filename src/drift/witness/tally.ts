import type { Proof, Witness } from '../../change.ts';

/** Counts what became of the events that were tried for one change, each by both readings of unions. */
export interface Tally {
  events: number;
  /** The document whose events arrive refuses it. */
  unsent: number;
  /** The other document allows it. */
  allowed: number;
  /** It is refused for something else as well. */
  elsewhere: number;
  /** Tells whether the change could be made alone in the old document. */
  isExpressed: boolean;
  /** Names the bound that ended the search. */
  bound?: string | undefined;
}

/** Begins to count. */
export function newTally(isExpressed: boolean): Tally {
  return { events: 0, unsent: 0, allowed: 0, elsewhere: 0, isExpressed };
}

/** Says what was found, and what was tried; `place` says where a bound was reached. */
export function provedBy(
  witness: Witness | undefined,
  tally: Tally,
  place = '',
): { witness: Witness | null; proof: Proof } {
  const { events, isExpressed, bound } = tally;
  const count = events === 1 ? '1 event' : `${events} events`;
  const unexpressed = isExpressed
    ? ''
    : '; the change alone cannot be written into the old document, so that was not asked';
  if (witness) return { witness, proof: { status: 'found', tried: count + unexpressed } };
  const end = bound === undefined ? '' : `; the bound of ${bound} was reached at ${place || 'the whole body'}`;
  return { witness: null, proof: { status: 'none-found', tried: count + fate(tally) + end + unexpressed } };
}

function fate({ events, elsewhere, allowed }: Tally): string {
  if (events === 0) return '';
  if (elsewhere > 0) return ', and those that are refused are refused for another change as well';
  return allowed > 0 ? ', and none that may arrive is refused' : ', and none of them may arrive';
}
