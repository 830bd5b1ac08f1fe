import { setTimeout as wait } from 'node:timers/promises';
import type { ExchangeRequest } from '../../exchange.ts';
import type { SendOptions } from '../../http-client/client.ts';
import type { DeliveryOutcome, Target } from './target.ts';

/** Bounds how long after a broken connection the end of its receiver may show. */
const crashShowsMs = 150;

/**
 * Finds out which of several deliveries under way made a receiver end: each is made again while nothing else is, and the
 * receiver ends once more or it does not. Where none makes it, the last of them stands for all: an end is never passed over.
 * `crashes` tells how it ended each time, except by us; `revive` waits until it accepts connections again, where it does
 * not, and gives the reason where it never will.
 */
export function attributeCrashes(
  exchange: Target['exchange'],
  crashes: readonly string[],
  revive: () => Promise<string | undefined>,
): Target['exchange'] {
  const gate = sharedGate();
  let seen = 0;
  let broken = 0;
  let unexplained: string | undefined;
  let gone: string | undefined;
  const attempt = async (request: ExchangeRequest, options: SendOptions): Promise<DeliveryOutcome | undefined> => {
    const outcome = await exchange(request, options);
    if (outcome.kind === 'answer') return outcome;
    for (let waited = 0; crashes.length === seen && waited < crashShowsMs; waited += 10) await wait(10);
    return crashes.length > seen ? undefined : outcome;
  };
  const first = async (request: ExchangeRequest, options: SendOptions): Promise<DeliveryOutcome | undefined> => {
    const outcome = await attempt(request, options);
    if (!outcome) broken++;
    return outcome;
  };
  /** Tells how it ended by now, and has it started again. */
  const lastEnd = async (): Promise<string | undefined> => {
    const end = crashes.length > seen ? crashes.at(-1) : undefined;
    seen = crashes.length;
    gone ??= await revive();
    return end;
  };
  const alone = async (request: ExchangeRequest, options: SendOptions): Promise<DeliveryOutcome | string> => {
    broken--;
    unexplained = (await lastEnd()) ?? unexplained;
    const again =
      gone === undefined ? await attempt(request, { timeoutMs: options.timeoutMs, fresh: true }) : undefined;
    const own = again ? undefined : await lastEnd();
    const why = own ?? (again && broken > 0 ? undefined : unexplained);
    if (why !== undefined) unexplained = undefined;
    return why ?? again ?? gone ?? '';
  };
  return async (request, options) => {
    const start = performance.now();
    const died = (why: string): DeliveryOutcome => ({ kind: 'died', why, durationMs: performance.now() - start });
    if (gone !== undefined) return died(gone);
    const outcome =
      (await gate.shared(() => first(request, options))) ?? (await gate.alone(() => alone(request, options)));
    return typeof outcome === 'string' ? died(outcome) : outcome;
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
