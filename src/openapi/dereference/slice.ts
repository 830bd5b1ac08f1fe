import { isObject } from '../../schema/json.ts';
import { valueAt, withValueAt } from '../../schema/pointer.ts';
import { type NodeKind, nodesIn } from '../keywords.ts';
import type { Operation } from '../operations.ts';
import { inPathItem, pathItemOf } from '../path-item.ts';
import type { OpenApiDocument } from '../read/read.ts';
import { referencePath } from '../resolve.ts';
import { referencesIn } from './recursion.ts';

type Node = Record<string, unknown>;

/** Cuts out what some operations of a document need, so that a description of a thousand costs no more than these. */
export function sliceDocument(
  document: OpenApiDocument,
  operations: readonly Pick<Operation, 'method' | 'path' | 'location'>[],
): OpenApiDocument {
  const { openapi, info, servers, security } = document;
  const paths: Record<string, Node> = {};
  for (const operation of operations) {
    const { method, path, location } = operation;
    const parameters = valueAt(document, [...pathItemOf(operation), 'parameters']);
    const item = { ...paths[path], ...(parameters ? { parameters } : {}) };
    paths[path] = withValueAt(item, inPathItem(method), valueAt(document, location));
  }
  const schemes = document.components?.securitySchemes;
  const slice: OpenApiDocument = {
    openapi,
    info,
    ...(servers ? { servers } : {}),
    ...(security ? { security } : {}),
    paths,
    components: schemes ? { securitySchemes: schemes } : {},
  };
  const waiting = neededBy(slice);
  const created = new Set<unknown>([slice, slice.paths, slice.components]);
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [reference, kind] = next;
    const path = referencePath(reference);
    const value = path && valueAt(document, path);
    if (!path || value === undefined || valueAt(slice, path) === value) continue;
    put(slice, path, value, created);
    waiting.push(...neededBy(value, kind));
  }
  return slice;
}

/** Puts a value at a path; what stands on the way there is `created` here, for what the document holds must not be changed. */
function put(root: object, path: readonly string[], value: unknown, created: Set<unknown>): void {
  let holder = root as Record<string, unknown>;
  for (const token of path.slice(0, -1)) {
    const known = valueAt(holder, [token]);
    const next = created.has(known) ? known : { ...(known as object) };
    created.add(next);
    Object.defineProperty(holder, token, { value: next, enumerable: true, writable: true, configurable: true });
    holder = next as Record<string, unknown>;
  }
  const name = path.at(-1) as string;
  Object.defineProperty(holder, name, { value, enumerable: true, writable: true, configurable: true });
}

/** Lists the references in an object, and those by which its discriminators choose a schema. */
function neededBy(value: unknown, kind?: NodeKind): [reference: string, kind: NodeKind][] {
  const mapped = [...nodesIn(value, kind)].flatMap((node) => {
    const mapping = node.kind === 'Schema' ? valueAt(node.value, ['discriminator', 'mapping']) : undefined;
    const targets = isObject(mapping) ? Object.values(mapping) : [];
    return targets.filter((target) => typeof target === 'string' && target.startsWith('#')) as string[];
  });
  return [...referencesIn(value, kind), ...mapped.map((target): [string, NodeKind] => [target, 'Schema'])];
}
