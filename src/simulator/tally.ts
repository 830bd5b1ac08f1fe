import { createHistogram } from 'node:perf_hooks';
import type { DeliverySummary } from '../deliveries.ts';
import type { Receipt } from '../delivery/sender.ts';

/** Says why an attempt failed whose acknowledgement was thrown away. */
export const lostAck = 'acknowledgement lost';

type SummaryFacts = Pick<
  DeliverySummary,
  'target' | 'seed' | 'stopped' | 'advice' | 'handshake' | 'effects' | 'durationMs'
>;

type Counts = Omit<DeliverySummary, 'schemaVersion' | 'verdict' | 'latencyMs' | keyof SummaryFacts>;

export type DeliveryTally = ReturnType<typeof createDeliveryTally>;

/** Makes a tally, which counts deliveries as they are made. */
export function createDeliveryTally() {
  const counts: Counts = {
    calls: null,
    events: 0,
    duplicates: 0,
    deliveries: 0,
    accepted: 0,
    exhausted: 0,
    attempts: 0,
    lostAcknowledgements: 0,
    outcomes: {},
  };
  const latencies = createLatencies();
  return {
    /** Gives how many calls have begun. */
    call() {
      counts.calls = (counts.calls ?? 0) + 1;
      return counts.calls;
    },
    delivery(duplicate: boolean) {
      counts.deliveries++;
      if (duplicate) counts.duplicates++;
      else counts.events++;
    },
    attempt(receipt: Receipt) {
      counts.attempts++;
      const outcome = receipt.kind === 'answer' ? String(receipt.status) : receipt.why;
      counts.outcomes[outcome] = (counts.outcomes[outcome] ?? 0) + 1;
      if (receipt.kind === 'answer') latencies.add(receipt.durationMs);
      else if (receipt.why === lostAck) counts.lostAcknowledgements++;
    },
    /** Tells whether every attempt was denied. */
    isDenied: () =>
      counts.attempts > 0 && Object.keys(counts.outcomes).every((each) => each === '401' || each === '403'),
    accepted: () => void counts.accepted++,
    exhausted: () => void counts.exhausted++,
    summary({ interrupted, ...about }: SummaryFacts & { interrupted: boolean }): DeliverySummary {
      const miscounted = (about.effects?.lost ?? 0) + (about.effects?.doubled ?? 0);
      const failed = about.stopped || counts.exhausted + miscounted > 0;
      const verdict = interrupted ? 'interrupted' : failed ? 'fail' : 'pass';
      const outcomes = { ...counts.outcomes };
      return { schemaVersion: 1, verdict, ...about, ...counts, outcomes, latencyMs: latencies.read() };
    },
  };
}

/** Collects durations in milliseconds, exact to about one percent; a million take no more memory than a few. */
export function createLatencies() {
  const histogram = createHistogram({ lowest: 1, highest: Number.MAX_SAFE_INTEGER, figures: 2 });
  let max = 0;
  const percentile = (share: number): number => Math.min(histogram.percentile(share) / 1000, max);
  return {
    add(ms: number): void {
      histogram.record(Math.max(1, Math.round(ms * 1000)));
      max = Math.max(max, ms);
    },
    read: (): DeliverySummary['latencyMs'] =>
      histogram.count === 0 ? null : { p50: percentile(50), p95: percentile(95), p99: percentile(99), max },
  };
}
