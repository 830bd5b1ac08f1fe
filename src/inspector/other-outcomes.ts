import type { EventRow } from './views.ts';

/** Says what became of attempts that went otherwise than their event, such as `1 denied`; empty where none did. */
export function otherOutcomes({
  outcome,
  attempts,
  outcomes,
}: Pick<EventRow, 'outcome' | 'attempts' | 'outcomes'>): string {
  const told = outcomes.accepted + outcomes.refused + outcomes.denied;
  return (['refused', 'denied', 'accepted'] as const)
    .filter((each) => each !== outcome && outcomes[each] > 0)
    .map((each) => `${told < attempts ? 'some' : outcomes[each]} ${each}`)
    .join(', ');
}
