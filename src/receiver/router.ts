import { OpenAPIBackend } from 'openapi-backend';
import type { Contract } from '../contract/load.ts';
import { pathMatcher } from '../edge/path-template.ts';
import { type HttpResponse, problem } from '../edge/response.ts';
import { inPathItem } from '../openapi/path-item.ts';
import { isObject, mapValues } from '../schema/json.ts';
import { valueAt } from '../schema/pointer.ts';
import type { Endpoint } from './endpoint.ts';

/** Holds where a request leads: an endpoint with the path's parameters by name, or the refusal of a request that leads nowhere. */
export interface Route {
  refusal: HttpResponse | undefined;
  values: Record<string, string>;
  /** Is undefined where no operation has the path; one of another method where only the method is wrong. */
  endpoint: Endpoint | undefined;
}

/** Paths beyond this number are routed anew each time, so that a flood of paths cannot fill the memory. */
const mostRemembered = 1000;

/**
 * Makes a router of openapi-backend, which gets the dereferenced contract as it is, by itself for each method: it knows those of
 * OpenAPI 3.0, and none of 3.2's more. Its own pipeline matches a request three times over, so each method and path is matched once
 * and remembered.
 */
export async function openRouter(endpoints: readonly Endpoint[]): Promise<(method: string, path: string) => Route> {
  const byMethod = Map.groupBy(endpoints, ({ method }) => method);
  const finders = await Promise.all([...byMethod.values()].map(endpointFinder));
  const nowhere = problem(404, 'no operation of the contract has this path');
  const route = (method: string, path: string): Route => {
    const found = finders.flatMap((find) => find(path) ?? []);
    const endpoint = found.find((each) => each.method.toUpperCase() === method) ?? found[0];
    if (!endpoint) return { values: {}, refusal: nowhere, endpoint };
    const allow = found.map((each) => each.method.toUpperCase()).join(', ');
    const values = pathMatcher(endpoint.path)(path) ?? {};
    if (endpoint.method.toUpperCase() === method) return { values, refusal: undefined, endpoint };
    return { values, refusal: problem(405, `the method must be ${allow}`, { headers: { allow } }), endpoint };
  };
  const remembered = new Map<string, Route>();
  return (method, path) => {
    const key = `${method} ${path}`;
    const found = remembered.get(key) ?? route(method, path);
    if (remembered.size < mostRemembered) remembered.set(key, found);
    return found;
  };
}

/** Makes what finds the endpoint that a path leads to, of some that have one method. */
async function endpointFinder(endpoints: readonly Endpoint[]): Promise<(path: string) => Endpoint | undefined> {
  const api = new OpenAPIBackend({ definition: routable(endpoints) as never, quick: true, validate: false });
  await api.init();
  return (path) => {
    const request = { method: 'post', path, headers: {} } as never;
    const found = api.matchOperation(request) as { operationId?: string } | undefined;
    return endpoints[Number(found?.operationId)];
  };
}

/**
 * Makes the document that is routed by: the dereferenced operation of each endpoint, as a POST, by whose number it is known.
 * References are taken out: what looks like one is data or recursion; openapi-backend would follow both.
 */
function routable(endpoints: readonly Endpoint[]): Contract['document'] {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [number, { method, path, contract }] of endpoints.entries()) {
    const operation = valueAt(contract.document.paths, [path, ...inPathItem(method)]) as object;
    paths[path] = { post: { ...operation, operationId: String(number) } };
  }
  const document = { ...endpoints[0]?.contract.document, paths, components: {} };
  return withoutReferences(document) as Contract['document'];
}

function withoutReferences(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutReferences);
  if (!isObject(value)) return value;
  return typeof value.$ref === 'string' ? {} : mapValues(value, withoutReferences);
}
