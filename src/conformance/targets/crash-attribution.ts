import { setTimeout as wait } from 'node:timers/promises';
import type { ExchangeRequest } from '../../exchange.ts';
import type { SendOptions } from '../../http-client/client.ts';
import type { DeliveryOutcome, Target } from './target.ts';

/** Bounds how long after a broken connection the end of its receiver may show. */
const crashShowsMs = 150;

/**
 * Finds out which of several deliveries under way made a receiver end: each is made again while nothing else is, and the
 * receiver ends once more or it does not. `crashes` tells how it ended each time, except by us; `revive` waits until it
 * accepts connections again, where it does not.
 */
export function attributeCrashes(
  exchange: Target['exchange'],
  crashes: readonly string[],
  revive: () => Promise<void>,
): Target['exchange'] {
  const gate = sharedGate();
  const attempt = async (request: ExchangeRequest, options: SendOptions): Promise<DeliveryOutcome | undefined> => {
    const before = crashes.length;
    const outcome = await exchange(request, options);
    if (outcome.kind === 'answer') return outcome;
    for (let waited = 0; crashes.length === before && waited < crashShowsMs; waited += 10) await wait(10);
    return crashes.length > before ? undefined : outcome;
  };
  return async (request, options) => {
    const start = performance.now();
    const first = await gate.shared(() => attempt(request, options));
    if (first) return first;
    return gate.alone(async () => {
      await revive();
      const again = await attempt(request, { timeoutMs: options.timeoutMs, fresh: true });
      if (again) return again;
      const why = crashes.at(-1) ?? '';
      await revive();
      return { kind: 'died', why, durationMs: performance.now() - start };
    });
  };
}

/** Makes what runs jobs beside each other (`shared`), or one while nothing else runs (`alone`). */
function sharedGate() {
  const running = new Set<Promise<unknown>>();
  let closed: Promise<unknown> | undefined;
  return {
    async shared<T>(job: () => Promise<T>): Promise<T> {
      while (closed) await closed;
      const result = job();
      const settled = result.catch(() => {}).finally(() => running.delete(settled));
      running.add(settled);
      return result;
    },
    async alone<T>(job: () => Promise<T>): Promise<T> {
      while (closed) await closed;
      const result = Promise.all(running).then(job);
      const open = (): void => {
        closed = undefined;
      };
      closed = result.then(open, open);
      return result;
    },
  };
}
