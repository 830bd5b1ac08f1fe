import { setTimeout as wait } from 'node:timers/promises';
import type { ExchangeRequest } from '../../exchange.ts';
import type { SendOptions } from '../../http-client/outcome.ts';
import type { DeliveryOutcome, Target } from './target.ts';

/** Watches a receiver whose end can be seen. */
export interface CrashWatch {
  /** Counts how often it ended; ends that we brought about ourselves do not count. */
  ends(): number;
  /** Waits until it accepts connections again, where it does not. */
  revive(): Promise<void>;
  /** Tells how it ended the last time, in one line. */
  lastWords(): string;
}

/** Bounds how long after a broken connection the end of its receiver may show. */
const crashShowsMs = 150;

/**
 * Finds out which of several deliveries under way made a receiver end: each is made again while nothing else is, and the
 * receiver ends once more or it does not.
 */
export function attributeCrashes(exchange: Target['exchange'], watch: CrashWatch): Target['exchange'] {
  const gate = sharedGate();
  const attempt = async (request: ExchangeRequest, options: SendOptions): Promise<DeliveryOutcome | undefined> => {
    const before = watch.ends();
    const outcome = await exchange(request, options);
    return (await diedSince(before, outcome, watch)) ? undefined : outcome;
  };
  return async (request, options) => {
    const start = performance.now();
    const first = await gate.shared(() => attempt(request, options));
    if (first) return first;
    return gate.alone(async () => {
      await watch.revive();
      const again = await attempt(request, { timeoutMs: options.timeoutMs, fresh: true });
      if (again) return again;
      const why = watch.lastWords();
      await watch.revive();
      return { kind: 'died', why, durationMs: performance.now() - start };
    });
  };
}

async function diedSince(before: number, outcome: DeliveryOutcome, watch: CrashWatch): Promise<boolean> {
  if (outcome.kind === 'answer') return false;
  for (let waited = 0; watch.ends() === before && waited < crashShowsMs; waited += 10) await wait(10);
  return watch.ends() > before;
}

/** Lets jobs run beside each other, or one by itself. */
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
