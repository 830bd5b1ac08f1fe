import type { Agent } from 'node:http';
import type { ExchangeRequest } from '../../exchange.ts';
import { keptConnections, openedConnections } from '../../http-client/agent.ts';
import type { SendOptions } from '../../http-client/outcome.ts';
import { isRaw } from '../../http-client/raw-socket.ts';
import type { EventVerdict } from '../../validator/event.ts';
import type { Case, Step } from '../cases/case.ts';
import type { DeliveryOutcome, Target } from '../targets/target.ts';
import { contradiction } from './applicable.ts';
import type { RequestMaker } from './request/make-request.ts';
import { exchangeWithRetries } from './retry.ts';

/** Holds one request that was sent, and what became of it. */
export interface Delivery {
  step: Step;
  request: ExchangeRequest;
  outcome: DeliveryOutcome;
  /** Attempts before it that said nothing of the receiver's verdict, in words; empty when there were none. */
  note: string;
}

/** Holds what a case is delivered with. */
interface DeliveryTools {
  newRequestMaker(): RequestMaker;
  validate(bytes: Buffer): EventVerdict;
  timeoutMs: number;
}

/** Delivers the steps of a case in order; gives what is wrong with the case itself where its events are not what it says. */
export async function deliverCase(
  target: Target,
  { steps, alone }: Case,
  { newRequestMaker, validate, timeoutMs }: DeliveryTools,
): Promise<Delivery[] | string> {
  const make = newRequestMaker();
  const planned = steps.map((step) => ({
    step,
    requests: Array.from({ length: step.times }, () => make(step.send)),
  }));
  for (const { step, requests } of planned) {
    const fault = requests[0] && contradiction(step.send, requests[0], validate);
    if (fault) return fault;
  }
  const deliveries: Delivery[] = [];
  for (const { step, requests } of planned)
    deliveries.push(...(await deliverStep(target, step, requests, { timeoutMs, measured: alone })));
  return deliveries;
}

/**
 * Delivers a step's requests, in order or all at once, and gives what became of each. `measured` makes no second attempt:
 * how a receiver bears load is seen at the first.
 */
export async function deliverStep(
  target: Target,
  step: Step,
  requests: readonly ExchangeRequest[],
  { timeoutMs, measured }: { timeoutMs: number; measured: boolean },
): Promise<Delivery[]> {
  const agent = await connectionsFor(step, target.url, requests.length, timeoutMs);
  const options: SendOptions = { timeoutMs, ...(agent ? { agent } : {}) };
  const deliver = async (request: ExchangeRequest): Promise<Delivery> => {
    if (measured) return { step, request, outcome: await target.exchange(request, options), note: '' };
    return { step, request, ...(await exchangeWithRetries(target, request, options)) };
  };
  try {
    if (step.atOnce) return await Promise.all(requests.map(deliver));
    const deliveries: Delivery[] = [];
    for (const request of requests) {
      deliveries.push(await deliver(request));
      // Further ones of the same kind would only wait as long again.
      if (deliveries.at(-1)?.outcome.kind === 'timeout') break;
    }
    return deliveries;
  } finally {
    agent?.destroy();
  }
}

async function connectionsFor(step: Step, url: URL, count: number, timeoutMs: number): Promise<Agent | undefined> {
  if (step.oneConnection) return keptConnections(url, { maxSockets: 1 });
  return step.atOnce && !isRaw(step.send.framing) ? openedConnections(url, count, timeoutMs) : undefined;
}
