import { setTimeout as delay } from 'node:timers/promises';
import { retryAfterMs } from './retry-after.ts';
import { isAccepted, isGone, type Receipt, type Sender } from './sender.ts';

/** Says how often, and how long after each other, a delivery is tried that was not accepted. */
export interface RetryPolicy {
  /** Attempts after the first one. */
  retries: number;
  /** The longest wait before the second attempt; it doubles from one attempt to the next. */
  baseMs: number;
  /** No wait of our own is longer. */
  capMs: number;
  /** No wait that the receiver asks for is longer; one that it asks for takes the place of our own. */
  retryAfterCapMs: number;
}

/** Computes the exponential back-off, with full jitter, after so many failed attempts (1 or more), in milliseconds. */
export function retryDelay(
  { baseMs, capMs }: Pick<RetryPolicy, 'baseMs' | 'capMs'>,
  attempt: number,
  random: () => number,
): number {
  return random() * Math.min(capMs, baseMs * 2 ** (attempt - 1));
}

/** Holds what the attempts need of the world. */
interface Surroundings {
  /** From 0 to below 1. */
  random(): number;
  /** Ends the attempts. */
  signal?: AbortSignal;
  /** Waits between them; must not throw. In real time, unless a test knows better. */
  wait?(ms: number): Promise<void>;
  /** Gives the time by which a date in Retry-After is read. */
  now?(): number;
  /**
   * Hears of each attempt, the first one being 1, and of how many milliseconds the next one waits because the receiver asks
   * for it, null where it does not; the next one waits for this, too.
   */
  onAttempt?(receipt: Receipt, attempt: number, askedMs: number | null): void | Promise<void>;
}

/**
 * Delivers a body at least once: until it is accepted, the receiver is gone for good, or the attempts are used up. Gives what
 * came of the last one.
 */
export async function deliverUntilAccepted(
  sender: Pick<Sender, 'send'>,
  body: Buffer,
  policy: RetryPolicy,
  { random, signal, wait = (ms) => pause(ms, signal), now = Date.now, onAttempt }: Surroundings,
): Promise<Receipt> {
  for (let attempt = 1; ; attempt++) {
    const receipt = await sender.send(body);
    const isLast = isAccepted(receipt) || isGone(receipt) || attempt > policy.retries;
    const asked = isLast || receipt.kind !== 'answer' ? undefined : retryAfterMs(receipt.headers, now());
    const askedMs = asked === undefined ? null : Math.min(asked, policy.retryAfterCapMs);
    await onAttempt?.(receipt, attempt, askedMs);
    if (isLast || signal?.aborted) return receipt;
    await wait(askedMs ?? retryDelay(policy, attempt, random));
    if (signal?.aborted) return receipt;
  }
}

/** Waits for so many milliseconds, or until the signal is set, whichever comes first. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return;
  await delay(ms, undefined, signal ? { signal } : {}).catch(() => {});
}
