import { userError } from '../errors.ts';
import { isObject } from '../schema/json.ts';
import { toPointer, valueAt } from '../schema/pointer.ts';
import { fieldOf } from './keywords.ts';
import { passedOverNotes } from './passed-over.ts';
import { inPathItem, methodsIn } from './path-item.ts';
import type { OpenApiDocument } from './read/read.ts';
import { followReferences, type LocatedNode } from './resolve.ts';

/** Holds the operation by which events arrive. */
export interface Operation {
  /** Holds the operationId, or one made of the method and the path. */
  id: string;
  /** Names the HTTP method: in lower case; of 3.2's `additionalOperations` as it is sent. */
  method: string;
  /** Holds the path; for a webhook or a callback the one of its name. */
  path: string;
  /** Tells where it stands in the document, e.g. `['paths', '/hook', 'post']`. */
  location: string[];
}

/** Holds an operation of a document with all that it is called by. */
export interface DocumentOperation extends Operation {
  group: 'paths' | 'webhooks' | 'callbacks';
  /** Holds the path, or the name of the webhook or callback. */
  name: string;
  operationId: string | undefined;
  /** Holds, of a callback, the expression that gives its URL, and the method and path of the operation that calls back. */
  callback: { expression: string; caller: string } | undefined;
  node: Record<string, unknown>;
  /** Holds the path item that it stands in. */
  item: Record<string, unknown>;
}

/** Lists every operation of a document: those of its paths, its webhooks (also 3.0's `x-webhooks`), and the callbacks of either. */
export function listOperations(document: OpenApiDocument): DocumentOperation[] {
  const webhooks = ['webhooks', 'x-webhooks'].filter((key) => fieldOf('Document', key, document)?.kind === 'PathItem');
  const outer = [
    ...inItems(document, { path: ['paths'], value: document.paths }, 'paths'),
    ...webhooks.flatMap((key) => inItems(document, { path: [key], value: document[key] }, 'webhooks')),
  ];
  // Several operations may share one callback, and several paths one path item.
  const called = outer.flatMap((operation) => callbackOperations(document, operation));
  const last = new Map(called.map((each) => [toPointer(each.location), each]));
  return [...outer, ...called.filter((each) => last.get(toPointer(each.location)) === each)];
}

/** Lists the operations of paths and webhooks that take a body. */
export function operationsWithBody(document: OpenApiDocument): DocumentOperation[] {
  return listOperations(document).filter((each) => each.group !== 'callbacks' && takesBody(each));
}

/** Chooses, of a document's operations, those by which events arrive: its webhooks, else its callbacks, else its paths. */
export function receivingOperations(all: readonly DocumentOperation[]): DocumentOperation[] {
  const groups = (['webhooks', 'callbacks', 'paths'] as const).map((group) =>
    all.filter((each) => each.group === group && takesBody(each)),
  );
  const called = all.filter(({ group }) => group !== 'paths');
  return groups.find((each) => each.length > 0) ?? called;
}

const methodsAndPaths = new WeakMap<DocumentOperation, string[]>();

/** Writes `METHOD path` in small letters, by path and by name; once, for each name of a thousand operations is held against it. */
function methodAndPath(operation: DocumentOperation): string[] {
  const { method, path, name } = operation;
  const known = methodsAndPaths.get(operation) ?? [path, name].map((each) => `${method} ${each}`.toLowerCase());
  methodsAndPaths.set(operation, known);
  return known;
}

/**
 * Chooses the operations that a name stands for: an operationId, `METHOD path`, a path, or the name of a webhook or callback;
 * `*` and `?` stand for any characters and any one. What names a path or a webhook names no callback.
 */
export function namedOperations(all: readonly DocumentOperation[], wanted: string): DocumentOperation[] {
  const glob = globOf(wanted);
  const ways: ((each: DocumentOperation) => boolean)[] = [
    ({ id, operationId }) => (operationId ?? id) === wanted,
    (each) => methodAndPath(each).includes(wanted.toLowerCase()),
    ({ path, name, callback }) => [path, name, callback?.expression].includes(wanted),
    (each) =>
      [each.operationId ?? each.id, each.path, each.name, ...methodAndPath(each)].some((name) => glob?.test(name)),
  ];
  const isCallback = ({ group }: DocumentOperation): boolean => group === 'callbacks';
  const lists = [all.filter((each) => !isCallback(each)), all.filter(isCallback)].values();
  // Each way is tried only where those before it found nothing: there may be a thousand operations.
  const found = lists.flatMap((list) => ways.values().map((way) => list.filter(way)));
  return found.find((list) => list.length > 0) ?? [];
}

function globOf(text: string): RegExp | undefined {
  return /[*?]/.test(text) ? globExpression(text) : undefined;
}

