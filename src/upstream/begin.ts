import type { RetryPolicy } from '../delivery/retry.ts';
import type { Receipt } from '../delivery/sender.ts';
import { createSender } from '../delivery/sender.ts';
import { type HttpResponse, problem } from '../edge/response.ts';
import { isUserError } from '../errors.ts';
import { pickScenario, scenarioByDigits } from '../scenario/load.ts';
import { type Facts, planCall } from '../scenario/plan.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { isObject, type Json } from '../schema/json.ts';
import { toPointer, valueAt, withValueAt } from '../schema/pointer.ts';
import type { Keys } from '../signature/keys.ts';
import type { Callback, Caller } from './api.ts';
import { type Call, createCall } from './call.ts';
import type { Calls } from './calls.ts';
import type { Exchanged } from './expressions.ts';
import type { Pace } from './pace.ts';
import type { MockAnswer } from './prism.ts';
import type { Targets } from './targets.ts';

/** An attempt to deliver one event of a call. */
export interface MockDelivery {
  call: string;
  callback: Callback;
  method: string;
  target: string;
  type: string;
  body: Buffer;
  attempt: number;
  receipt: Receipt;
}

/** What calls are made with. */
export interface CallMaker {
  calls: Calls;
  keys: Keys;
  targets: Targets;
  pace: Pace;
  retry: RetryPolicy;
  timeoutMs: number;
  now(): Date;
  newId(): string;
  random(): number;
  onDelivery(delivery: MockDelivery): void;
}

/** The header of a request that chooses the scenario of its call. */
export const scenarioHeader = 'x-hookproof-scenario';

/** What an accepted request gets: the answer, and the calls that are to be started once it is out. */
export interface Begun {
  answer: HttpResponse & { violations: string[] };
  calls: Call[];
}

/** Makes the calls that an operation owes for an accepted request, and puts their id into its answer; or refuses it. */
export async function beginCalls(
  caller: Caller,
  accepted: Exchanged,
  answer: MockAnswer,
  maker: CallMaker,
): Promise<Begun> {
  const owed = caller.callbacks.flatMap((callback) => {
    const url = callback.url.value(accepted);
    return url === undefined ? [] : [{ callback, text: String(url) }];
  });
  if (owed.length === 0) return { answer, calls: [] };
  const { id, exchanged, changed } = withId(caller.callbacks, accepted, maker.newId());
  const calls: Call[] = [];
  for (const { callback, text } of owed) {
    const url = URL.parse(text);
    const refusal = url ? await maker.targets.refusal(url) : `"${text}" is no URL that can be called`;
    if (refusal !== undefined || !url) return refused(400, refusal ?? '');
    const scenario = chosenScenario(caller, callback, exchanged);
    if (typeof scenario === 'string') return refused(400, scenario);
    calls.push(callOf(callback, scenario, { id, url, exchanged }, maker));
  }
  if (!maker.calls.admit(calls)) return refused(503, 'as many calls as this mock keeps are under way');
  if (!changed) return { answer, calls };
  const body = JSON.stringify(exchanged.response.body);
  const headers = { ...answer.headers, 'content-length': String(Buffer.byteLength(body)) };
  return { answer: { ...answer, headers, body }, calls };
}

/** A refusal of what Prism had accepted, with its reason. */
export function refused(status: number, why: string): Begun {
  const headers: Record<string, string> = status === 503 ? { 'retry-after': '5' } : {};
  return { answer: { ...problem(status, why, { headers }), violations: [why] }, calls: [] };
}

/** Where an answer says the id that the events of its call carry; undefined where nothing says so. */
export function idPlace(callbacks: readonly Callback[]): string[] | undefined {
  const places = callbacks.flatMap(({ echo, contract }) =>
    echo.flatMap(([pointer, { place }]) => {
      const isId = pointer === toPointer(contract.identity ?? []);
      return place?.side === 'response' && place.in === 'body' ? [{ path: place.path, isId }] : [];
    }),
  );
  return (places.find(({ isId }) => isId) ?? places[0])?.path;
}

/** Puts a fresh id where the events take theirs from: into the answer. */
function withId(callbacks: readonly Callback[], accepted: Exchanged, fresh: string) {
  const path = idPlace(callbacks);
  const { body } = accepted.response;
  if (!path || !isObject(body)) return { id: fresh, exchanged: accepted, changed: false };
  const id = typeof valueAt(body, path) === 'number' ? Number.parseInt(fresh.slice(0, 8), 16) : fresh;
  const response = { ...accepted.response, body: withValueAt(body, path, id) };
  return { id: String(id), exchanged: { ...accepted, response }, changed: true };
}

/** The request's header has the first say, then the digits of its number, then the command line; a text says what is wrong. */
function chosenScenario({ digits }: Caller, callback: Callback, exchanged: Exchanged): Scenario | string {
  const named = exchanged.request.headers[scenarioHeader];
  const number = digits?.value(exchanged);
  if (named === undefined) {
    const numbered = number === undefined ? undefined : scenarioByDigits(callback.scenarios, String(number));
    return numbered ?? callback.scenario;
  }
  try {
    return pickScenario(callback.scenarios, String(named));
  } catch (error) {
    if (!isUserError(error)) throw error;
    return [error.message, error.hint].filter(Boolean).join('. ');
  }
}

function callOf(
  callback: Callback,
  scenario: Scenario,
  { id, url, exchanged }: { id: string; url: URL; exchanged: Exchanged },
  maker: CallMaker,
): Call {
  const { contract, scenarios } = callback;
  const { lifecycle } = scenarios;
  const facts = factsOf(callback, exchanged);
  const startedAt = maker.now();
  return createCall({
    planned: planCall(scenario, contract, { id, startedAt, facts }),
    callback: callback.name,
    target: url,
    startedAt,
    lifecycle,
    ending: (at) =>
      lifecycle?.abort
        ? planCall(pickScenario(scenarios, lifecycle.abort.scenario), contract, { id, startedAt: at, facts }).events
        : [],
    openSender: () =>
      createSender({
        ...{ url, contract, keys: maker.keys, timeoutMs: maker.timeoutMs, connections: 1 },
        lookup: maker.targets.lookupFor(url),
      }),
    pace: maker.pace,
    retry: maker.retry,
    random: maker.random,
    onAttempt: ({ type }, body, attempt, receipt) =>
      maker.onDelivery({
        call: id,
        callback,
        method: contract.operation.method.toUpperCase(),
        target: url.origin + url.pathname,
        type,
        body,
        attempt,
        receipt,
      }),
  });
}

/** What each event repeats of the request and the answer; where they say nothing, the event says nothing either. */
export function factsOf({ echo }: Pick<Callback, 'echo'>, exchanged: Exchanged): Facts {
  return echo.map(([pointer, { value }]) => [pointer, value(exchanged) as Json | undefined] as const);
}
