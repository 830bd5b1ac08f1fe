import { randomUUID } from 'node:crypto';
import type { Identity } from '../../contract/identities.ts';
import { handshakeFailures } from '../../delivery/handshake/failures.ts';
import { longestRetryAfterMs } from '../../delivery/retry-after.ts';
import { createSender } from '../../delivery/sender.ts';
import { type HttpResponse, problem, textResponse } from '../../edge/response.ts';
import { callableTargets, type Targets } from '../../edge/targets.ts';
import { isUserError, userError } from '../../errors.ts';
import { pickScenario, scenarioByDigits } from '../../scenario/load.ts';
import { planCall } from '../../scenario/plan.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { isObject, type Json } from '../../schema/json.ts';
import { toPointer, valueAt, withValueAt } from '../../schema/pointer.ts';
import type { Keys } from '../../signature/keys.ts';
import { parseTraceparent, traceHeader } from '../../trace-context.ts';
import type { ExpressionContext } from '../callbacks/expressions.ts';
import type { Callback, Caller } from '../load.ts';
import type { MockResponse } from '../prism/prism.ts';
import { type Call, createCall, type DeliveredAttempt } from './call.ts';
import type { Calls } from './store.ts';

/** Tells of an attempt to deliver one event of a call. */
export interface MockDelivery extends DeliveredAttempt {
  call: string;
  callback: Callback;
  method: string;
  target: string;
}

/** Says how a mock delivers the events of its calls. */
export type DeliveryOptions = ReturnType<typeof defaultDelivery>;

/** Gives the options that nobody chose: a whole call takes seconds, so that somebody may watch it. */
export function defaultDelivery() {
  return {
    targets: callableTargets(),
    pace: (wholeMs: number): number => Math.max(1, wholeMs / 5_000),
    retry: { retries: 3, baseMs: 500, capMs: 5_000, retryAfterCapMs: longestRetryAfterMs },
    /** Limits how long an attempt may take. */
    timeoutMs: 10_000,
    now: () => new Date(),
    newId: (): string => randomUUID(),
    /** A receiver that failed a handshake is not asked again for each event of each call. */
    failures: handshakeFailures(),
    random: Math.random,
    /** Hears of each attempt to deliver an event. */
    onDelivery: (_delivery: MockDelivery): void => {},
    /** Hears of each callback that an accepted request leads to no call of, since an expression in its URL has no value. */
    onUncalled: (_callback: Callback): void => {},
  };
}

type CallMaker = DeliveryOptions & { calls: Calls; keys: Keys };

/** Names the header of a request that chooses the scenario of its call. */
export const scenarioHeader = 'x-hookproof-scenario';

/** Holds what an accepted request leads to: the response, and the calls that are to be started once it is out. */
export interface Consequence {
  response: HttpResponse & { violations: string[] };
  calls: Call[];
}

/** Makes the calls that an operation owes for an accepted request, and puts their id into its response; or refuses it. */
export async function beginCalls(
  caller: Caller,
  accepted: ExpressionContext,
  response: MockResponse,
  maker: CallMaker,
): Promise<Consequence> {
  const { owed = [], open = [] } = Object.groupBy(caller.callbacks, ({ url }) =>
    url.value(accepted) === undefined ? 'open' : 'owed',
  );
  for (const callback of open) maker.onUncalled(callback);
  if (owed.length === 0) return { response, calls: [] };
  const { id, context } = withId(caller.callbacks, accepted, maker.newId());
  const calls: Call[] = [];
  try {
    for (const callback of owed) {
      const url = await callableUrl(String(callback.url.value(context)), maker.targets);
      const scenario = chosenScenario(caller, callback, context);
      calls.push(plannedCall(callback, scenario, { id, url, context }, maker));
    }
  } catch (error) {
    if (!isUserError(error)) throw error;
    return refusal(400, [error.message, error.hint].filter(Boolean).join('. '));
  }
  if (!maker.calls.admit(calls)) return refusal(503, 'as many calls as this mock keeps are under way');
  if (context === accepted) return { response, calls };
  const { status, headers } = response;
  const named = textResponse(status, JSON.stringify(context.response.body), headers);
  return { response: { ...response, ...named }, calls };
}

