import { pause } from '../delivery/persist.ts';

/** The real time at which a stretch of virtual time began; set when its first event is due. */
export interface Origin {
  startedAt: number | undefined;
}

/** Real time, as far as a clock needs it. */
export interface RealTime {
  /** Milliseconds. */
  now(): number;
  wait(ms: number): Promise<void>;
}

/** A longer timer fires at once. */
const longestWaitMs = 2 ** 31 - 1;

/**
 * A clock that runs so many times as fast as real time, or does not wait at all (`Infinity`). It gives a function that
 * waits until a virtual time has come; the signal ends every wait.
 */
export function virtualClock(
  speed: number,
  signal: AbortSignal,
  { now, wait }: RealTime = { now: () => performance.now(), wait: (ms) => pause(ms, signal) },
): (origin: Origin, atMs: number) => Promise<void> {
  return async (origin, atMs) => {
    if (speed === Number.POSITIVE_INFINITY) return;
    origin.startedAt ??= now();
    const due = origin.startedAt + atMs / speed;
    for (let left = due - now(); left > 0 && !signal.aborted; left = due - now())
      await wait(Math.min(left, longestWaitMs));
  };
}
