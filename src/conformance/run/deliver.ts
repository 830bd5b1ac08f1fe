import type { ExchangeRequest } from '../../exchange.ts';
import type { Step } from '../case.ts';
import type { ExchangeOptions, Outcome, Target } from '../targets/target.ts';
import { oneConnection } from '../targets/transport.ts';

/** One request that was sent, and what became of it. */
export interface Delivery {
  step: Step;
  request: ExchangeRequest;
  outcome: Outcome;
  /** The first try ended in a broken connection, the second did not. */
  flaky: boolean;
  durationMs: number;
}

/** Delivers a step's requests, in order or all at once, and gives what became of each. */
export async function deliverStep(
  target: Target,
  step: Step,
  requests: readonly ExchangeRequest[],
  timeoutMs: number,
): Promise<Delivery[]> {
  const agent = step.oneConnection ? oneConnection(target.url) : undefined;
  const options: ExchangeOptions = { timeoutMs, ...(agent ? { agent } : {}) };
  const deliver = async (request: ExchangeRequest): Promise<Delivery> => {
    const start = performance.now();
    const { outcome, flaky } = await exchangeTwice(target, request, options);
    const durationMs = outcome.kind === 'answer' ? outcome.durationMs : performance.now() - start;
    return { step, request, outcome, flaky, durationMs };
  };
  try {
    if (step.atOnce) return await Promise.all(requests.map(deliver));
    const all: Delivery[] = [];
    for (const request of requests) {
      all.push(await deliver(request));
      // Further ones of the same kind would only wait as long again.
      if (all.at(-1)?.outcome.kind === 'timeout') break;
    }
    return all;
  } finally {
    agent?.destroy();
  }
}

/** A connection that is reset while the body is being sent is no verdict: it is tried once more. */
async function exchangeTwice(
  target: Target,
  request: ExchangeRequest,
  options: ExchangeOptions,
): Promise<{ outcome: Outcome; flaky: boolean }> {
  const first = await target.exchange(request, options);
  if (first.kind !== 'closed') return { outcome: first, flaky: false };
  const second = await target.exchange(request, { timeoutMs: options.timeoutMs, fresh: true });
  return { outcome: second, flaky: second.kind === 'answer' };
}
