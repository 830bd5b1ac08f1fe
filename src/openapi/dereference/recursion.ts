import { isObject } from '../../schema/json.ts';
import { type NodeKind, nodesIn } from '../keywords.ts';
import { referenceTarget } from '../resolve.ts';

/**
 * Finds the references of a document that lead, by way of others, to themselves. Looks for strongly connected components
 * (Tarjan, 1972) without recursion: a document may hold thousands of schemas in one chain.
 */
export function recursiveTargets(document: Record<string, unknown>, source: string): ReadonlySet<string> {
  const edges = new Map<string, string[]>();
  const waiting = referencesIn(document);
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [reference, kind] = next;
    if (edges.has(reference)) continue;
    const found = referencesIn(referenceTarget(document, reference, source).value, kind);
    const targets = found.map(([target]) => target);
    edges.set(reference, targets);
    waiting.push(...found);
  }
  return circlesIn(edges);
}

/** Lists the references in an object of a document, a whole document by default, each with the kind of what it leads to. */
export function referencesIn(value: unknown, kind?: NodeKind): [reference: string, kind: NodeKind][] {
  return [...nodesIn(value, kind)].flatMap((node): [string, NodeKind][] =>
    isObject(node.value) && typeof node.value.$ref === 'string' ? [[node.value.$ref, node.kind]] : [],
  );
}

/** Collects the nodes of a graph that lie on a circle. */
function circlesIn(edges: ReadonlyMap<string, readonly string[]>): Set<string> {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const members = new Set<string>();
  const component: string[] = [];
  const lower = (node: string, other: number): void => {
    lowest.set(node, Math.min(lowest.get(node) ?? other, other));
  };
  const enter = (node: string): void => {
    lower(node, order.size);
    order.set(node, order.size);
    component.push(node);
  };
  const leave = (node: string): void => {
    if (lowest.get(node) !== order.get(node)) return;
    const own = component.splice(component.lastIndexOf(node));
    // What is done with is beyond the reach of all that follows.
    for (const each of own) order.set(each, Number.POSITIVE_INFINITY);
    if (own.length > 1 || edges.get(node)?.includes(node)) for (const each of own) members.add(each);
  };
  for (const root of edges.keys()) {
    if (order.has(root)) continue;
    enter(root);
    const open = [{ node: root, next: 0 }];
    for (let top = open.at(-1); top; top = open.at(-1)) {
      const { node } = top;
      const to = edges.get(node)?.[top.next++];
      if (to === undefined) {
        open.pop();
        const parent = open.at(-1)?.node;
        if (parent !== undefined) lower(parent, lowest.get(node) as number);
        leave(node);
      } else if (order.has(to)) lower(node, order.get(to) as number);
      else {
        enter(to);
        open.push({ node: to, next: 0 });
      }
    }
  }
  return members;
}