/** Makes an expression of a glob, for a whole text in any case: `*` and `?` stand for any characters and any one. */
export function globExpression(text: string): RegExp {
  const pattern = text
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${pattern}$`, 'is');
}

/**
 * Finds the operations that receive events: the named ones, or all by which a document says that they arrive. Throws an input
 * error that lists what there is where there is none.
 */
export function pickOperations(
  document: OpenApiDocument,
  wanted: string | readonly string[] | undefined,
  source: string,
): DocumentOperation[] {
  const all = listOperations(document);
  const offered = all.filter(takesBody);
  const named = [wanted ?? []].flat().map((name) => {
    const found = namedOperations(all, name);
    if (found.length > 0) return found;
    throw userError('usage', `${source}: no operation "${name}"`, { hint: hintOf(offered) });
  });
  const chosen = new Set((wanted === undefined ? receivingOperations(all) : named.flat()).filter(takesBody));
  if (chosen.size > 0) return [...chosen];
  const [passed] = passedOverNotes(document);
  throw userError('input', `${source}: no operation takes a body`, { hint: passed ?? hintOf(offered) });
}

/** Finds the one operation that receives events, as above; several are an input error that lists them. */
export function pickOperation(
  document: OpenApiDocument,
  wanted: string | undefined,
  source: string,
): DocumentOperation {
  const [operation, another] = pickOperations(document, wanted, source) as [DocumentOperation, DocumentOperation?];
  if (another) throw severalOperations(document, source);
  return operation;
}

/** Makes an input error for a document of several operations where one is wanted; it lists them. */
export function severalOperations(document: OpenApiDocument, source: string): Error {
  const hint = hintOf(listOperations(document).filter(takesBody));
  return userError('input', `${source}: more than one operation takes a body`, { hint });
}

function hintOf(offered: readonly DocumentOperation[]): string {
  return offered.length > 0
    ? `Choose one with --operation: ${operationList(offered)}`
    : 'It needs an operation with a body.';
}

/** Makes an input error for a document without an operation that a command can use; says what there is to choose from. */
export function noOperation(
  all: readonly DocumentOperation[],
  wanted: string | readonly string[] | undefined,
  source: string,
): Error {
  const hint = all.length > 0 ? `It has: ${operationList(all)}` : 'It describes no operation at all.';
  const names = [wanted ?? []].flat().map((name) => `"${name}"`);
  if (names.length > 0) return userError('input', `${source}: no operation ${names.join(' or ')}`, { hint });
  return userError('input', `${source}: no operation takes a body`, { hint });
}

/** Makes the input error for an operation by which no events can come. */
export function noJsonBody(id: string, source: string): Error {
  return userError('input', `${source}: operation ${id} takes no JSON body with a schema`, {
    hint: 'Events are JSON: its requestBody wants content such as application/json, with a schema in it.',
  });
}

const mostListed = 20;

/** Lists names by which operations can be chosen, webhooks first. */
function operationList(all: readonly DocumentOperation[]): string {
  const groups = ['webhooks', 'callbacks', 'paths'];
  const sorted = all.toSorted((a, b) => groups.indexOf(a.group) - groups.indexOf(b.group));
  const names = sorted.slice(0, mostListed).map((each) => labelOf(each, all));
  const more = sorted.length - names.length;
  return names.join(', ') + (more > 0 ? `, and ${more} more` : '');
}

/** Gives the shortest name that stands for one operation: of a webhook or callback its own, of others the operationId. */
export function labelOf(operation: DocumentOperation, all: readonly DocumentOperation[]): string {
  const { group, name, method, operationId } = operation;
  const names = [...(group === 'paths' ? [operationId] : [name, operationId]), `${method.toUpperCase()} ${name}`];
  const isClear = (each: string | undefined): boolean => each !== undefined && namedOperations(all, each).length === 1;
  return names.find(isClear) ?? operation.id;
}

/** Lists the methods of OpenAPI's own to whose bodies HTTP gives no meaning (RFC 9110, 9.3). */
const methodsWithoutBody = new Set(['get', 'head', 'delete', 'options', 'trace']);

/** Tells whether an operation can carry events. */
export function takesBody({ method, node }: DocumentOperation): boolean {
  return !methodsWithoutBody.has(method) && node.requestBody !== undefined;
}

function inItems(
  document: OpenApiDocument,
  { path, value: items }: LocatedNode,
  group: DocumentOperation['group'],
  called?: { name: string; caller: string },
): DocumentOperation[] {
  if (!isObject(items)) return [];
  return Object.entries(items).flatMap(([key, value]) => {
    if (group !== 'webhooks' && key.startsWith('x-')) return [];
    const name = called?.name ?? key;
    const received = name.startsWith('/') ? name : `/${name}`;
    return inItem(document, { path: [...path, key], value }).map(({ method, node, item, location }) => {
      const operationId = typeof node.operationId === 'string' ? node.operationId : undefined;
      const id = operationId ?? `${method}${received.replaceAll(/[^A-Za-z0-9]+/g, '-')}`;
      const callback = called && { expression: key, caller: called.caller };
      return { group, name, id, operationId, method, path: received, location, node, item, callback };
    });
  });
}

/** Lists the operations of a path item. What stands beside its reference wins over what that leads to. */
function inItem(
  document: OpenApiDocument,
  { path, value: item }: LocatedNode,
): Pick<DocumentOperation, 'method' | 'node' | 'item' | 'location'>[] {
  if (!isObject(item)) return [];
  const own = methodsIn(item).map((method) => {
    const way = inPathItem(method);
    return { method, node: valueAt(item, way) as Record<string, unknown>, item, location: [...path, ...way] };
  });
  if (typeof item.$ref !== 'string') return own;
  const methods = new Set<string>(own.map(({ method }) => method));
  const referred = inItem(document, followReferences(document, { path, value: item }));
  return [...own, ...referred.filter(({ method }) => !methods.has(method))];
}

/** Lists the operations that an operation calls back, also those that others call back, too. */
export function callbackOperations(
  document: OpenApiDocument,
  { node, location, method, path }: DocumentOperation,
): DocumentOperation[] {
  if (!isObject(node.callbacks)) return [];
  return Object.entries(node.callbacks).flatMap(([name, value]) => {
    const callback = followReferences(document, { path: [...location, 'callbacks', name], value });
    return inItems(document, callback, 'callbacks', { name, caller: `${method} ${path}` });
  });
}
