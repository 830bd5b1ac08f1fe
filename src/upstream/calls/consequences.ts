import { pathMatcher } from '../../edge/path-template.ts';
import { mediaTypeEssence } from '../../openapi/media-types.ts';
import { parseJson } from '../../schema/json.ts';
import type { Keys } from '../../signature/keys.ts';
import type { DeclaredEnder } from '../callbacks/declared.ts';
import type { ExpressionContext } from '../callbacks/expressions.ts';
import type { UpstreamApi } from '../load.ts';
import type { MockRequest, MockResponse } from '../prism/prism.ts';
import { beginCalls, type Consequence, type DeliveryOptions, defaultDelivery, refusal } from './begin.ts';
import { type CallBounds, type Calls, createCalls } from './store.ts';

export interface ConsequenceOptions extends Partial<DeliveryOptions> {
  /** Tells, when false, that accepted requests have no consequences. */
  callbacks?: boolean;
  bounds?: CallBounds;
}

/** Makes what an API owes for the requests that it accepted: calls that begin, and calls that end. */
export function createConsequences(
  { callers, enders }: Pick<UpstreamApi, 'callers' | 'enders'>,
  keys: Keys,
  { callbacks = true, bounds, ...options }: ConsequenceOptions,
) {
  const calls = createCalls(bounds);
  const maker = { ...defaultDelivery(), ...options, calls, keys };
  return {
    calls,
    /**
     * Gives what a response of Prism becomes, and the calls that are to be started once it is out. The path is the operation's,
     * as the document spells it.
     */
    async of(request: MockRequest, path: string | undefined, response: MockResponse): Promise<Consequence> {
      if (!response.accepted || path === undefined || !callbacks) return { response, calls: [] };
      const method = request.method.toLowerCase();
      const isFor = (operation: { method: string; path: string }): boolean =>
        operation.path === path && operation.method === method;
      const [caller, ender] = [callers.find(isFor), enders.find(isFor)];
      const context = contextOf(request, path, response);
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
  const wanted = String(id.value(context) ?? '');
  const found = calls.find(wanted);
  if (found.length === 0) return refusal(404, `there is no call "${wanted}"`);
  const refusals = found.map((call) => call.end());
  const [first] = refusals;
  return first !== undefined && refusals.every(Boolean) ? refusal(400, first) : { response, calls: [] };
}

function contextOf(request: MockRequest, path: string, response: MockResponse): ExpressionContext {
  const { method, path: target, query, headers, body } = request;
  const search = query.size > 0 ? `?${query}` : '';
  const isForm = mediaTypeEssence(headers['content-type'] ?? '') === 'application/x-www-form-urlencoded';
  return {
    method,
    url: `http://${headers.host ?? 'localhost'}${target}${search}`,
    status: response.status,
    request: {
      headers,
      query,
      path: pathMatcher(path)(target) ?? {},
      body: isForm ? formValues(new URLSearchParams(String(body ?? ''))) : body,
    },
    response: { headers: response.headers, body: parseJson(response.body) },
  };
}

/** Reads the fields of a form; one that comes several times is a list. */
function formValues(fields: URLSearchParams): Record<string, string | string[]> {
  const names = [...new Set(fields.keys())];
  return Object.fromEntries(
    names.map((name) => [name, fields.getAll(name).length > 1 ? fields.getAll(name) : (fields.get(name) ?? '')]),
  );
}
