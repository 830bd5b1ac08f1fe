import { pause } from '../delivery/retry.ts';

/** Holds the real time at which a stretch of virtual time began; set when its first event is due. */
export interface VirtualStart {
  at: number | undefined;
}

/** Gives real time, as far as a clock needs it. */
export interface RealTime {
  /** Counts milliseconds. */
  now(): number;
  wait(ms: number): Promise<void>;
}

/** Limits one wait: a longer timer fires at once. */
const longestWaitMs = 2 ** 31 - 1;

/**
 * Makes a clock that runs so many times as fast as real time, or does not wait at all (`Infinity`): a function that waits
 * until a virtual time has come. The signal ends every wait.
 */
export function virtualClock(
  speed: number,
  signal: AbortSignal,
  { now, wait }: RealTime = { now: () => performance.now(), wait: (ms) => pause(ms, signal) },
): (start: VirtualStart, atMs: number) => Promise<void> {
  return async (start, atMs) => {
    if (speed === Number.POSITIVE_INFINITY) return;
    start.at ??= now();
    const due = start.at + atMs / speed;
    for (let left = due - now(); left > 0 && !signal.aborted; left = due - now())
      await wait(Math.min(left, longestWaitMs));
  };
}
