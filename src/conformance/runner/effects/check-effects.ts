import { setTimeout as wait } from 'node:timers/promises';
import type { Delivery } from '../deliver.ts';
import { type EffectCounts, type EffectsLog, fingerprintOf } from './log.ts';

/** Says how often each body must have taken effect, by its fingerprint. */
export type ExpectedEffects = Map<string, number>;

/** Tells what effects deliveries must have: what was acknowledged takes effect once, what was not takes none. */
export function expectedEffects(deliveries: readonly Delivery[]): ExpectedEffects {
  const expected: ExpectedEffects = new Map();
  for (const { request, outcome } of deliveries) {
    if (request.body === null) continue;
    const fingerprint = fingerprintOf(request.body);
    const wanted = isAcknowledged({ outcome }) ? 1 : 0;
    expected.set(fingerprint, Math.max(expected.get(fingerprint) ?? 0, wanted));
  }
  return expected;
}

/** Tells whether a delivery was answered with 2xx. */
export function isAcknowledged({ outcome }: Pick<Delivery, 'outcome'>): boolean {
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
  const start = performance.now();
  let deadline = start + timeoutMs;
  let passed = false;
  for (;;) {
    const counts = await log.counts();
    const tooOften = effectsFault(counts, expected, 'too often');
    if (tooOften) return tooOften;
    if (!passed && (counts.get(barrier) ?? 0) > 0) {
      passed = true;
      deadline = Math.min(deadline, performance.now() + graceMs);
    }
    const missing = effectsFault(counts, expected, 'missing');
    if (passed && !missing) return undefined;
    if (performance.now() > deadline) return missing ?? 'an event that was accepted never showed in the effects log';
    await wait(pauseMs);
  }
}

/** Tells what is missing in the log, or there too often, in one sentence; undefined when it is right. */
function effectsFault(
  counts: EffectCounts,
  expected: ExpectedEffects,
  which: 'missing' | 'too often',
): string | undefined {
  for (const [fingerprint, wanted] of expected) {
    const seen = counts.get(fingerprint) ?? 0;
    if (seen > wanted && which === 'too often') {
      return wanted === 0 ? 'an event that was not accepted took effect' : `an event took effect ${seen} times`;
    }
    if (seen < wanted && which === 'missing') return 'an event that was accepted took no effect';
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
    const fault = effectsFault(counts, expected, 'too often');
    if (fault) faults.set(id, `at the end of the run, ${fault}`);
  }
  return faults;
}
