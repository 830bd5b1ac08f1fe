import type { EffectsSummary, MiscountedEvent } from '../deliveries.ts';
import { pause } from '../delivery/retry.ts';
import { type EffectCounts, type EffectsLog, fingerprintOf } from '../effects/log.ts';
import type { QueuedDelivery } from './queues.ts';

interface DeliveredEvent extends Omit<MiscountedEvent, 'sha256' | 'effects'> {
  isAcknowledged: boolean;
}

/** The most events that are named; more would fill the screen and say no more. */
const mostWrong = 100;

/** Work may be done after the answer: what is missing is awaited as long as more of it comes within this time. */
const graceMs = 2_000;
const lookAgainMs = 50;
/** Once nothing is missing, an effect that comes twice shows within this time. */
const quietMs = 250;

export type EffectsAudit = ReturnType<typeof effectsAudit>;

/** Judges by the effects log whether each acknowledged event took effect exactly once, duplicates and retries included. */
export function effectsAudit(log: EffectsLog) {
  const events = new Map<string, DeliveredEvent>();
  return {
    /** Hears of a delivery that is over, and whether it was acknowledged in the end. */
    settled({ body, call, type }: QueuedDelivery, isAcknowledged: boolean): void {
      const fingerprint = fingerprintOf(body);
      const known = events.get(fingerprint);
      events.set(fingerprint, { call, type, isAcknowledged: isAcknowledged || (known?.isAcknowledged ?? false) });
    },
    /** Waits for what is missing, and sums up. Throws a target error for a log that cannot be read. */
    async summary(signal: AbortSignal): Promise<EffectsSummary> {
      await awaitEffects(log, events, signal);
      return summarise(await log.counts(), events);
    },
    close: log.close,
  };
}

async function awaitEffects(
  log: EffectsLog,
  events: ReadonlyMap<string, DeliveredEvent>,
  signal: AbortSignal,
): Promise<void> {
  let fewest = Number.POSITIVE_INFINITY;
  let deadline = 0;
  while (!signal.aborted) {
    const counts = await log.counts();
    const missing = [...events].filter(([fingerprint, each]) => each.isAcknowledged && !counts.has(fingerprint)).length;
    if (missing === 0) return pause(quietMs, signal);
    if (missing < fewest) deadline = performance.now() + graceMs;
    else if (performance.now() > deadline) return;
    fewest = Math.min(fewest, missing);
    await pause(lookAgainMs, signal);
  }
}

function summarise(counts: EffectCounts, events: ReadonlyMap<string, DeliveredEvent>): EffectsSummary {
  const judged = [...events].map(([sha256, { isAcknowledged, ...about }]) => ({
    event: { ...about, sha256, effects: counts.get(sha256) ?? 0 },
    isAcknowledged,
  }));
  const lost = judged.filter(({ event, isAcknowledged }) => isAcknowledged && event.effects === 0);
  const doubled = judged.filter(({ event }) => event.effects > 1);
  return {
    acknowledged: judged.filter(({ isAcknowledged }) => isAcknowledged).length,
    lost: lost.length,
    doubled: doubled.length,
    events: [...lost, ...doubled].slice(0, mostWrong).map(({ event }) => event),
  };
}
