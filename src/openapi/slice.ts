import { isObject } from '../schema/json.ts';
import { valueAt, withValueAt } from '../schema/pointer.ts';
import { childNodes, type TypedNode } from './keywords.ts';
import type { Operation } from './operations.ts';
import type { OpenApiDocument } from './read.ts';
import { referencesIn } from './recursion.ts';
import { referencePath } from './resolve.ts';

/**
 * Cuts out the part of a document that one operation needs: itself, what it refers to, and the security schemes. A
 * description of a thousand operations then costs no more than one.
 */
export function sliceDocument(document: OpenApiDocument, operation: Operation): OpenApiDocument {
  const { openapi, info, servers, security } = document;
  const item = (valueAt(document, operation.location.slice(0, -1)) ?? {}) as Record<string, unknown>;
  const own = {
    [operation.method]: item[operation.method],
    ...(item.parameters ? { parameters: item.parameters } : {}),
  };
  const schemes = document.components?.securitySchemes;
  let slice: OpenApiDocument = {
    openapi,
    info,
    ...(servers ? { servers } : {}),
    ...(security ? { security } : {}),
    paths: { [operation.path]: own },
    components: schemes ? { securitySchemes: schemes } : {},
  };
  const waiting = neededBy({ kind: 'Document', value: slice, path: [] });
  const done = new Set<string>();
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [reference, { kind }] = next;
    const path = referencePath(reference);
    if (done.has(reference) || !path) continue;
    done.add(reference);
    const value = valueAt(document, path);
    if (value === undefined || valueAt(slice, path) !== undefined) continue;
    slice = withValueAt(slice, path, value);
    waiting.push(...neededBy({ kind, value, path }));
  }
  return slice;
}

/** Lists the references in a node, and those by which its discriminators choose a schema. */
function neededBy(node: TypedNode): [reference: string, node: TypedNode][] {
  return [...referencesIn(node), ...mappingsIn(node)];
}

function mappingsIn(node: TypedNode): [reference: string, node: TypedNode][] {
  const { discriminator } = (isObject(node.value) ? node.value : {}) as { discriminator?: unknown };
  const mapping = node.kind === 'Schema' && isObject(discriminator) ? discriminator.mapping : undefined;
  const targets = isObject(mapping) ? Object.values(mapping) : [];
  const own = targets.filter((target) => typeof target === 'string' && target.startsWith('#')) as string[];
  return [...own.map((each): [string, TypedNode] => [each, node]), ...childNodes(node).flatMap(mappingsIn)];
}
