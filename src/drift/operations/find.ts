import { userError } from '../../errors.ts';
import { isObject } from '../../schema/json.ts';
import { toPointer } from '../../schema/pointer.ts';
import { follow, type World } from '../schemas/model/context.ts';

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
const withBody = new Set(['post', 'put', 'patch']);

/** Where a document tells of an operation. */
export type Home = 'paths' | 'webhooks' | 'callbacks';

export interface OperationNode {
  home: Home;
  /** The path; the name of a webhook or, for a callback, the expression that gives its URL. */
  name: string;
  method: string;
  id: string | undefined;
  node: Record<string, unknown>;
  /** Where the operation is written. */
  at: string;
  /** The path item that it stands in. */
  item: Record<string, unknown>;
  itemAt: string;
}

/** Every operation of a document: those of its paths, its webhooks, and the callbacks of either. */
export function operationsOf(world: World): OperationNode[] {
  const { paths, webhooks } = world.document;
  const outer = [...inItems(world, 'paths', paths, '/paths'), ...inItems(world, 'webhooks', webhooks, '/webhooks')];
  return [...outer, ...outer.flatMap((operation) => callbacksOf(world, operation))];
}

function inItems(world: World, home: Home, items: unknown, at: string): OperationNode[] {
  if (!isObject(items)) return [];
  return Object.entries(items).flatMap(([name, raw]) => {
    if (name.startsWith('x-')) return [];
    const { node: item, at: itemAt } = follow(world, raw, at + toPointer([name]));
    if (!isObject(item)) return [];
    return methods.flatMap((method): OperationNode[] => {
      const node = item[method];
      if (!isObject(node)) return [];
      const id = typeof node.operationId === 'string' ? node.operationId : undefined;
      return [{ home, name, method, id, node, at: `${itemAt}/${method}`, item, itemAt }];
    });
  });
}

function callbacksOf(world: World, { node, at }: OperationNode): OperationNode[] {
  if (!isObject(node.callbacks)) return [];
  return Object.entries(node.callbacks).flatMap(([name, raw]) => {
    const callback = follow(world, raw, at + toPointer(['callbacks', name]));
    return inItems(world, 'callbacks', callback.node, callback.at);
  });
}

/**
 * The operations by which events arrive: the one that was named by id or path; or else what a document says it calls
 * itself, as webhooks and callbacks; or else those of its paths that take a body.
 */
export function receiving(all: readonly OperationNode[], wanted: string | undefined): OperationNode[] {
  if (wanted !== undefined)
    return all.filter(({ id, name }) => id === wanted || name === wanted || `/${name}` === wanted);
  const called = all.filter(({ home }) => home !== 'paths');
  const taking = (list: readonly OperationNode[]): OperationNode[] =>
    list.filter(({ method, node }) => withBody.has(method) && node.requestBody !== undefined);
  const found = taking(called);
  if (found.length > 0) return found;
  if (called.length > 0) return called;
  return taking(all);
}

export interface Matched {
  pairs: { old: OperationNode; new: OperationNode }[];
  removed: OperationNode[];
  added: OperationNode[];
}

/**
 * The same operations of two documents: by place, by id, by name, and the last one that is left on each side. `same`: only
 * by place and by id, which leave no doubt.
 */
export function match(old: readonly OperationNode[], now: readonly OperationNode[], how?: 'same'): Matched {
  const removed = new Set(old);
  const added = new Set(now);
  const pairs: Matched['pairs'] = [];
  const pairBy = (same: (a: OperationNode, b: OperationNode) => boolean): void => {
    for (const before of removed) {
      const after = [...added].find((each) => same(before, each));
      if (!after) continue;
      pairs.push({ old: before, new: after });
      removed.delete(before);
      added.delete(after);
    }
  };
  const index = new Map(now.map((each) => [placeOf(each), each]));
  for (const before of old) {
    const after = index.get(placeOf(before));
    if (!after || !added.has(after)) continue;
    pairs.push({ old: before, new: after });
    removed.delete(before);
    added.delete(after);
  }
  if (removed.size > 0 && added.size > 0) {
    const ids = new Map([...added].filter(({ id }) => id !== undefined).map((each) => [each.id, each]));
    for (const before of removed) {
      const after = before.id === undefined ? undefined : ids.get(before.id);
      if (!after || !added.has(after)) continue;
      pairs.push({ old: before, new: after });
      removed.delete(before);
      added.delete(after);
    }
    if (how === 'same') return { pairs, removed: [...removed], added: [...added] };
    if (removed.size * added.size < 10_000) pairBy((a, b) => a.home === b.home && a.name === b.name);
    if (removed.size === 1 && added.size === 1) pairBy(() => true);
  }
  return { pairs, removed: [...removed], added: [...added] };
}

function placeOf({ home, name, method, id }: OperationNode): string {
  // Two callbacks may be called back at the same URL; their ids tell them apart.
  return home === 'callbacks' ? `${home} ${name} ${method} ${id ?? ''}` : `${home} ${name} ${method}`;
}

/** Throws an input error that says what there is to choose from. */
export function nothingReceives(world: World, wanted: string | undefined): Error {
  const names = operationsOf(world).map(({ id, name }) => id ?? name);
  const hint = names.length > 0 ? `It has: ${names.slice(0, 20).join(', ')}` : 'It describes no operation at all.';
  if (wanted !== undefined) return userError('input', `${world.source}: no operation "${wanted}"`, { hint });
  return userError('input', `${world.source}: no operation takes a body`, { hint });
}
