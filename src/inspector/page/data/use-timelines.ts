import { useEffect, useRef, useState } from 'preact/hooks';
import type { Timeline } from '../../views.ts';
import { readTimelines } from './api.ts';
import { useLoaded } from './use-loaded.ts';

/** Says how many are looked for before somebody asks for more: a journal is gone through piece by piece. */
const enough = { all: 1, found: 30 };

interface TimelineList {
  timelines: readonly Timeline[];
  /** Is undefined until it is known whether there are older ones. */
  isComplete: boolean | undefined;
  fault: string | undefined;
  /** Asks for older ones, unless that is under way. */
  more(): void;
}

/** Holds what was found behind the first page of a search. */
interface Older {
  text: string;
  timelines: Timeline[];
  next: number | null;
  fault: string | undefined;
}

/** Holds the timelines whose identity has a text in it, the newest first; `version` changes where something came. */
export function useTimelines(text: string, version: number): TimelineList {
  const { value, fault } = useLoaded(
    async (signal) => ({ text, ...(await readTimelines(text, undefined, signal)) }),
    [text, version],
  );
  const [found, setOlder] = useState<Older | undefined>(undefined);
  const asking = useRef<AbortController | undefined>(undefined);
  const first = value?.text === text ? value : undefined;
  const older = found?.text === text ? found : undefined;
  const known = new Set(first?.timelines.map(({ identity }) => identity));
  const timelines = [
    ...(first?.timelines ?? []),
    ...(older?.timelines ?? []).filter(({ identity }) => !known.has(identity)),
  ];
  const next = older ? older.next : first?.next;
  const more = async (): Promise<void> => {
    if (asking.current || typeof next !== 'number') return;
    const own = new AbortController();
    asking.current = own;
    const before = older?.timelines ?? [];
    try {
      const page = await readTimelines(text, next, own.signal);
      setOlder({ text, timelines: [...before, ...page.timelines], next: page.next, fault: undefined });
    } catch (error) {
      if (!own.signal.aborted) setOlder({ text, timelines: before, next, fault: (error as Error).message });
    } finally {
      if (asking.current === own) asking.current = undefined;
    }
  };
  useEffect(
    () => () => {
      asking.current?.abort();
      asking.current = undefined;
    },
    [text],
  );
  // What failed is tried again once something came, or can be read again.
  useEffect(() => setOlder((was) => was && { ...was, fault: undefined }), [version]);
  const wanted = text === '' ? enough.all : enough.found;
  useEffect(() => {
    if (timelines.length < wanted && older?.fault === undefined) void more();
  }, [text, next, timelines.length, older?.fault]);
  return {
    timelines,
    isComplete: next === undefined ? undefined : next === null,
    fault: fault ?? older?.fault,
    more: () => void more(),
  };
}
