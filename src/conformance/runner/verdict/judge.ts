import type { AnswerFault } from '../../../delivery/handshake/check-answer.ts';
import type { ExchangeResponse } from '../../../exchange.ts';
import type { Expectation } from '../../cases/case.ts';
import type { DeliveryOutcome } from '../../targets/target.ts';
import type { Delivery } from '../deliver.ts';
import { redactOutcome, requestRedactor } from '../evidence/redact.ts';
import { type JudgeContext, leakOf, namedFault } from './checks.ts';
import { handshakeChecks } from './handshake-checks.ts';

/** Says whether an outcome is what a case asks for, and if not, why. */
export interface Judgement {
  holds: boolean;
  expected: string;
  actual: string;
  why: string;
  /** Broken in a way that no level excuses: an answer that says the receiver failed, or an end of the receiver. */
  grave?: boolean;
  /** Broken in a way that only warns, whatever the level of the case. */
  mild?: boolean;
  /** Names which of several deliveries decided, counted from 0. */
  at?: number;
}

/** Judges a case's deliveries: the first that is wrong decides. */
export function judgeDeliveries(deliveries: readonly Delivery[], context: JudgeContext): Judgement {
  const judged = deliveries.map((delivery) => judgeDelivery(delivery, context));
  const wrong = judged.findIndex(({ holds }) => !holds);
  const place = deliveries.length > 1 ? `delivery ${wrong + 1} of ${deliveries.length}: ` : '';
  const faulty = judged[wrong];
  if (faulty) return { ...faulty, why: place + faulty.why, at: wrong };
  const [first] = judged;
  if (!first) return { holds: false, expected: '', actual: 'nothing was sent', why: 'nothing was sent' };
  const notes = new Set(deliveries.map(({ note }) => note));
  const why = [first.why, ...notes].filter(Boolean).join('; ');
  return { ...first, actual: deliveries.length > 1 ? statusCounts(deliveries) : first.actual, why };
}

function judgeDelivery(delivery: Delivery, context: JudgeContext): Judgement {
  const { step, request, outcome } = delivery;
  const judged = judgeStatus(delivery, context);
  if (outcome.kind !== 'answer') return judged;
  const leak = leakOf(outcome.response, request, context);
  if (leak) return { ...judged, holds: false, why: leak, grave: true };
  if (!judged.holds) return judged;
  const fault = namedFault(step.answer, outcome.response, request.body) ?? challengeFault(delivery, context);
  if (fault !== undefined) return { ...judged, holds: false, ...(typeof fault === 'string' ? { why: fault } : fault) };
  if (step.withinMs === undefined || outcome.durationMs <= step.withinMs) return judged;
  const expected = `${judged.expected} within ${step.withinMs} ms`;
  return { ...judged, holds: false, expected, why: `it took ${Math.round(outcome.durationMs)} ms to answer` };
}

/** Finds the first demand on the answer to a challenge that it does not meet. */
function challengeFault(delivery: Delivery, { contract, keys }: JudgeContext): AnswerFault | undefined {
  const { step, outcome } = delivery;
  const { challenge } = step.send;
  if (!challenge || outcome.kind !== 'answer') return undefined;
  const { response, durationMs } = outcome;
  const faults = step.answer.map((name) => handshakeChecks[name]?.({ response, challenge, keys, durationMs }));
  const fault = faults.find((each) => each !== undefined);
  return fault && { ...fault, why: requestRedactor(delivery, contract, keys)(fault.why) };
}

/** Counts the statuses of answers: `9 × 200, 1 × 503`. */
export function statusCounts(deliveries: readonly Delivery[]): string {
  const statuses = Map.groupBy(deliveries, ({ outcome }) =>
    outcome.kind === 'answer' ? outcome.response.status : outcome.kind,
  );
  return Array.from(statuses, ([status, { length }]) => `${length} × ${status}`).join(', ');
}

interface Demand {
  expected: string;
  holds(status: number): boolean;
  /** Takes a closed connection for an answer of a kind: nothing was taken. */
  mayClose?: true;
  /** Takes the lack of any answer for one, too. */
  mayBeSilent?: true;
  /** Holds of what is broken, but only warns where the case is a SHOULD; what else is broken fails at any level. */
  isTolerable?(status: number): boolean;
  /** A failure, or the lack of an answer, only warns. */
  mayFail?: true;
}

