import type { DeliveryAttempt, StopReason } from '../deliveries.ts';
import { deliverUntilAccepted, pause, type RetryPolicy } from '../delivery/retry.ts';
import { isAccepted, type Receipt, type Sender } from '../delivery/sender.ts';
import { traceparentOf } from '../trace-context.ts';
import type { DeliveryQueue, QueuedDelivery } from './queues.ts';
import { stopRule } from './stop.ts';
import { type DeliveryTally, lostAck } from './tally.ts';

interface SimulateOptions {
  sender: Sender;
  policy: RetryPolicy;
  /** Says how many times as fast as in life it goes; `Infinity` waits for nothing but back-off. */
  speed: number;
  /** Limits the queues under way at once. */
  concurrency: number;
  tally: DeliveryTally;
  /** Ends the simulation; what is under way is broken off. */
  signal: AbortSignal;
  /** Hears of each attempt; what follows waits for it. */
  onAttempt?(attempt: DeliveryAttempt): void | Promise<void>;
  /** Hears of each delivery that is over, and whether it was acknowledged. */
  onSettled?(delivery: QueuedDelivery, isAcknowledged: boolean): void;
}

/**
 * Delivers all queues, the first ones first. Gives why it stopped early; an attempt under way then ends by itself. Throws only
 * what the queues or `onAttempt` throw, once nothing is under way.
 */
export async function simulate(
  queues: AsyncGenerator<DeliveryQueue>,
  options: SimulateOptions,
): Promise<StopReason | null> {
  const { sender, speed, concurrency } = options;
  const failed = new AbortController();
  const broken = AbortSignal.any([options.signal, failed.signal]);
  broken.addEventListener('abort', () => void sender.close(), { once: true });
  const stopping = stopRule();
  const signal = AbortSignal.any([broken, stopping.signal]);
  const reach = virtualClock(speed, signal);

  const worker = async (): Promise<void> => {
    try {
      for await (const { deliveries, start, random } of sharedIterator(queues)) {
        for (const delivery of deliveries) {
          await reach(start, delivery.atMs);
          if (signal.aborted) return;
          await deliverQueued(delivery, random, { ...options, signal }, stopping.hear);
        }
      }
    } catch (error) {
      failed.abort();
      throw error;
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: concurrency }, worker));
  await sender.close();
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
  return stopping.reason();
}

/** Lets several loops take from a generator: one that leaves does not end it for the others. */
function sharedIterator<T>(items: AsyncGenerator<T>): AsyncIterable<T> {
  return { [Symbol.asyncIterator]: () => ({ next: () => items.next() }) };
}

async function deliverQueued(
  delivery: QueuedDelivery,
  random: () => number,
  options: SimulateOptions,
  hear: (receipt: Receipt) => void,
): Promise<void> {
  const { sender, policy, tally, signal, onAttempt } = options;
  const { atMs, call, type, duplicate } = delivery;
  tally.delivery(duplicate);
  let attempts = 0;
  const own = {
    send(body: Buffer) {
      const traceparent = traceparentOf(undefined, delivery.trace, `${delivery.span} ${++attempts}`);
      return sender.send(body, { contract: delivery.contract, traceparent });
    },
  };
  const forgetful = delivery.losesAck ? losingAck(own, policy) : own;
  const receipt = await deliverUntilAccepted(forgetful, delivery.body, policy, {
    random,
    signal,
    onAttempt(made, attempt, retryAfterMs) {
      tally.attempt(made);
      hear(made);
      const { durationMs } = made;
      const status = made.kind === 'answer' ? made.status : null;
      const failure = made.kind === 'answer' ? null : made.why;
      return onAttempt?.({ atMs, call, type, attempt, duplicate, status, failure, retryAfterMs, durationMs });
    },
  });
  options.onSettled?.(delivery, isAccepted(receipt));
  if (isAccepted(receipt)) tally.accepted();
  else if (!signal.aborted) tally.exhausted();
}

/** Loses the first acknowledgement; but for the last attempt's, since nothing would follow. */
function losingAck(sender: Pick<Sender, 'send'>, { retries }: RetryPolicy): Pick<Sender, 'send'> {
  let left = retries;
  let lost = false;
  return {
    async send(body) {
      const receipt = await sender.send(body);
      if (lost || left-- <= 0 || !isAccepted(receipt)) return receipt;
      lost = true;
      return { kind: 'failed', why: lostAck, durationMs: receipt.durationMs };
    },
  };
}

/** Limits one wait: a longer timer fires at once. */
const longestWaitMs = 2 ** 31 - 1;

/**
 * Makes a clock that runs so many times as fast as real time, or does not wait at all (`Infinity`): a function that waits
 * until a virtual time has come. The signal ends every wait.
 */
export function virtualClock(
  speed: number,
  signal: AbortSignal,
  { now, wait } = { now: () => performance.now(), wait: (ms: number) => pause(ms, signal) },
): (start: DeliveryQueue['start'], atMs: number) => Promise<void> {
  return async (start, atMs) => {
    if (speed === Number.POSITIVE_INFINITY) return;
    start.at ??= now();
    const due = start.at + atMs / speed;
    for (let left = due - now(); left > 0 && !signal.aborted; left = due - now())
      await wait(Math.min(left, longestWaitMs));
  };
}
