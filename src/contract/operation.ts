import { userError } from '../errors.ts';
import { isObject } from '../schema/json.ts';
import type { OpenApiDocument } from './read.ts';

/** The operation by which events arrive. */
export interface Operation {
  id: string;
  /** In lower case. */
  method: string;
  path: string;
  /** Where it stands in the document, e.g. `['paths', '/hook', 'post']`. */
  location: string[];
}

/**
 * Picks the operation that receives events: the one named by id or path, or else the only one that takes a body.
 * Webhooks of OpenAPI 3.1 count as operations at the path of their name.
 */
export function pickOperation(document: OpenApiDocument, wanted: string | undefined, source: string): Operation {
  const all = operationsOf(document);
  const found = wanted === undefined ? all : all.filter(({ id, path }) => id === wanted || path === wanted);
  const [operation, another] = found;
  if (operation && !another) return operation;
  const names = all.map(({ id }) => id).slice(0, 20);
  const hint =
    names.length > 0 ? `Choose one with --operation: ${names.join(', ')}` : 'It needs an operation with a body.';
  if (wanted !== undefined && !operation) throw userError('usage', `${source}: no operation "${wanted}"`, { hint });
  throw userError('input', `${source}: ${operation ? 'more than one' : 'no'} operation takes a body`, { hint });
}

/** All operations that take a body. */
export function operationsOf(document: OpenApiDocument): Operation[] {
  return (['paths', 'webhooks'] as const).flatMap((group) =>
    Object.entries(document[group] ?? {}).flatMap(([name, item]) =>
      ['post', 'put', 'patch']
        .filter((method) => isObject(item) && isObject(item[method]) && 'requestBody' in (item[method] as object))
        .map((method) => {
          const path = name.startsWith('/') ? name : `/${name}`;
          const given = (item[method] as { operationId?: unknown }).operationId;
          const id = typeof given === 'string' ? given : `${method}${path.replaceAll(/[^A-Za-z0-9]+/g, '-')}`;
          return { id, method, path, location: [group, name, method] };
        }),
    ),
  );
}
