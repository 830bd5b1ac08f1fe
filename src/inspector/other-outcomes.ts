import type { EventRow } from './views.ts';

/** Says what became of attempts that went otherwise than their event, such as `1 denied`; empty where none did. */
export function otherOutcomes({
  outcome,
  attempts,
  outcomes,
  had,
}: Pick<EventRow, 'outcome' | 'attempts' | 'outcomes' | 'had'>): string {
  const told = outcomes.accepted + outcomes.refused + outcomes.denied;
  return (['refused', 'denied', 'accepted'] as const)
    .filter((each) => each !== outcome && had.includes(each))
    .map((each) => `${told < attempts || outcomes[each] === 0 ? 'some' : outcomes[each]} ${each}`)
    .join(', ');
}
