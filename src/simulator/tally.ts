import type { DeliverySummary } from '../deliveries.ts';
import type { Receipt } from '../delivery/sender.ts';
import { latencies } from './latency.ts';

/** Why an attempt failed whose acknowledgement was thrown away. */
export const lostAck = 'acknowledgement lost';

type Counts = Omit<DeliverySummary, 'schemaVersion' | 'verdict' | 'target' | 'seed' | 'latencyMs' | 'durationMs'>;

/** Counts deliveries as they are made. */
export interface Tally {
  /** Gives how many calls have begun. */
  call(): number;
  delivery(duplicate: boolean): void;
  attempt(receipt: Receipt): void;
  accepted(): void;
  exhausted(): void;
  summary(about: { target: string; seed: number; interrupted: boolean; durationMs: number }): DeliverySummary;
}

export function tally(): Tally {
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
  const answers = latencies();
  return {
    call() {
      counts.calls = (counts.calls ?? 0) + 1;
      return counts.calls;
    },
    delivery(duplicate) {
      counts.deliveries++;
      if (duplicate) counts.duplicates++;
      else counts.events++;
    },
    attempt(receipt) {
      counts.attempts++;
      const outcome = receipt.kind === 'answer' ? String(receipt.status) : receipt.why;
      counts.outcomes[outcome] = (counts.outcomes[outcome] ?? 0) + 1;
      if (receipt.kind === 'answer') answers.add(receipt.durationMs);
      else if (receipt.why === lostAck) counts.lostAcknowledgements++;
    },
    accepted: () => void counts.accepted++,
    exhausted: () => void counts.exhausted++,
    summary: ({ interrupted, ...about }) => ({
      schemaVersion: 1,
      verdict: interrupted ? 'interrupted' : counts.exhausted > 0 ? 'fail' : 'pass',
      ...about,
      ...counts,
      outcomes: { ...counts.outcomes },
      latencyMs: answers.read(),
    }),
  };
}
