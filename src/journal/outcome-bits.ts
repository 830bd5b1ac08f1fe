import { type Outcome, outcomes } from './attempt.ts';

/** Gives the bit that stands for an outcome among those that the attempts of an event had. */
export function outcomeBit(outcome: Outcome): number {
  return 1 << outcomes.indexOf(outcome);
}

/** Lists the outcomes whose bits are set, and that of the event itself: older versions noted no more than that. */
export function outcomesOf(bits: number, own: Outcome): Outcome[] {
  return outcomes.filter((each) => each === own || (bits & outcomeBit(each)) !== 0);
}

/** Writes, in the SQL of both databases, that an event had an attempt with an outcome. Indexes hold those that few events had. */
export function hadOutcome(outcome: Outcome): string {
  return `(outcome = ${outcomes.indexOf(outcome)} OR (outcomes & ${outcomeBit(outcome)}) <> 0)`;
}

/** Lists the outcomes that have an index of the events which had them: nearly all are accepted, and found without one. */
export const indexedOutcomes = ['denied', 'refused'] as const satisfies Outcome[];
