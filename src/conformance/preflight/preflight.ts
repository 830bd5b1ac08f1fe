import { setTimeout as wait } from 'node:timers/promises';
import type { Contract } from '../../contract/load.ts';
import { addressOf } from '../../delivery/parameters.ts';
import type { ExchangeRequest } from '../../exchange.ts';
import { type Patience, startPatience } from '../../http-client/patience.ts';
import type { Keys } from '../../signature/keys.ts';
import { eventValidator } from '../../validator/event.ts';
import { type Case, eventStep, type Step } from '../cases/case.ts';
import { runConcurrently } from '../run-suite.ts';
import type { Delivery } from '../runner/deliver.ts';
import { isAcknowledged } from '../runner/effects/check-effects.ts';
import { requestMakers } from '../runner/make-request.ts';
import type { DeliveryOutcome, Target } from '../targets/target.ts';
import { diagnose, type Refusal } from './diagnose.ts';

/** Says what is sent before the cases, and to whom. */
interface PreflightOptions {
  contract: Contract;
  keys: Keys;
  /** Holds a good event of each operation. */
  controls: ReadonlyMap<Contract, Buffer>;
  /** Hold further good events, for a receiver that refuses those alone. */
  cases: readonly Case[];
  signal?: AbortSignal | undefined;
}

/** Bounds how long answers are awaited in all, so that the start, a probe and the reports fit into five seconds. */
export const preflightMs = 3_000;
const pauseMs = 250;
/** Answered no sooner than this, an event lets the next one be sent beside it. */
const slowMs = 1_000;
const mostFurther = 8;

/** Sends good events until one is accepted; tells why where none is, or where one ends the receiver, which is a finding. */
export async function preflight(target: Target, options: PreflightOptions): Promise<Refusal | undefined> {
  const { contract: main, keys, signal } = options;
  const events = goodEvents(options);
  const patience = startPatience(preflightMs);
  const deliveries: Delivery[] = [];
  let isOver = false;
  const deliver = async (index: number): Promise<void> => {
    const [contract, step] = events[index] as GoodEvent;
    if (isOver || signal?.aborted || patience.left() === 0) return;
    const request = requestMakers(contract, keys, addressOf(target.url, contract, main))()(step.send);
    const delivery = { step, request, outcome: await deliverPatiently(target, request, patience), note: '' };
    deliveries.push(delivery);
    isOver ||= isAcknowledged(delivery) || hasEnded(delivery);
  };
  const interrupted = new Promise<void>((resolve) =>
    signal?.addEventListener('abort', () => resolve(), { once: true }),
  );
  await Promise.race([runConcurrently(events.length, 1, slowMs, deliver), interrupted]).finally(patience.end);
  const ended = deliveries.filter(hasEnded);
  if (ended.length > 0) return diagnose(target, ended, { contract: main, keys });
  if (isOver || signal?.aborted || !events.some(isValid)) return undefined;
  return diagnose(target, deliveries, { contract: main, keys });
}

/** Tells whether a delivery ended the receiver. */
export function hasEnded({ outcome }: Pick<Delivery, 'outcome'>): boolean {
  return outcome.kind === 'died';
}

type GoodEvent = readonly [Contract, Step];

function goodEvents({ contract, controls, cases }: PreflightOptions): GoodEvent[] {
  const usual = [...controls].map(([own, body]): GoodEvent => [own, eventStep({ body, isValid: true }, own)]);
  const good = cases.filter(({ group, level }) => group === 'schema.good' && level === 'MUST');
  const further = good.filter((_, index) => index % Math.ceil(good.length / mostFurther) === 0);
  return [
    ...usual,
    ...further.flatMap((each) => each.steps.map((step): GoodEvent => [each.contract ?? contract, step])),
  ];
}

/** Tells whether an event is what it should be: of a contract that no event meets, none is. */
function isValid([contract, { send }]: GoodEvent): boolean {
  return eventValidator(contract)(send.body ?? Buffer.alloc(0)).findings.length === 0;
}

/** Sends again what was put off, for as long as there is time, and once what a broken connection swallowed. */
async function deliverPatiently(
  target: Target,
  request: ExchangeRequest,
  patience: Patience,
): Promise<DeliveryOutcome> {
  for (let attempt = 1; ; attempt++) {
    const timeoutMs = Math.max(patience.left(), 1);
    const outcome = await target.exchange(request, { timeoutMs, fresh: attempt > 1 });
    const isPutOff = outcome.kind === 'answer' && [429, 503].includes(outcome.response.status);
    const isBroken = outcome.kind === 'closed' && attempt === 1;
    if (!(isPutOff || isBroken) || patience.left() < pauseMs) return outcome;
    if (isPutOff) await wait(pauseMs);
  }
}
