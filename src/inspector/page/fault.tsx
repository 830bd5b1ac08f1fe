import type { JSX } from 'preact';
import { unreadable } from './data/api.ts';
import { visible } from './text.ts';

/** Says why something is not shown, where it is not; that the journal cannot be read stands above everything already. */
export function Fault({ text }: { text: string | undefined }): JSX.Element | null {
  return text === undefined || text === unreadable ? null : <p class="fault">{visible(text)}</p>;
}

/** Says that the journal cannot be read, and what becomes of that. */
export function Unreadable(): JSX.Element {
  return (
    <p class="unreadable" role="status">
      The journal cannot be read now: its database or disk does not answer as it should. What is shown may be old. The
      page looks again by itself.
    </p>
  );
}
