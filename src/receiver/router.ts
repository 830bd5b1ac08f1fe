import { OpenAPIBackend } from 'openapi-backend';
import type { Contract } from '../contract/load.ts';
import { pathMatcher } from '../edge/path-template.ts';
import { type HttpResponse, problem } from '../edge/response.ts';
import { isObject, mapValues } from '../schema/json.ts';

/** Holds where a request leads: path parameters by name, or the refusal of a request that leads nowhere. */
export interface Route {
  refusal: HttpResponse | undefined;
  values: Record<string, string>;
}

/** Paths beyond this number are routed anew each time, so that a flood of paths cannot fill the memory. */
const mostRemembered = 1000;

/**
 * Makes a router of openapi-backend, which gets the dereferenced contract as it is. Its own pipeline matches a request three
 * times over, so each method and path is matched once and remembered.
 */
export async function openRouter(contract: Contract): Promise<(method: string, path: string) => Route> {
  const { method: own, path: template } = contract.operation;
  const allow = own.toUpperCase();
  const api = new OpenAPIBackend({ definition: routable(contract) as never, quick: true, validate: false });
  await api.init();
  const valuesIn = pathMatcher(template);
  const notFound: Route = { values: {}, refusal: problem(404, 'no operation of the contract has this path') };
  const wrongMethod: Route = {
    values: {},
    refusal: problem(405, `the method must be ${allow}`, { headers: { allow } }),
  };
  const route = (method: string, path: string): Route => {
    if (!api.matchOperation({ method: routedMethod(own), path, headers: {} } as never)) return notFound;
    return method === allow ? { refusal: undefined, values: valuesIn(path) ?? {} } : wrongMethod;
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

/** Takes references out: what looks like one is data or recursion; openapi-backend would follow both. */
function routable({ document, operation: { path, method } }: Contract): Contract['document'] {
  const routed = routedMethod(method);
  const item = { [routed]: document.paths?.[path]?.[method] };
  return withoutReferences({ ...document, paths: { [path]: item }, components: {} }) as Contract['document'];
}

function withoutReferences(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutReferences);
  if (!isObject(value)) return value;
  return typeof value.$ref === 'string' ? {} : mapValues(value, withoutReferences);
}
