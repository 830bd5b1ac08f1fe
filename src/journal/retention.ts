import type { Journal } from './journal.ts';

/** Says what a journal keeps while it is written to; what is absent bounds nothing. */
interface Retention {
  attempts?: number | undefined;
  /** Counts the bytes of the bodies of attempts. */
  bytes?: number | undefined;
  days?: number | undefined;
}

/** Is the least time from one look to the next, in milliseconds. */
const everyMs = 10_000;
/** A look may keep a processor busy for this part of the time, and no more. */
const busyPart = 0.05;

/**
 * Prunes a journal in the background, from now on until `stop` is called, which waits for the step that is under way. Where that fails
 * `onError` hears it once, and it is tried again.
 */
export function keepWithin(
  journal: Pick<Journal, 'prune'>,
  { attempts, bytes, days }: Retention,
  onError: (error: unknown) => void,
  leastRestMs = everyMs,
): { stop(): Promise<void> } {
  if (attempts === undefined && bytes === undefined && days === undefined) return { stop: async () => {} };
  let timer: NodeJS.Timeout | undefined;
  const stopping = new AbortController();
  let isFailing = false;
  const prune = async (since: number | undefined): Promise<void> => {
    try {
      await journal.prune({ attempts, bytes, since }, stopping.signal);
      isFailing = false;
    } catch (error) {
      if (!isFailing) onError(error);
      isFailing = true;
    }
  };
  const look = async (): Promise<void> => {
    const began = performance.now();
    const since = days === undefined ? undefined : Date.now() - days * dayMs;
    await prune(since);
    if (stopping.signal.aborted) return;
    const restMs = Math.max(leastRestMs, (performance.now() - began) / busyPart);
    timer = setTimeout(() => {
      looking = look();
    }, restMs).unref();
  };
  let looking = look();
  return {
    stop() {
      stopping.abort();
      clearTimeout(timer);
      return looking;
    },
  };
}

/** Counts the milliseconds of a day. */
export const dayMs = 86_400_000;
