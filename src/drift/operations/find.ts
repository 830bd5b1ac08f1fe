import { userError } from '../../errors.ts';
import { isObject } from '../../schema/json.ts';
import { toPointer } from '../../schema/pointer.ts';
import { type DocumentContext, follow } from '../schemas/model/context.ts';

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
const withBody = new Set(['post', 'put', 'patch']);

/** Holds an operation, and where it is described. */
export interface OperationNode {
  home: 'paths' | 'webhooks' | 'callbacks';
  /** The path; the name of a webhook or, for a callback, the expression that gives its URL. */
  name: string;
  method: string;
  id: string | undefined;
  node: Record<string, unknown>;
  pointer: string;
  /** The path item that it stands in. */
  item: Record<string, unknown>;
  itemPointer: string;
}

/** Finds every operation of a document: those of its paths, its webhooks, and the callbacks of either. */
export function operationsOf(context: DocumentContext): OperationNode[] {
  const { paths, webhooks } = context.document;
  const outer = [...inItems(context, 'paths', paths, '/paths'), ...inItems(context, 'webhooks', webhooks, '/webhooks')];
  return [...outer, ...outer.flatMap((operation) => callbacksOf(context, operation))];
}

function inItems(context: DocumentContext, home: OperationNode['home'], items: unknown, at: string): OperationNode[] {
  if (!isObject(items)) return [];
  return Object.entries(items).flatMap(([name, raw]) => {
    if (name.startsWith('x-')) return [];
    const { node: item, pointer: itemPointer } = follow(context, raw, at + toPointer([name]));
    if (!isObject(item)) return [];
    return methods.flatMap((method): OperationNode[] => {
      const node = item[method];
      if (!isObject(node)) return [];
      const id = typeof node.operationId === 'string' ? node.operationId : undefined;
      return [{ home, name, method, id, node, pointer: `${itemPointer}/${method}`, item, itemPointer }];
    });
  });
}

function callbacksOf(context: DocumentContext, { node, pointer }: OperationNode): OperationNode[] {
  if (!isObject(node.callbacks)) return [];
  return Object.entries(node.callbacks).flatMap(([name, raw]) => {
    const callback = follow(context, raw, pointer + toPointer(['callbacks', name]));
    return inItems(context, 'callbacks', callback.node, callback.pointer);
  });
}

/**
 * Finds the operations by which events arrive: the one that was named by id or path; or else what a document says it calls
 * itself, as webhooks and callbacks; or else those of its paths that take a body.
 */
export function receiving(all: readonly OperationNode[], wanted: string | undefined): OperationNode[] {
  if (wanted !== undefined)
    return all.filter(({ id, name }) => id === wanted || name === wanted || `/${name}` === wanted);
  const takesBody = ({ method, node }: OperationNode): boolean =>
    withBody.has(method) && node.requestBody !== undefined;
  const called = all.filter(({ home }) => home !== 'paths');
  const found = called.filter(takesBody);
  if (found.length > 0) return found;
  return called.length > 0 ? called : all.filter(takesBody);
}

/** Holds which operations of two documents are the same, and those of either that have no counterpart. */
export interface MatchedOperations {
  pairs: { old: OperationNode; new: OperationNode }[];
  removed: OperationNode[];
  added: OperationNode[];
}

/**
 * Matches operations of two documents: by address, by id, by name, and the last one that is left on each side. `surely`: only
 * by address and by id, which leave no doubt.
 */
export function matchOperations(
  old: readonly OperationNode[],
  now: readonly OperationNode[],
  how?: 'surely',
): MatchedOperations {
  const [removed, added] = [new Set(old), new Set(now)];
  const pairs: MatchedOperations['pairs'] = [];
  const pairBy = (keyOf: (operation: OperationNode) => string | undefined): void => {
    const index = Map.groupBy(added, keyOf);
    for (const before of removed) {
      const key = keyOf(before);
      const after = key === undefined ? undefined : index.get(key)?.shift();
      if (!after) continue;
      pairs.push({ old: before, new: after });
      removed.delete(before);
      added.delete(after);
    }
  };
  // Two callbacks may be called back at the same URL; their ids tell them apart.
  pairBy(({ home, name, method, id = '' }) => `${home} ${name} ${method}${home === 'callbacks' ? ` ${id}` : ''}`);
  pairBy(({ id }) => id);
  if (how !== 'surely') {
    pairBy(({ home, name }) => `${home} ${name}`);
    if (removed.size === 1 && added.size === 1) pairBy(() => '');
  }
  return { pairs, removed: [...removed], added: [...added] };
}

/** Makes an input error that says what there is to choose from. */
export function nothingReceives(context: DocumentContext, wanted: string | undefined): Error {
  const names = operationsOf(context).map(({ id, name }) => id ?? name);
  const hint = names.length > 0 ? `It has: ${names.slice(0, 20).join(', ')}` : 'It describes no operation at all.';
  const what = wanted === undefined ? 'no operation takes a body' : `no operation "${wanted}"`;
  return userError('input', `${context.source}: ${what}`, { hint });
}
