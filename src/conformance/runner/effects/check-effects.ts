import { setTimeout as wait } from 'node:timers/promises';
import type { Delivery } from '../deliver.ts';
import { type EffectCounts, type EffectsLog, fingerprintOf } from './log.ts';

/** Says how often each body must have taken effect, by its fingerprint. */
export type ExpectedEffects = Map<string, number>;

/** Tells what effects deliveries must have: what was acknowledged takes effect once, what was not takes none. */
export function expectedEffects(deliveries: readonly Delivery[]): ExpectedEffects {
  const expected: ExpectedEffects = new Map();
  for (const delivery of deliveries) {
    const { body } = delivery.request;
    if (body === null) continue;
    const fingerprint = fingerprintOf(body);
    expected.set(fingerprint, Math.max(expected.get(fingerprint) ?? 0, isAcknowledged(delivery) ? 1 : 0));
  }
  return expected;
}

/** Tells whether a delivery was answered with 2xx. */
export function isAcknowledged({ outcome }: Delivery): boolean {
  return outcome.kind === 'answer' && outcome.response.status >= 200 && outcome.response.status < 300;
}

/** Work may be done after the answer; once a later event took effect, what is missing is given this long. */
const graceMs = 2_000;
const pauseMs = 25;

/**
 * Waits until the log shows what is expected, and gives what is wrong with it otherwise. `barrier` is the fingerprint of
 * an event that was accepted after all others: when it took effect, the others had their time.
 */
export async function awaitEffects(
  log: EffectsLog,
  expected: ExpectedEffects,
  barrier: string,
  timeoutMs: number,
): Promise<string | undefined> {
  let deadline = performance.now() + timeoutMs;
  let passed = false;
  for (;;) {
    const counts = await log.counts();
    const excess = excessEffect(counts, expected);
    if (excess) return excess;
    if (!passed && (counts.get(barrier) ?? 0) > 0) {
      passed = true;
      deadline = Math.min(deadline, performance.now() + graceMs);
    }
    const isMissing = [...expected].some(([fingerprint, wanted]) => (counts.get(fingerprint) ?? 0) < wanted);
    if (passed && !isMissing) return undefined;
    if (performance.now() > deadline)
      return isMissing
        ? 'an event that was accepted took no effect'
        : 'an event that was accepted never showed in the effects log';
    await wait(pauseMs);
  }
}

/** Tells what is in the log too often, in one sentence; undefined for nothing. */
function excessEffect(counts: EffectCounts, expected: ExpectedEffects): string | undefined {
  for (const [fingerprint, wanted] of expected) {
    const seen = counts.get(fingerprint) ?? 0;
    if (seen > wanted)
      return wanted === 0 ? 'an event that was not accepted took effect' : `an event took effect ${seen} times`;
  }
  return undefined;
}

/** Counts, for what is only observed, how many effects came of how many events. */
export function effectsSummary(counts: EffectCounts, expected: ExpectedEffects): string {
  const effects = [...expected.keys()].reduce((sum, fingerprint) => sum + (counts.get(fingerprint) ?? 0), 0);
  const events = [...expected.values()].filter((wanted) => wanted > 0).length;
  return `${effects} effect${effects === 1 ? '' : 's'} of ${events} accepted event${events === 1 ? '' : 's'}`;
}

/** Looks at the log at the end of a run; gives what became wrong since a case waited for its effects, by case id. */
export async function auditEffects(
  log: EffectsLog | undefined,
  awaited: ReadonlyMap<string, ExpectedEffects>,
): Promise<Map<string, string>> {
  const faults = new Map<string, string>();
  if (!log || awaited.size === 0) return faults;
  const counts = await log.counts();
  for (const [id, expected] of awaited) {
    // What is missing now was there before: a receiver that keeps its log in memory was started again.
    const excess = excessEffect(counts, expected);
    if (excess) faults.set(id, `at the end of the run, ${excess}`);
  }
  return faults;
}
