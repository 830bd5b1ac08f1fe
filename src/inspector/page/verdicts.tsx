import type { JSX } from 'preact';
import type { Overview } from '../views.ts';

type Role = Overview['role'];

/** Says what each verdict but `accepted` means. */
const meanings: Record<Role, Record<'refused' | 'denied', string>> = {
  receiver: { refused: 'not what the contract allows', denied: 'keys or signature not right' },
  sender: { refused: 'the receiver did not take it', denied: 'the receiver did not believe whom it is from' },
};

/** Explains the words for what was not accepted, where they are met. */
export function Legend({ role }: { role: Role }): JSX.Element {
  return (
    <p class="legend">
      {(['refused', 'denied'] as const).map((outcome) => (
        <span>
          <span class={`badge ${outcome}`}>{outcome}</span> {meanings[role][outcome]}
        </span>
      ))}
    </p>
  );
}
