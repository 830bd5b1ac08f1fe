import { useEffect, useRef, useState } from 'preact/hooks';
import type { Overview } from '../../views.ts';
import { onUnreadable, readOverview } from './api.ts';

/** Is how long it takes from one look to the next whether the journal can be read again, in milliseconds. */
export const askAgainMs = 1_000;

interface JournalState {
  isReadable: boolean;
  /** Counts how often it could be read again: what failed meanwhile is to be asked for anew. */
  recoveries: number;
  /** Notes that it cannot be read. */
  lose(): void;
}

/** Follows whether the journal can be read; `onRecovered` hears what it holds once it can be again. */
export function useJournal(onRecovered: (overview: Overview) => void): JournalState {
  const [isReadable, setReadable] = useState(true);
  const [recoveries, setRecoveries] = useState(0);
  const recovered = useRef(onRecovered);
  recovered.current = onRecovered;
  const lose = (): void => setReadable(false);
  useEffect(() => onUnreadable(lose), []);
  useEffect(() => {
    if (isReadable) return undefined;
    let timer = 0;
    const askLater = (): void => {
      timer = window.setTimeout(() => {
        readOverview().then((overview) => {
          setReadable(true);
          setRecoveries((before) => before + 1);
          recovered.current(overview);
        }, askLater);
      }, askAgainMs);
    };
    askLater();
    return () => clearTimeout(timer);
  }, [isReadable]);
  return { isReadable, recoveries, lose };
}
