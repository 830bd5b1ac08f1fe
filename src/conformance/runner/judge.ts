import type { ExchangeResponse } from '../../exchange.ts';
import type { Expectation } from '../cases/case.ts';
import type { DeliveryOutcome } from '../targets/target.ts';

/** Whether an outcome is what a case asks for, and if not, why. */
export interface Judgement {
  holds: boolean;
  expected: string;
  actual: string;
  why: string;
  /** Broken in a way that no level excuses: an answer that says the receiver failed, or an end of the receiver. */
  grave?: boolean;
  /** Which of several deliveries decided, counted from 0. */
  at?: number;
}

const expectations: Record<Exclude<Expectation, object>, { expected: string; holds(status: number): boolean }> = {
  accepted: { expected: '2xx', holds: (status) => between(status, 200, 299) },
  refused: { expected: '4xx', holds: (status) => between(status, 400, 499) },
  denied: { expected: '401 or 403', holds: (status) => [400, 401, 403].includes(status) },
  'not-accepted': { expected: 'neither 2xx nor 5xx', holds: (status) => between(status, 300, 499) },
  'not-taken': {
    expected: '4xx, 501 or a closed connection',
    holds: (status) => between(status, 400, 499) || status === 501,
  },
  'accepted-or-busy': { expected: '2xx, 429 or 503', holds: (status) => between(status, 200, 299) || busy(status) },
  'not-redirected': { expected: 'not 3xx', holds: (status) => !between(status, 300, 399) },
  alive: { expected: 'any answer but 5xx, and the next good event accepted', holds: () => true },
  observed: { expected: 'nothing in particular', holds: () => true },
};

/** Judges by the final status; `documented` lists those of the contract. 5xx is never right, except where nothing is asked. */
export function judge(expect: Expectation, outcome: DeliveryOutcome, documented: readonly string[]): Judgement {
  const { expected, holds } =
    typeof expect === 'object'
      ? { expected: expect.statuses.join(' or '), holds: (status: number) => expect.statuses.includes(status) }
      : expectations[expect];
  if (outcome.kind !== 'answer') return judgeSilence(expect, expected, outcome);
  const { status } = outcome.response;
  const actual = String(status);
  if (expect === 'observed') return { holds: true, expected, actual, why: '' };
  if (status >= 500 && !bearable(expect, status)) {
    const why = `a receiver never answers 5xx to what a sender sends${detail(outcome.response)}`;
    return { holds: false, expected, actual, why, grave: status !== 501 && !busy(status) };
  }
  return holds(status)
    ? { holds: true, expected, actual, why: note(expect, status, documented) }
    : { holds: false, expected, actual, why: `it answered ${status}${detail(outcome.response)}` };
}

/** 501 is HTTP's own answer to a method that a server does not know; 503 says no more than later. */
function bearable(expect: Expectation, status: number): boolean {
  return (expect === 'not-taken' && status === 501) || (expect === 'accepted-or-busy' && busy(status));
}

function busy(status: number): boolean {
  return status === 429 || status === 503;
}

/** Where a closed connection is an answer of a kind: nothing was taken. */
const closing = new Set<Expectation>(['alive', 'not-taken', 'not-accepted']);

type Silence = Exclude<DeliveryOutcome, { kind: 'answer' }>;

function judgeSilence(expect: Expectation, expected: string, outcome: Silence): Judgement {
  const actual = silence(outcome);
  if (outcome.kind === 'died') return { holds: expect === 'observed', expected, actual, why: actual, grave: true };
  // A connection that is closed on a monstrous request, or on one that is no delivery, is a refusal of a kind.
  const ends = outcome.kind === 'closed' || outcome.kind === 'abandoned';
  const holds = expect === 'observed' || (ends && closing.has(expect));
  return { holds, expected, actual, why: holds ? '' : actual };
}

function silence(outcome: Silence): string {
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

/** Right, but not as documented. */
function note(expect: Expectation, status: number, documented: readonly string[]): string {
  if ((expect !== 'accepted' && expect !== 'refused') || documented.includes(String(status))) return '';
  const kind = expect === 'accepted' ? '2' : '4';
  const listed = documented.filter((each) => each.startsWith(kind)).join(' or ');
  return listed ? `${status} is ${expect} too; ${listed} is documented` : '';
}

/** The first line of an answer helps to see why; it is cleaned of keys later. */
function detail({ headers, body }: ExchangeResponse): string {
  if (headers.location) return `, to ${headers.location.slice(0, 100)}`;
  const text = body.toString('utf8').trim().split('\n', 1)[0]?.slice(0, 160);
  return text ? `: ${text}` : '';
}

function between(status: number, low: number, high: number): boolean {
  return status >= low && status <= high;
}
