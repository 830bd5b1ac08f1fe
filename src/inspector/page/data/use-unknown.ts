import { useEffect, useRef } from 'preact/hooks';
import type { EventRow } from '../../views.ts';
import { type Filter, readEvents } from './api.ts';

/** Is how long events are gathered that are asked for together, in milliseconds. */
const gatherMs = 300;
/** Of more than so many the list is asked for anew. */
const mostAsked = 20;

interface Found {
  /** Takes the rows of those that the filter lets through. */
  take(rows: readonly EventRow[]): void;
  /** Asks for the whole list anew. */
  reload(): void;
}

/**
 * Looks for events that were there before and are in no row, after another attempt of them: a filter may let them through now, and
 * only the server knows what they were. Gives what takes their ids.
 */
export function useUnknown(filter: Filter, found: Found): (ids: readonly number[]) => void {
  const waiting = useRef(new Set<number>());
  const timer = useRef(0);
  const current = useRef(found);
  current.current = found;
  const ending = useRef(new AbortController());
  const look = async (signal: AbortSignal): Promise<void> => {
    const ids = [...waiting.current];
    waiting.current.clear();
    timer.current = 0;
    if (ids.length > mostAsked) return current.current.reload();
    const pages = await Promise.all(
      // What cannot be had is missing until the list is asked for anew.
      ids.map((id) => readEvents(filter, { before: id + 1, after: id - 1, limit: 1 }, signal).catch(() => undefined)),
    );
    const rows = pages.flatMap((page) => page?.events ?? []);
    if (rows.length > 0 && !signal.aborted) current.current.take(rows);
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
  return (ids) => {
    for (const id of ids) waiting.current.add(id);
    if (waiting.current.size > 0) timer.current ||= window.setTimeout(look, gatherMs, ending.current.signal);
  };
}
