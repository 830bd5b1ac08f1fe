import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { LiveAttempt } from '../../views.ts';
import { type Filter, isOpen, readEvents } from './api.ts';
import { type ListedRow, mostRows, withAttempts, withRows } from './merge.ts';
import { type Again, againOf, useAgain } from './use-again.ts';
import { useUnknown } from './use-unknown.ts';

/** The first page is small, so that it is there at once. */
const firstPage = 200;
const laterPages = 1_000;

export interface EventList {
  rows: readonly ListedRow[];
  /** Is an event that was delivered again lately, and that the filter lets through. */
  again: Again | undefined;
  /** Is undefined until the first page is there. */
  isComplete: boolean | undefined;
  fault: string | undefined;
  /** Asks for older events, unless that is under way or there are none. */
  more(): void;
  /** Takes in what came. */
  add(attempts: readonly LiveAttempt[]): void;
  /** Asks for everything anew. */
  reload(): void;
}

interface Shown {
  rows: ListedRow[];
  /** Is the id before which the next page begins; null where there is none; undefined until the first is there. */
  next: number | null | undefined;
  fault: string | undefined;
}

const nothing: Shown = { rows: [], next: undefined, fault: undefined };

/** Holds the pages that a filter lets through, the first of them at once; `show` changes what is shown of them. */
function usePages(filter: Filter) {
  const [shown, show] = useState<Shown>(nothing);
  const [times, setTimes] = useState(0);
  const asking = useRef<AbortController | undefined>(undefined);
  const ask = useCallback(
    async (before: number | undefined): Promise<void> => {
      const own = new AbortController();
      asking.current?.abort();
      asking.current = own;
      try {
        const limit = before === undefined ? firstPage : laterPages;
        const page = await readEvents(filter, { before, limit }, own.signal);
        show((was) => ({
          rows: before === undefined ? page.events : [...was.rows, ...page.events],
          next: page.next,
          fault: undefined,
        }));
      } catch (error) {
        if (!own.signal.aborted) show((was) => ({ ...was, fault: String((error as Error).message) }));
      } finally {
        if (asking.current === own) asking.current = undefined;
      }
    },
    [filter],
  );
  useEffect(() => {
    void ask(undefined);
    return () => asking.current?.abort();
  }, [ask, times]);
  const { rows, next, fault } = shown;
  // A search goes through the journal piece by piece.
  useEffect(() => {
    if (filter.q !== '' && typeof next === 'number' && rows.length < firstPage && fault === undefined) void ask(next);
  }, [filter, next, rows.length, fault, ask]);
  return { ...shown, show, ask, isAsking: () => asking.current !== undefined, reload: () => setTimes((n) => n + 1) };
}

/** Holds the events that a filter lets through: pages of them as they are asked for, and what comes live. */
export function useEvents(filter: Filter, newest: number): EventList {
  const { rows, next, fault, show, ask, isAsking, reload } = usePages(filter);
  const known = useRef(newest);
  const { again, note } = useAgain();
  const noteLast = (all: readonly Again[]): void => note(all.at(-1));
  const look = useUnknown(filter, {
    take(found) {
      // Of several processes an event may be told after one that came later: it is new all the same.
      const repeated = found.filter(({ row }) => row.attempts > 1);
      const rows = found.map(({ row }) => (row.attempts > 1 ? { ...row, toldAt: Date.now() } : row));
      show((was) => ({ ...was, rows: withRows(was.rows, rows) }));
      noteLast(repeated.map(({ row, attempt }) => againOf(attempt, row)));
    },
    reload: () => void ask(undefined),
  });
  return {
    rows,
    again,
    isComplete: next === undefined ? undefined : next === null,
    fault,
    more: () => {
      if (typeof next === 'number' && !isAsking() && rows.length < mostRows) void ask(next);
    },
    add(attempts) {
      if (next === undefined) return;
      const newest = known.current;
      known.current = attempts.reduce((most, { event }) => Math.max(most, event), newest);
      const oldest = next === null ? 0 : (rows.at(-1)?.id ?? 0);
      const there = new Map(rows.map((row) => [row.id, row]));
      const repeated = attempts.filter(({ event }) => event <= newest);
      look(repeated.filter(({ event }) => event > oldest && !there.has(event)));
      const isToldOf = ({ event }: LiveAttempt): boolean => there.has(event) || (event <= oldest && isOpen(filter));
      noteLast(repeated.filter(isToldOf).map((attempt) => againOf(attempt, there.get(attempt.event))));
      show((was) => ({ ...was, rows: withAttempts(was.rows, attempts, { filter, newest }) }));
    },
    reload,
  };
}
