import { useEffect, useRef } from 'preact/hooks';
import type { EventRow, LiveAttempt } from '../../views.ts';
import { type Filter, readEvents } from './api.ts';

/** Is how long events are gathered that are asked for together, in milliseconds. */
const gatherMs = 300;
/** Of more than so many the list is asked for anew. */
const mostAsked = 20;

interface Found {
  /** Takes the rows of those that the filter lets through, each with the last attempt that was told of it. */
  take(found: readonly { row: EventRow; attempt: LiveAttempt }[]): void;
  /** Asks for the whole list anew. */
  reload(): void;
}

/**
 * Looks for events that were there before and are in no row, after another attempt of them: a filter may let them through now, and
 * only the server knows what they were. Gives what takes the attempts.
 */
export function useUnknown(filter: Filter, found: Found): (attempts: readonly LiveAttempt[]) => void {
  const waiting = useRef(new Map<number, LiveAttempt>());
  const timer = useRef(0);
  const current = useRef(found);
  current.current = found;
  const ending = useRef(new AbortController());
  const look = async (signal: AbortSignal): Promise<void> => {
    const attempts = [...waiting.current];
    waiting.current.clear();
    timer.current = 0;
    if (attempts.length > mostAsked) return current.current.reload();
    const asked = attempts.map(async ([id, attempt]) => {
      // What cannot be had is missing until the list is asked for anew.
      const page = await readEvents(filter, { before: id + 1, after: id - 1, limit: 1 }, signal).catch(() => undefined);
      return (page?.events ?? []).map((row) => ({ row, attempt }));
    });
    const found = (await Promise.all(asked)).flat();
    if (found.length > 0 && !signal.aborted) current.current.take(found);
  };
  useEffect(() => {
    const own = new AbortController();
    ending.current = own;
    return () => {
      own.abort();
      clearTimeout(timer.current);
      timer.current = 0;
      waiting.current.clear();
    };
  }, [filter]);
  return (attempts) => {
    for (const attempt of attempts) waiting.current.set(attempt.event, attempt);
    if (waiting.current.size > 0) timer.current ||= window.setTimeout(look, gatherMs, ending.current.signal);
  };
}