/** Lists what is right. 5xx never is, but 501 is HTTP's own answer to an unknown method, and 503 says no more than later. */
const demands: Record<Exclude<Expectation, object>, Demand> = {
  accepted: { expected: '2xx', holds: (status) => isIn(status, 2) },
  refused: { expected: '4xx', holds: (status) => isIn(status, 4) },
  ignored: { expected: '2xx or 4xx', holds: (status) => isIn(status, 2) || isIn(status, 4) },
  acknowledged: { expected: '2xx', holds: (status) => isIn(status, 2), isTolerable: (status) => isIn(status, 4) },
  denied: { expected: '401 or 403', holds: (status) => [400, 401, 403].includes(status) },
  'not-accepted': {
    expected: 'neither 2xx nor 5xx',
    holds: (status) => isIn(status, 3) || isIn(status, 4),
    mayClose: true,
  },
  unaccepted: { expected: 'anything but 2xx', holds: (status) => !isIn(status, 2), mayBeSilent: true },
  'not-taken': {
    expected: '4xx, 501 or a closed connection',
    holds: (status) => isIn(status, 4) || status === 501,
    mayClose: true,
  },
  'accepted-or-busy': { expected: '2xx, 429 or 503', holds: (status) => isIn(status, 2) || isBusy(status) },
  'not-redirected': { expected: 'not 3xx', holds: (status) => status < 500 && !isIn(status, 3) },
  alive: {
    expected: 'any answer but 5xx, and the next good event accepted',
    holds: (status) => status < 500,
    mayClose: true,
  },
  survived: {
    expected: 'any answer but 5xx, and the next good event accepted',
    holds: (status) => status < 500,
    mayClose: true,
    mayFail: true,
  },
  answered: { expected: 'any answer but 5xx', holds: (status) => status < 500 },
  observed: { expected: 'nothing in particular', holds: () => true },
};

function demandOf(expect: Expectation): Demand {
  if (typeof expect !== 'object') return demands[expect];
  const { statuses } = expect;
  return { expected: statuses.join(' or '), holds: (status) => status < 500 && statuses.includes(status) };
}

/** Judges by the final status alone. */
export function judgeStatus(delivery: Delivery, { contract, keys }: Omit<JudgeContext, 'url' | 'secrets'>): Judgement {
  const { outcome } = delivery;
  const { expect } = delivery.step;
  const {
    expected,
    holds,
    isTolerable,
    mayBeSilent = false,
    mayClose = false,
    mayFail: mild = false,
  } = demandOf(expect);
  if (outcome.kind === 'answer' && holds(outcome.response.status)) {
    const { status } = outcome.response;
    return { holds: true, expected, actual: String(status), why: undocumentedNote(expect, status, contract.statuses) };
  }
  // Only what is wrong is shown.
  const redacted = redactOutcome(outcome, requestRedactor(delivery, contract, keys));
  if (redacted.kind !== 'answer') {
    const actual = silenceText(redacted);
    if (redacted.kind === 'died') return { holds: false, expected, actual, why: actual, grave: true };
    const isRight =
      expect === 'observed' || mayBeSilent || (mayClose && ['closed', 'abandoned'].includes(redacted.kind));
    return {
      holds: isRight,
      expected,
      actual,
      why: isRight ? '' : actual,
      mild,
      grave: !isRight && isTolerable !== undefined,
    };
  }
  const { status } = redacted.response;
  const actual = String(status);
  const detail = answerDetail(redacted.response);
  const isIntolerable = isTolerable && !isTolerable(status);
  if (status < 500)
    return { holds: false, expected, actual, why: `it answered ${status}${detail}`, grave: isIntolerable ?? false };
  const why = `a receiver never answers 5xx to what a sender sends${detail}`;
  return {
    holds: false,
    expected,
    actual,
    why,
    mild,
    grave: isIntolerable ?? (!mild && status !== 501 && !isBusy(status)),
  };
}

function isBusy(status: number): boolean {
  return status === 429 || status === 503;
}

function silenceText(outcome: Exclude<DeliveryOutcome, { kind: 'answer' }>): string {
  switch (outcome.kind) {
    case 'timeout':
      return 'no answer in time';
    case 'closed':
      return `connection closed (${outcome.why})`;
    case 'unreachable':
      return `unreachable (${outcome.why})`;
    case 'died':
      return `the receiver ended: ${outcome.why}`;
    case 'abandoned':
      return 'left without waiting for an answer';
  }
}

function undocumentedNote(expect: Expectation, status: number, documented: readonly string[]): string {
  if ((expect !== 'accepted' && expect !== 'refused') || documented.includes(String(status))) return '';
  const kind = expect === 'accepted' ? '2' : '4';
  const listed = documented.filter((each) => each.startsWith(kind)).join(' or ');
  return listed ? `${status} is ${expect} too; ${listed} is documented` : '';
}

function answerDetail({ headers, body }: ExchangeResponse): string {
  if (headers.location) return `, to ${headers.location.slice(0, 100)}`;
  const text = body.toString('utf8').trim().split('\n', 1)[0]?.slice(0, 160);
  return text ? `: ${text}` : '';
}

/** Tells whether a status is of a class, 2 for 2xx. */
function isIn(status: number, statusClass: number): boolean {
  return Math.floor(status / 100) === statusClass;
}
