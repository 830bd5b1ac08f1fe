import type { Latency } from '../deliveries.ts';

/** The upper bounds of its buckets grow by this factor, which is how exact a percentile is. */
const growth = 1.01;
const leastMs = 0.001;
/** Reaches beyond a day. */
const buckets = 2_600;

/** Durations in buckets, so that a million take no more memory than a few. */
export interface Latencies {
  add(ms: number): void;
  /** Null where none was added. */
  read(): Latency | null;
}

export function latencies(): Latencies {
  const counts = new Float64Array(buckets);
  let count = 0;
  let max = 0;
  const percentile = (share: number): number => {
    let below = 0;
    const bucket = counts.findIndex((own) => {
      below += own;
      return below >= share * count;
    });
    return Math.min(leastMs * growth ** bucket, max);
  };
  return {
    add(ms) {
      const bucket = Math.ceil(Math.log(Math.max(ms, leastMs) / leastMs) / Math.log(growth));
      counts[Math.min(bucket, buckets - 1)] = (counts[Math.min(bucket, buckets - 1)] ?? 0) + 1;
      count++;
      max = Math.max(max, ms);
    },
    read: () => (count === 0 ? null : { p50: percentile(0.5), p95: percentile(0.95), p99: percentile(0.99), max }),
  };
}
