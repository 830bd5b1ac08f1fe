import type { IncomingMessage } from 'node:http';
import { pathMatcher } from '../../edge/path-template.ts';
import { parseJson } from '../../schema/json.ts';
import type { Keys } from '../../signature/keys.ts';
import type { DeclaredEnder } from '../callbacks/declared.ts';
import type { ExpressionContext } from '../callbacks/expressions.ts';
import type { UpstreamApi } from '../load.ts';
import type { MockRequest, MockResponse } from '../prism/prism.ts';
import { beginCalls, type Consequence, type DeliveryOptions, defaultDelivery, refusal } from './begin.ts';
import { type CallBounds, type Calls, createCalls, defaultBounds } from './store.ts';

export interface ConsequenceOptions extends Partial<DeliveryOptions> {
  /** False: accepted requests have no consequences. */
  callbacks?: boolean;
  bounds?: CallBounds;
}

export interface Consequences {
  calls: Calls;
  /** Gives what a response of Prism becomes, and the calls that are to be started once it is out. */
  of(received: Received, response: MockResponse): Promise<Consequence>;
}

/** Holds a request to an operation. */
export interface Received {
  request: IncomingMessage;
  asked: MockRequest;
  /** The operation's path, as the document spells it. */
  path: string | undefined;
}

/** Makes what an API owes for the requests that it accepted: calls that begin, and calls that end. */
export function createConsequences(
  { callers, enders }: Pick<UpstreamApi, 'callers' | 'enders'>,
  keys: Keys,
  { callbacks = true, bounds = defaultBounds, ...options }: ConsequenceOptions,
): Consequences {
  const calls = createCalls(bounds);
  const maker = { ...defaultDelivery(), ...options, calls, keys };
  return {
    calls,
    async of({ request, asked, path }, response) {
      const isFor = (operation: { method: string; path: string }): boolean =>
        operation.path === path && operation.method === request.method?.toLowerCase();
      if (!response.accepted || path === undefined || !callbacks) return { response, calls: [] };
      const [caller, ender] = [callers.find(isFor), enders.find(isFor)];
      const context = contextOf({ request, asked, path }, response);
      if (ender) return endCalls(ender, context, response, calls);
      return caller ? beginCalls(caller, context, response, maker) : { response, calls: [] };
    },
  };
}

/** Ends the calls of an id; refuses with 404 for an unknown id, with 400 where the state of the calls does not allow it. */
function endCalls(
  { id }: DeclaredEnder,
  context: ExpressionContext,
  response: MockResponse,
  calls: Calls,
): Consequence {
  const wanted = String(id(context) ?? '');
  const found = calls.find(wanted);
  if (found.length === 0) return refusal(404, `there is no call "${wanted}"`);
  const refusals = found.map((call) => call.end());
  const [first] = refusals;
  return first !== undefined && refusals.every(Boolean) ? refusal(400, first) : { response, calls: [] };
}

function contextOf({ request, asked, path }: Received & { path: string }, response: MockResponse): ExpressionContext {
  const { method, query, body, path: target } = asked;
  const search = query.size > 0 ? `?${query}` : '';
  return {
    method,
    url: `http://${request.headers.host ?? 'localhost'}${target}${search}`,
    status: response.status,
    request: {
      headers: request.headers,
      query,
      path: pathMatcher(path)(target) ?? {},
      body: isForm(asked.headers) ? formValues(String(body ?? '')) : body,
    },
    response: { headers: response.headers, body: parseJson(response.body) },
  };
}

function isForm({ 'content-type': type = '' }: Record<string, string>): boolean {
  return /^application\/x-www-form-urlencoded\s*(;|$)/i.test(type);
}

/** Reads the fields of a form; one that comes several times is a list. */
function formValues(text: string): Record<string, string | string[]> {
  const fields = new URLSearchParams(text);
  return Object.fromEntries(
    [...new Set(fields.keys())].map((name) => {
      const [value = '', ...more] = fields.getAll(name);
      return [name, more.length > 0 ? [value, ...more] : value];
    }),
  );
}
