import type { Agent } from 'node:http';
import type { ExchangeRequest } from '../../exchange.ts';
import { keptConnections, openedConnections } from '../../http-client/agent.ts';
import type { SendOptions } from '../../http-client/outcome.ts';
import { isRaw } from '../../http-client/raw-socket.ts';
import type { Step } from '../cases/case.ts';
import type { DeliveryOutcome, Target } from '../targets/target.ts';
import { exchangePatiently } from './retry.ts';

/** One request that was sent, and what became of it. */
export interface Delivery {
  step: Step;
  request: ExchangeRequest;
  outcome: DeliveryOutcome;
  /** Tries before it that said nothing of the receiver's verdict; empty when there were none. */
  note: string;
  durationMs: number;
}

/**
 * Delivers a step's requests, in order or all at once, and gives what became of each. `measured` makes no second try: how
 * a receiver bears load is seen at the first.
 */
export async function deliverStep(
  target: Target,
  step: Step,
  requests: readonly ExchangeRequest[],
  timeoutMs: number,
  measured = false,
): Promise<Delivery[]> {
  const agent = await connectionsFor(step, target.url, requests.length, timeoutMs);
  const options: SendOptions = { timeoutMs, ...(agent ? { agent } : {}) };
  const deliver = async (request: ExchangeRequest): Promise<Delivery> => {
    const start = performance.now();
    const { outcome, note } = measured
      ? { outcome: await target.exchange(request, options), note: '' }
      : await exchangePatiently(target, request, options);
    const durationMs = outcome.kind === 'answer' ? outcome.durationMs : performance.now() - start;
    return { step, request, outcome, note, durationMs };
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

async function connectionsFor(step: Step, url: URL, count: number, timeoutMs: number): Promise<Agent | undefined> {
  if (step.oneConnection) return keptConnections(url, { maxSockets: 1 });
  return step.atOnce && !isRaw(step.send.framing) ? openedConnections(url, count, timeoutMs) : undefined;
}