/** Refuses what Prism had accepted, with a reason. */
export function refusal(status: number, why: string): Consequence {
  const headers: Record<string, string> = status === 503 ? { 'retry-after': '5' } : {};
  return { response: { ...problem(status, why, { headers }), violations: [why] }, calls: [] };
}

/** Finds where a response says the id that the events of its call carry; undefined where nothing says so. */
export function idPath(callbacks: readonly Callback[]): string[] | undefined {
  const paths = callbacks.flatMap(({ echo, contract }) =>
    echo.flatMap(([pointer, { source }]) => {
      const isId = pointer === toPointer(contract.identity ?? []);
      return source?.side === 'response' && source.in === 'body' ? [{ path: source.path, isId }] : [];
    }),
  );
  return (paths.find(({ isId }) => isId) ?? paths[0])?.path;
}

/** Puts a fresh id where the events take theirs from: into the response. */
function withId(callbacks: readonly Callback[], accepted: ExpressionContext, fresh: string) {
  const path = idPath(callbacks);
  const { body } = accepted.response;
  if (!path || !isObject(body)) return { id: fresh, context: accepted };
  const id = typeof valueAt(body, path) === 'number' ? Number.parseInt(fresh.slice(0, 8), 16) : fresh;
  const response = { ...accepted.response, body: withValueAt(body, path, id) };
  return { id, context: { ...accepted, response } };
}

/** Reads the URL of a callback. Throws an input error for one that may not be called. */
async function callableUrl(text: string, targets: Targets): Promise<URL> {
  const url = URL.parse(text);
  const why = url ? await targets.refusal(url) : `"${text}" is no URL that can be called`;
  if (!url || why !== undefined) throw userError('input', why ?? '');
  return url;
}

/** Obeys the request's header, then the digits of its number, then the command line. Throws a usage error for an unknown name. */
function chosenScenario({ digits }: Caller, { scenarios, scenario }: Callback, context: ExpressionContext): Scenario {
  const named = context.request.headers[scenarioHeader];
  if (named !== undefined) return pickScenario(scenarios, named);
  const number = digits?.value(context);
  return (number === undefined ? undefined : scenarioByDigits(scenarios, String(number))) ?? scenario;
}

function plannedCall(
  callback: Callback,
  scenario: Scenario,
  { id, url, context }: { id: Identity; url: URL; context: ExpressionContext },
  maker: CallMaker,
): Call {
  const { contract, scenarios, name, echo } = callback;
  const { keys, timeoutMs, targets, failures } = maker;
  const startedAt = maker.now();
  const abort = scenarios.lifecycle?.abort;
  // Where request and response say nothing, the event says nothing either.
  const facts = echo.map(([pointer, { value }]) => [pointer, value(context) as Json | undefined] as const);
  const plan = (chosen: Scenario, at: Date) => planCall(chosen, contract, { id, startedAt: at, facts });
  const planned = plan(scenario, startedAt);
  const about = { call: planned.id, callback, method: contract.operation.method.toUpperCase() };
  return createCall({
    ...maker,
    planned,
    callback: name,
    trace: parseTraceparent(context.request.headers[traceHeader]),
    target: url,
    startedAt,
    lifecycle: scenarios.lifecycle,
    ending: (at) => (abort ? plan(pickScenario(scenarios, abort.scenario), at).events : []),
    openSender: () =>
      createSender({ ...{ url, contract, keys, timeoutMs, failures }, connections: 1, lookup: targets.lookupFor(url) }),
    onAttempt: (made) => maker.onDelivery({ ...about, target: url.origin + url.pathname, ...made }),
  });
}
