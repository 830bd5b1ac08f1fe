import { userError } from '../errors.ts';
import { isObject } from '../schema/json.ts';
import { valueAt } from '../schema/pointer.ts';
import { httpMethods } from './keywords.ts';
import type { OpenApiDocument } from './read.ts';
import { nodeAt } from './resolve.ts';

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
 * Picks the operation that receives events: the one named by id or path; or else what a document says it calls itself, as
 * webhooks (each at the path of its name) or callbacks; or else the only operation of its paths that takes a body. Drift
 * chooses in the same order (`receiving`), but may take several.
 */
export function pickOperation(document: OpenApiDocument, wanted: string | undefined, source: string): Operation {
  const [offered, called] = [operationsOf(document), calledBack(document)];
  const found = wanted === undefined ? expected(document, called) : named(wanted, offered, called);
  const [operation, another] = found;
  if (operation && !another) return operation;
  const names = [...offered, ...called].map(({ id }) => id).slice(0, 20);
  const hint =
    names.length > 0 ? `Choose one with --operation: ${names.join(', ')}` : 'It needs an operation with a body.';
  if (wanted !== undefined && !operation) throw userError('usage', `${source}: no operation "${wanted}"`, { hint });
  throw userError('input', `${source}: ${operation ? 'more than one' : 'no'} operation takes a body`, { hint });
}

function expected(document: OpenApiDocument, called: Operation[]): Operation[] {
  const calling = [...taking(document, ['webhooks']), ...called];
  return calling.length > 0 ? calling : taking(document, ['paths']);
}

/** A callback may have the name of a path; then the path is meant. */
function named(wanted: string, ...lists: Operation[][]): Operation[] {
  const matching = lists.map((list) => list.filter(({ id, path }) => id === wanted || path === wanted));
  return matching.find((list) => list.length > 0) ?? [];
}

/** All operations of its paths and webhooks that take a body. */
export function operationsOf(document: OpenApiDocument): Operation[] {
  return (['paths', 'webhooks'] as const).flatMap((group) => taking(document, [group]));
}

/** Those that a document says it calls back at an address that it was told, each at the path of its callback's name. */
function calledBack(document: OpenApiDocument): Operation[] {
  const all = (['paths', 'webhooks'] as const).flatMap((group) =>
    Object.keys(document[group] ?? {}).flatMap((name) => {
      const item = place(document, [group, name]);
      return httpMethods.flatMap((method) => {
        const callbacks = [...item, method, 'callbacks'];
        return Object.keys(objectAt(document, callbacks)).flatMap((callback) =>
          taking(document, place(document, [...callbacks, callback]), callback),
        );
      });
    }),
  );
  // Several may share one callback.
  return [...new Map(all.map((each) => [each.location.join('\0'), each])).values()];
}

function taking(document: OpenApiDocument, items: string[], called?: string): Operation[] {
  return Object.keys(objectAt(document, items)).flatMap((key) => {
    if (key.startsWith('x-')) return [];
    const location = place(document, [...items, key]);
    const item = objectAt(document, location);
    const name = called ?? key;
    const path = name.startsWith('/') ? name : `/${name}`;
    return ['post', 'put', 'patch'].flatMap((method) => {
      const node = item[method];
      if (!isObject(node) || !('requestBody' in node)) return [];
      const given = node.operationId;
      const id = typeof given === 'string' ? given : `${method}${path.replaceAll(/[^A-Za-z0-9]+/g, '-')}`;
      return [{ id, method, path, location: [...location, method] }];
    });
  });
}

function objectAt(document: OpenApiDocument, at: readonly string[]): Record<string, unknown> {
  const value = valueAt(document, at);
  return isObject(value) ? value : {};
}

/** Where something really stands. */
function place(document: OpenApiDocument, at: string[]): string[] {
  return nodeAt(document, at).path;
}
