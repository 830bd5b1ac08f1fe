export interface Scale {
  /** Tells where a time stands, in per cent of the width. */
  place(ms: number): string;
  /** The powers of ten that are labelled. */
  ticks: number[];
}

/** No case is quicker than this on the plot, nor slower than a day. */
const [least, most] = [0.1, 86_400_000];

/** Makes a logarithmic scale from the power of ten below the quickest to that above the slowest. */
export function scaleOf(times: readonly number[]): Scale {
  const logs = times.map(log);
  const from = Math.floor(logs.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY));
  const to = Math.max(from + 1, Math.ceil(logs.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)));
  return {
    // The margins have room for half a label.
    place: (ms) => `${(6 + (88 * (log(ms) - from)) / (to - from)).toFixed(2)}%`,
    ticks: Array.from({ length: to - from + 1 }, (_, step) => Number(`1e${from + step}`)),
  };
}

function log(ms: number): number {
  return Math.log10(Math.min(most, Math.max(least, ms)));
}
