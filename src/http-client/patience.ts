/** Is how long this process waits at most before it looks again whether something came, in milliseconds. */
const lookMs = 100;

/** Holds a time that goes by only while this process could hear what it waits for. */
export interface Patience {
  /** Gives the milliseconds that are left. */
  left(): number;
  end(): void;
}

/**
 * Counts down so many milliseconds and calls `over` when they are gone. What holds this process up, work of its own or that of others
 * on a busy machine, is no time of whom it waits for: of each wait no more counts than was meant to pass.
 */
export function startPatience(ms: number, over: () => void = () => {}): Patience {
  let left = ms;
  let since = 0;
  let timer: NodeJS.Timeout | undefined;
  const wait = (): void => {
    const step = Math.min(left, lookMs);
    since = performance.now();
    timer = setTimeout(() => {
      left -= step;
      if (left > 0) wait();
      else over();
    }, step);
  };
  wait();
  return {
    left: () => Math.max(left - Math.min(performance.now() - since, lookMs), 0),
    end: () => clearTimeout(timer),
  };
}
