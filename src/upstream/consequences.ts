import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { RetryPolicy } from '../delivery/retry.ts';
import { pathMatcher } from '../edge/path-template.ts';
import { parseJson } from '../schema/json.ts';
import type { Keys } from '../signature/keys.ts';
import type { UpstreamApi } from './api.ts';
import { type Begun, beginCalls, type CallMaker, type MockDelivery } from './begin.ts';
import { type CallBounds, type Calls, createCalls, defaultBounds } from './calls.ts';
import { endCalls } from './end.ts';
import type { Exchanged } from './expressions.ts';
import { type Pace, parsePace } from './pace.ts';
import type { MockAnswer, MockRequest } from './prism.ts';
import { callableTargets, type Targets } from './targets.ts';

export type { MockDelivery } from './begin.ts';

/** How a mock delivers the events of its calls. */
export interface DeliveryOptions {
  /** False: accepted requests have no consequences. */
  callbacks: boolean;
  targets: Targets;
  pace: Pace;
  retry: RetryPolicy;
  /** How long an attempt may take. */
  timeoutMs: number;
  bounds: CallBounds;
  now(): Date;
  newId(): string;
  random(): number;
}

export interface Consequences {
  calls: Calls;
  /** What an answer of Prism becomes, and the calls that are to be started once it is out. */
  of(received: Received, answer: MockAnswer): Promise<Begun>;
}

export interface Received {
  request: IncomingMessage;
  asked: MockRequest;
  /** The operation's path, as the document spells it. */
  path: string | undefined;
}

/** Whole calls take seconds, so that somebody may watch them. */
export const defaultPace = '5s';

/** What an API owes for the requests that it accepted: calls that begin, and calls that end. */
export function createConsequences(
  { callers, enders }: Pick<UpstreamApi, 'callers' | 'enders'>,
  keys: Keys,
  options: Partial<DeliveryOptions> & { onDelivery?: (delivery: MockDelivery) => void },
): Consequences {
  const calls = createCalls(options.bounds ?? defaultBounds);
  const maker: CallMaker = {
    calls,
    keys,
    targets: options.targets ?? callableTargets(),
    pace: options.pace ?? parsePace(defaultPace) ?? (() => 1),
    retry: options.retry ?? { retries: 3, baseMs: 500, capMs: 5_000 },
    timeoutMs: options.timeoutMs ?? 10_000,
    now: options.now ?? (() => new Date()),
    newId: options.newId ?? randomUUID,
    random: options.random ?? Math.random,
    onDelivery: options.onDelivery ?? (() => {}),
  };
  return {
    calls,
    async of({ request, asked, path }, answer) {
      const isFor = (operation: { method: string; path: string }): boolean =>
        operation.path === path && operation.method === request.method?.toLowerCase();
      if (!answer.accepted || path === undefined || options.callbacks === false) return { answer, calls: [] };
      const [caller, ender] = [callers.find(isFor), enders.find(isFor)];
      const exchanged = exchangedOf(request, asked, path, answer);
      if (ender) return endCalls(ender, exchanged, answer, calls);
      return caller ? beginCalls(caller, exchanged, answer, maker) : { answer, calls: [] };
    },
  };
}

function exchangedOf(request: IncomingMessage, asked: MockRequest, path: string, answer: MockAnswer): Exchanged {
  const { method, query, body, path: target } = asked;
  const search = query.size > 0 ? `?${query}` : '';
  return {
    method,
    url: `http://${request.headers.host ?? 'localhost'}${target}${search}`,
    status: answer.status,
    request: { headers: request.headers, query, path: pathMatcher(path)(target) ?? {}, body },
    response: { headers: answer.headers, body: parseJson(answer.body) },
  };
}
