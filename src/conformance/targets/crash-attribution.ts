import { setTimeout as wait } from 'node:timers/promises';
import type { ExchangeRequest } from '../../exchange.ts';
import type { SendOptions } from '../../http-client/outcome.ts';
import type { DeliveryOutcome, Target } from './target.ts';

/** A receiver whose end we can see. */
export interface Life {
  /** Counts its deaths; those that we brought about ourselves are none. */
  deaths(): number;
  /** Waits until it accepts connections again, where it does not. */
  revive(): Promise<void>;
  /** How it ended the last time, in one line. */
  lastWords(): string;
}

/** How long after a broken connection its death may show. */
const deathThroesMs = 150;

/**
 * Finds out which of several deliveries under way made a receiver end: each is made again while nothing else is, and the
 * receiver ends once more or it does not.
 */
export function mortal(exchange: Target['exchange'], life: Life): Target['exchange'] {
  const gate = sharedGate();
  const attempt = async (request: ExchangeRequest, options: SendOptions): Promise<DeliveryOutcome | undefined> => {
    const before = life.deaths();
    const outcome = await exchange(request, options);
    return (await diedSince(before, outcome, life)) ? undefined : outcome;
  };
  return async (request, options) => {
    const start = performance.now();
    const first = await gate.shared(() => attempt(request, options));
    if (first) return first;
    return gate.alone(async () => {
      await life.revive();
      const again = await attempt(request, { timeoutMs: options.timeoutMs, fresh: true });
      if (again) return again;
      const why = life.lastWords();
      await life.revive();
      return { kind: 'died', why, durationMs: performance.now() - start };
    });
  };
}

async function diedSince(before: number, outcome: DeliveryOutcome, life: Life): Promise<boolean> {
  if (outcome.kind === 'answer') return false;
  for (let waited = 0; life.deaths() === before && waited < deathThroesMs; waited += 10) await wait(10);
  return life.deaths() > before;
}

interface Gate {
  /** Runs beside others of its kind. */
  shared<T>(job: () => Promise<T>): Promise<T>;
  /** Runs while nothing else does. */
  alone<T>(job: () => Promise<T>): Promise<T>;
}

function sharedGate(): Gate {
  const running = new Set<Promise<unknown>>();
  let closed: Promise<unknown> | undefined;
  return {
    async shared(job) {
      while (closed) await closed;
      const result = job();
      const settled = result.catch(() => {}).finally(() => running.delete(settled));
      running.add(settled);
      return result;
    },
    async alone(job) {
      while (closed) await closed;
      const result = Promise.all(running).then(job);
      const settled = result
        .catch(() => {})
        .finally(() => {
          closed = undefined;
        });
      closed = settled;
      return result;
    },
  };
}
