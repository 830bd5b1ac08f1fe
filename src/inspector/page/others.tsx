import type { JSX } from 'preact';
import type { Overview } from '../views.ts';
import { count } from './text.ts';

/** Says that the journal holds more than is shown, where it does. */
export function Others({ overview: { others } }: { overview: Overview }): JSX.Element | null {
  if (others === 0) return null;
  return (
    <p class="others">
      The journal holds {count(others, 'more delivery', 'more deliveries')}, of operations that this contract does not
      have.
    </p>
  );
}
