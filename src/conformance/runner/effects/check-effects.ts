import { setTimeout as wait } from 'node:timers/promises';
import { type EffectCounts, type EffectsLog, fingerprintOf } from '../../../effects/log.ts';
import { messageOf } from '../../../errors.ts';
import type { Case } from '../../cases/case.ts';
import type { Delivery } from '../deliver.ts';

/** Holds whether each body must have taken effect, by its fingerprint; one that is to be ignored may be accepted, and takes none. */
type ExpectedEffects = Map<string, 'once' | 'none' | 'ignored'>;

/** Says what is wrong with the effects of a case, in one sentence. */
export interface EffectsFault {
  why: string;
  /** An event took effect that must take none, which no level of a case excuses. */
  grave: boolean;
}

/** Holds the log of a run, and what is known of it. */
interface WatchedLog {
  log: EffectsLog;
  /** Limits how long missing effects are awaited. */
  timeoutMs: number;
  /** Has ever shown an event that was accepted. */
  hasShown: boolean;
  /** Was awaited to the end by a case, and had shown nothing by then. */
  isMute: boolean;
}

/** Checks by the log what a run's deliveries, which have a method, bring about; what is missing is awaited for `timeoutMs`. */
export function effectsChecker(log: EffectsLog, timeoutMs: number, method: string) {
  const awaited = new Map<string, ExpectedEffects>();
  const watched: WatchedLog = { log, timeoutMs, hasShown: false, isMute: false };
  return {
    /** Checks a case once `later` was accepted after all of it; gives what is wrong, or what is only observed. */
    async check(
      { id, level }: Case,
      deliveries: readonly Delivery[],
      later: Buffer,
    ): Promise<EffectsFault | undefined> {
      const expected = expectedEffects(deliveries, method);
      const barrier = fingerprintOf(later);
      if (level !== 'OBSERVE') {
        awaited.set(id, expected);
        return awaitEffects(watched, expected, barrier);
      }
      // What is only observed is awaited no longer than the event after it.
      await awaitEffects(watched, new Map([[barrier, 'once']]), barrier);
      return { why: effectsSummary(await log.counts(), expected), grave: false };
    },
    /** Looks at the log at the end of a run; gives what became wrong since a case waited for its effects, by case id. */
    async audit(): Promise<Map<string, EffectsFault>> {
      const faults = new Map<string, EffectsFault>();
      if (awaited.size === 0) return faults;
      // What cannot be read in the end proves nothing.
      const counts = await log.counts().catch(messageOf);
      for (const [id, expected] of awaited) {
        // What is missing now was there before: a receiver that keeps its log in memory was started again.
        const fault = typeof counts === 'string' ? { why: counts, grave: false } : excessEffect(counts, expected);
        if (fault) faults.set(id, { ...fault, why: `at the end of the run, ${fault.why}` });
      }
      return faults;
    },
  };
}

/** Tells what effects deliveries must have: once for what was acknowledged, none for what was not, is ignored or came by another method. */
function expectedEffects(deliveries: readonly Delivery[], method: string): ExpectedEffects {
  const expected: ExpectedEffects = new Map();
  for (const delivery of deliveries) {
    const { body, method: sent } = delivery.request;
    const { expect } = delivery.step;
    if (body === null) continue;
    const isIgnored = expect === 'ignored' || expect === 'acknowledged';
    const isTaken = sent === method && !isIgnored && isAcknowledged(delivery);
    const fingerprint = fingerprintOf(body);
    if (isTaken) expected.set(fingerprint, 'once');
    else if (!expected.has(fingerprint)) expected.set(fingerprint, isIgnored ? 'ignored' : 'none');
  }
  return expected;
}

/** Tells whether a delivery was answered with 2xx. */
export function isAcknowledged({ outcome }: Delivery): boolean {
  return outcome.kind === 'answer' && outcome.response.status >= 200 && outcome.response.status < 300;
}

/** Work may be done after the answer; once a later event took effect, what is missing is given this long. */
const graceMs = 2_000;
const pollMs = 25;

/** Waits for effects, and gives what is wrong with them; `barrier` is the fingerprint of an event accepted last. */
async function awaitEffects(
  watched: WatchedLog,
  expected: ExpectedEffects,
  barrier: string,
): Promise<EffectsFault | undefined> {
  const { log, timeoutMs } = watched;
  const accepted = [
    barrier,
    ...[...expected].flatMap(([fingerprint, wanted]) => (wanted === 'once' ? fingerprint : [])),
  ];
  // A log that showed nothing as long as one case waited is not awaited as long by each of the others.
  let deadline = performance.now() + (watched.isMute ? Math.min(graceMs, timeoutMs) : timeoutMs);
  let passed = false;
  for (;;) {
    const counts = await log.counts();
    watched.hasShown ||= accepted.some((fingerprint) => counts.has(fingerprint));
    watched.isMute &&= !watched.hasShown;
    const excess = excessEffect(counts, expected);
    if (excess) return excess;
    if (!passed && (counts.get(barrier) ?? 0) > 0) {
      passed = true;
      deadline = Math.min(deadline, performance.now() + graceMs);
    }
    const isMissing = accepted.some((fingerprint) => fingerprint !== barrier && !counts.has(fingerprint));
    if (passed && !isMissing) return undefined;
    if (performance.now() > deadline) {
      watched.isMute = !watched.hasShown;
      return { why: lackOf(watched, isMissing), grave: false };
    }
    await wait(pollMs);
  }
}

/** Tells what is missing in the log, in one sentence. */
function lackOf({ hasShown }: WatchedLog, isMissing: boolean): string {
  if (!hasShown) return 'the effects log shows none of the events that were accepted';
  return isMissing
    ? 'an event that was accepted took no effect'
    : 'an event that was accepted never showed in the effects log';
}

/** Tells what is in the log too often; undefined for nothing. */
function excessEffect(counts: EffectCounts, expected: ExpectedEffects): EffectsFault | undefined {
  for (const [fingerprint, wanted] of expected) {
    const seen = counts.get(fingerprint) ?? 0;
    if (wanted === 'once' && seen > 1) return { why: `an event took effect ${seen} times`, grave: false };
    if (wanted === 'ignored' && seen > 0) return { why: 'an event that is to be ignored took effect', grave: true };
    if (wanted === 'none' && seen > 0) return { why: 'an event that was not accepted took effect', grave: true };
  }
  return undefined;
}

/** Counts, for what is only observed, how many effects came of how many events. */
function effectsSummary(counts: EffectCounts, expected: ExpectedEffects): string {
  const effects = [...expected.keys()].reduce((sum, fingerprint) => sum + (counts.get(fingerprint) ?? 0), 0);
  const events = [...expected.values()].filter((wanted) => wanted === 'once').length;
  return `${effects} effect${effects === 1 ? '' : 's'} of ${events} accepted event${events === 1 ? '' : 's'}`;
}
