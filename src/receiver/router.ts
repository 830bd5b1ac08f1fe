import { OpenAPIBackend } from 'openapi-backend';
import type { Contract } from '../contract/load.ts';
import { pathMatcher } from '../edge/path-template.ts';
import { type HttpResponse, problem } from '../edge/response.ts';
import { isObject, mapValues } from '../schema/json.ts';
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
 * Makes a router of openapi-backend, which gets the dereferenced contract as it is. Its own pipeline matches a request three
 * times over, so each method and path is matched once and remembered.
 */
export async function openRouter(endpoints: readonly Endpoint[]): Promise<(method: string, path: string) => Route> {
  const api = new OpenAPIBackend({ definition: routable(endpoints) as never, quick: true, validate: false });
  await api.init();
  const methods = [...new Set(endpoints.map(({ method }) => routedMethod(method)))];
  const nowhere = problem(404, 'no operation of the contract has this path');
  const route = (method: string, path: string): Route => {
    const found = methods.flatMap((each) => {
      const found = api.matchOperation({ method: each, path, headers: {} } as never) as
        | { operationId?: string }
        | undefined;
      return found ? (endpoints[Number(found.operationId)] ?? []) : [];
    });
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

/** Gives the method by which openapi-backend finds an operation: it knows those of OpenAPI 3.0, and none of 3.2's more. */
function routedMethod(method: string): string {
  return ['post', 'put', 'patch'].includes(method) ? method : 'post';
}

/**
 * Makes the document that is routed by: the dereferenced operation of each endpoint, by whose number it is known. References
 * are taken out: what looks like one is data or recursion; openapi-backend would follow both.
 */
function routable(endpoints: readonly Endpoint[]): Contract['document'] {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [number, { method, path, contract }] of endpoints.entries()) {
    const operation = contract.document.paths?.[path]?.[method] as object;
    paths[path] = { [routedMethod(method)]: { ...operation, operationId: String(number) }, ...paths[path] };
  }
  const document = { ...endpoints[0]?.contract.document, paths, components: {} };
  return withoutReferences(document) as Contract['document'];
}

function withoutReferences(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutReferences);
  if (!isObject(value)) return value;
  return typeof value.$ref === 'string' ? {} : mapValues(value, withoutReferences);
}
