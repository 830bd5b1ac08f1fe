import { useEffect, useState } from 'preact/hooks';
import type { Outcome } from '../../../journal/journal.ts';
import type { EventRow, LiveAttempt } from '../../views.ts';

/** Is how long it is told that an event was delivered again, in milliseconds. */
const toldMs = 30_000;

/** Tells of an event that was delivered again: its row stands where it first came, which may be out of sight. */
export interface Again extends Pick<EventRow, 'type' | 'operation' | 'identity'> {
  id: number;
  at: number;
  /** Is what became of this delivery, not of the event. */
  outcome: Outcome;
}

/** Holds which event was delivered again last, for a while. */
export function useAgain(): { again: Again | undefined; note(again: Again | undefined): void } {
  const [again, setAgain] = useState<Again | undefined>(undefined);
  useEffect(() => {
    if (!again) return undefined;
    const timer = setTimeout(() => setAgain(undefined), toldMs);
    return () => clearTimeout(timer);
  }, [again]);
  return { again, note: (newer) => newer && setAgain(newer) };
}

/** Tells of an attempt of a known event; what a stranger's attempt does not say its row does. */
export function againOf({ event, receivedAt, outcome, ...about }: LiveAttempt, row: EventRow | undefined): Again {
  const { type, operation, identity } = row ?? about;
  return { id: event, at: receivedAt, outcome, type, operation, identity };
}
