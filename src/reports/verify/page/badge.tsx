import type { JSX } from 'preact';
import type { Status } from '../../../report.ts';

/** Shows the status in words, on its colour. */
export function Badge({ status }: { status: Status }): JSX.Element {
  return <span class={`badge ${status}`}>{status}</span>;
}

/** Gives the status in one character, for a cell: colour alone would not tell. */
export const signs: Record<Status, string> = {
  PASS: '✓',
  FAIL: '✗',
  WARN: '!',
  OBSERVED: 'o',
  KNOWN: 'k',
  'NOT-APPLICABLE': '–',
  BLOCKED: 'B',
  ERROR: 'E',
};
