import type { Agent } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { retryAfterMs } from '../../delivery/retry-after.ts';
import type { ExchangeRequest } from '../../exchange.ts';
import type { SendOptions } from '../../http-client/client.ts';
import { keptConnections, openedConnections } from '../../http-client/connections.ts';
import { isRaw } from '../../http-client/raw-socket.ts';
import type { EventVerdict } from '../../validator/event.ts';
import type { Case, Step } from '../cases/case.ts';
import type { DeliveryOutcome, Target } from '../targets/target.ts';
import { contradiction } from './applicable.ts';
import type { RequestMaker } from './make-request.ts';

/** Holds one request that was sent, and what became of it. */
export interface Delivery {
  step: Step;
  request: ExchangeRequest;
  outcome: DeliveryOutcome;
  /** Attempts before it that said nothing of the receiver's verdict, in words; empty when there were none. */
  note: string;
}

interface DeliveryTools {
  newRequestMaker(): RequestMaker;
  validate(bytes: Buffer): EventVerdict;
  /** Tells whether events get an identity of their own before they are sent. */
  givesIdentities: boolean;
  timeoutMs: number;
}

/** Delivers the steps of a case in order; gives what is wrong with the case itself where its events are not what it says. */
export async function deliverCase(
  target: Target,
  { steps, alone }: Case,
  { newRequestMaker, validate, givesIdentities, timeoutMs }: DeliveryTools,
): Promise<Delivery[] | string> {
  const make = newRequestMaker();
  const planned = steps.map((step) => ({ step, requests: Array.from({ length: step.times }, () => make(step.send)) }));
  for (const { step, requests } of planned) {
    // What is sent as it was made was judged then.
    const isKnown = step.send.isJudged && !givesIdentities;
    const fault = !isKnown && requests[0] && contradiction(step.send, requests[0], validate);
    if (fault) return fault;
  }
  const deliveries: Delivery[] = [];
  for (const { step, requests } of planned)
    deliveries.push(...(await deliverStep(target, step, requests, { timeoutMs, measured: alone })));
  return deliveries;
}

/** Delivers a step's requests. `measured` makes no second attempt: how a receiver bears load shows at the first. */
export async function deliverStep(
  target: Target,
  step: Step,
  requests: readonly ExchangeRequest[],
  { timeoutMs, measured }: { timeoutMs: number; measured: boolean },
): Promise<Delivery[]> {
  const agent = await connectionsFor(step, target.url, requests.length, timeoutMs);
  const options: SendOptions = { timeoutMs, agent };
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

const pausesMs = [50, 100, 200, 400, 800];
const longestPauseMs = 2_000;

/** Sends a request as a sender would, which heeds "later" (429, 503) and tries once more after a reset. */
export async function exchangeWithRetries(
  target: Target,
  request: ExchangeRequest,
  options: SendOptions,
): Promise<Pick<Delivery, 'outcome' | 'note'>> {
  let outcome = await target.exchange(request, options);
  let note = '';
  if (outcome.kind === 'closed') {
    outcome = await target.exchange(request, { timeoutMs: options.timeoutMs, fresh: true });
    if (outcome.kind === 'answer') note = 'FLAKY: the connection was reset at the first try';
  }
  for (const pause of pausesMs) {
    if (outcome.kind !== 'answer' || ![429, 503].includes(outcome.response.status)) break;
    const { status, headers } = outcome.response;
    note = `put off with ${status} at first`;
    await wait(Math.max(pause, Math.min(retryAfterMs(headers, Date.now()) ?? 0, longestPauseMs)));
    outcome = await target.exchange(request, options);
  }
  return { outcome, note };
}
