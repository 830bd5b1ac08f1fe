import type { ErrorObject, ValidateFunction } from 'ajv';
import { OpenAPIBackend } from 'openapi-backend';
import type { Contract } from '../contract/load.ts';
import type { Finding } from '../finding.ts';
import { ajvOptions, compiled, findingsOf, newAjv } from '../schema/compile.ts';
import { renewPatternBudget } from '../schema/patterns.ts';

export type Route =
  | { kind: 'operation'; operation: RoutedOperation }
  | { kind: 'not-found' }
  | { kind: 'wrong-method'; allow: string };

export interface RoutedOperation {
  id: string;
  /** The violations of a parsed body; with parameters declared, also of the headers and the query. */
  judge(body: unknown, headers: Record<string, unknown>, query: () => URLSearchParams): Finding[];
}

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
/** Paths beyond this number are routed anew each time, so that a flood of paths cannot fill the memory. */
const cacheSize = 1000;

/**
 * Routes by openapi-backend, which gets the dereferenced contract and compiles the validators. Its own request pipeline
 * matches and parses a request three times over, so each method and path is matched once and remembered.
 */
export async function router(contract: Contract): Promise<(method: string, path: string) => Route> {
  const api = new OpenAPIBackend({
    definition: contract.document as never,
    // The contract is validated and dereferenced already.
    quick: true,
    ajvOpts: ajvOptions(),
    customizeAjv: () => newAjv(contract.dialect) as never,
  });
  await api.init();
  const operations = new Map<string, RoutedOperation>();
  const known = new Map<string, Route>();

  const match = (method: string, path: string): { operationId?: string } | undefined => {
    try {
      return api.matchOperation({ method, path, headers: {} } as never);
    } catch {
      // A path that cannot be decoded is nobody's path.
      return undefined;
    }
  };
  const operation = (id: string): RoutedOperation => {
    const found = operations.get(id) ?? prepare(api, id, contract.source);
    operations.set(id, found);
    return found;
  };
  const route = (method: string, path: string): Route => {
    const id = match(method, path)?.operationId;
    if (id !== undefined) return { kind: 'operation', operation: operation(id) };
    const allow = methods.filter((each) => match(each, path)).map((each) => each.toUpperCase());
    return allow.length > 0 ? { kind: 'wrong-method', allow: allow.join(', ') } : { kind: 'not-found' };
  };
  operation(contract.operation.id);

  return (method, path) => {
    const key = `${method} ${path}`;
    const remembered = known.get(key);
    if (remembered) return remembered;
    const fresh = route(method.toLowerCase(), path);
    if (known.size < cacheSize) known.set(key, fresh);
    return fresh;
  };
}

function prepare(api: OpenAPIBackend, id: string, source: string): RoutedOperation {
  const [validateBody, validateParameters] = compiled(
    () => api.validator.getRequestValidatorsForOperation(id) ?? [],
    source,
  ) as ValidateFunction[];
  const declared = (api.getOperation(id)?.parameters ?? []) as { name: string; in: string }[];
  const inQuery = declared.filter((each) => each.in === 'query').map((each) => each.name);
  const errorsOf = (validate: ValidateFunction | undefined, value: unknown): ErrorObject[] =>
    validate === undefined || validate(value) ? [] : (validate.errors ?? []);
  return {
    id,
    judge(body, headers, query) {
      renewPatternBudget();
      const findings = findingsOf(errorsOf(validateBody, { requestBody: body })).map(withoutWrapper);
      if (findings.length > 0 || declared.length === 0) return findings;
      const search = query();
      const given = inQuery.filter((name) => search.has(name)).map((name) => [name, search.get(name)]);
      return findingsOf(
        errorsOf(validateParameters, { header: headers, query: Object.fromEntries(given), path: {}, cookie: {} }),
      );
    },
  };
}

/** openapi-backend validates the body as a property of the request. */
function withoutWrapper(finding: Finding): Finding {
  return { ...finding, pointer: finding.pointer.replace(/^\/requestBody/, '') };
}
