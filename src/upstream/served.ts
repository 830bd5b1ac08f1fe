import { listOperations } from '../openapi/operations.ts';
import type { OpenApiDocument } from '../openapi/read/read.ts';

/** Names an operation of a document's paths; the method is in capitals. */
export interface ServedOperation {
  method: string;
  path: string;
}

/** Lists the methods that Prism knows, as OpenAPI 3.0 and 3.1 have them. */
const servedByPrism = new Set(['GET', 'PUT', 'POST', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH', 'TRACE']);

/** Lists what Prism serves of a document, without loading it, and says what it does not: methods that came with OpenAPI 3.2. */
export function servedOperations(document: OpenApiDocument): { operations: ServedOperation[]; notes: string[] } {
  const all = listOperations(document).flatMap(({ group, method, path }) =>
    group === 'paths' ? [{ method: method.toUpperCase(), path }] : [],
  );
  const others = all.filter(({ method }) => !servedByPrism.has(method));
  return {
    operations: all.filter(({ method }) => servedByPrism.has(method)),
    notes: others.map(({ method, path }) => `Prism does not serve ${method} ${path}`),
  };
}
