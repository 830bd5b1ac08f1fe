import { setTimeout as delay } from 'node:timers/promises';
import type { Receipt } from './receipt.ts';
import { type RetryPolicy, retryDelay } from './retry.ts';
import { isAccepted, type Sender } from './sender.ts';

/** What the attempts need of the world. */
export interface Surroundings {
  /** From 0 to below 1. */
  random(): number;
  /** Must not throw; see `pause`. */
  wait(ms: number): Promise<void>;
  /** Ends the attempts. */
  signal?: AbortSignal;
  /** Told of each attempt, the first one being 1; the next one waits for it. */
  onAttempt?(receipt: Receipt, attempt: number): void | Promise<void>;
}

/** Delivers a body at least once: until it is accepted, or the attempts are used up. Gives what came of the last one. */
export async function deliverUntilAccepted(
  sender: Pick<Sender, 'send'>,
  body: Buffer,
  policy: RetryPolicy,
  { random, wait, signal, onAttempt }: Surroundings,
): Promise<Receipt> {
  for (let attempt = 1; ; attempt++) {
    const receipt = await sender.send(body);
    await onAttempt?.(receipt, attempt);
    if (isAccepted(receipt) || attempt > policy.retries || signal?.aborted) return receipt;
    await wait(retryDelay(policy, attempt, random));
    if (signal?.aborted) return receipt;
  }
}

/** Waits for so many milliseconds, or until the signal is set, whichever comes first. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return;
  await delay(ms, undefined, signal ? { signal } : {}).catch(() => {});
}
