import { type Contract, contractOf, sharedBy, takesJson } from '../../contract/contract.ts';
import { type NodeKind, nodesIn } from '../../openapi/keywords.ts';
import type { DocumentOperation } from '../../openapi/operations.ts';
import { pathItemOf } from '../../openapi/path-item.ts';
import type { OpenApiDocument } from '../../openapi/read/read.ts';
import { referencePath } from '../../openapi/resolve.ts';
import { isObject, mapValues } from '../../schema/json.ts';
import { toPointer, valueAt, withValueAt } from '../../schema/pointer.ts';
import type { Schema } from '../../schema/types.ts';

/** Cuts what the events of one operation need out of a document; all stays where it was, so that pointers and repairs still fit. */
export type Slicer = (operation: DocumentOperation) => OpenApiDocument;

interface Wanted {
  path: string[];
  kind: NodeKind;
}

/** Makes a slicer of a document. */
export function slicerOf(document: OpenApiDocument): Slicer {
  const children = childrenByParent(document);
  return (operation) => {
    const { location, node, item } = operation;
    const { openapi, info } = document;
    const shared = Array.isArray(item.parameters) ? { parameters: item.parameters } : {};
    const start: OpenApiDocument = withValueAt({ openapi, info }, pathItemOf(operation), shared);
    let slice = withValueAt(start, location, withoutAnswers(node));
    const waiting: Wanted[] = [
      ...referredBy({ kind: 'Operation', value: valueAt(slice, location) }),
      ...referredBy({ kind: 'PathItem', value: shared }),
    ];
    const taken = new Set<string>();
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const { path, kind } = next;
      const pointer = toPointer(path);
      const value = valueAt(document, path);
      if (value === undefined || taken.has(pointer)) continue;
      taken.add(pointer);
      if (valueAt(slice, path) !== value) slice = withValueAt(slice, path, value);
      waiting.push(...referredBy({ kind, value }), ...(children.get(pointer) ?? []));
    }
    return slice;
  };
}

/** Leaves out what is answered, but for its statuses, and what is called back: neither is about events. */
function withoutAnswers({ callbacks: _, ...node }: Record<string, unknown>): Record<string, unknown> {
  const { responses } = node;
  return isObject(responses) ? { ...node, responses: mapValues(responses, () => ({ description: '' })) } : node;
}

/** Lists what an object refers to, and what its discriminators choose. */
function referredBy({ kind, value }: { kind: NodeKind; value: unknown }): Wanted[] {
  return [...nodesIn(value, kind)].flatMap((node) => {
    if (!isObject(node.value)) return [];
    const mapping = node.kind === 'Schema' ? valueAt(node.value, ['discriminator', 'mapping']) : undefined;
    const targets = isObject(mapping) ? Object.values(mapping) : [];
    return [node.value.$ref, ...targets].flatMap((target): Wanted[] => {
      if (typeof target !== 'string') return [];
      const path = target.startsWith('#') ? referencePath(target) : ['components', 'schemas', target];
      return path && path.length > 0 ? [{ path, kind: node.kind }] : [];
    });
  });
}

/** Lists, for each schema with a discriminator, those that extend it: whoever refers to it may mean them. */
function childrenByParent(document: OpenApiDocument): Map<string, Wanted[]> {
  const schemas = Object.entries((document.components?.schemas ?? {}) as Record<string, Schema>);
  const pointerOf = (name: string): string => toPointer(['components', 'schemas', name]);
  const extended = schemas.map(([name, schema]) => {
    const members = isObject(schema) && Array.isArray(schema.allOf) ? schema.allOf : [];
    const paths = members.map(({ $ref }) => (typeof $ref === 'string' ? referencePath($ref) : undefined));
    return { name, parents: paths.map((path) => path && toPointer(path)) };
  });
  const found = new Map<string, Wanted[]>();
  for (const [parent, schema] of schemas) {
    if (!isObject(schema) || !isObject(schema.discriminator)) continue;
    const all = new Set([parent]);
    // A set that grows while it is walked gives what was added, too.
    for (const each of all)
      for (const { name, parents } of extended) if (parents.includes(pointerOf(each))) all.add(name);
    all.delete(parent);
    found.set(
      pointerOf(parent),
      [...all].map((name) => ({ path: ['components', 'schemas', name], kind: 'Schema' })),
    );
  }
  return found;
}

/**
 * Reads one operation of a slice as a contract; undefined for one that takes no JSON. Throws an input error for one that no
 * receiver could use; `toJudge`: its events are to be judged only, even where none can be made. How deliveries prove themselves is no matter here, and need not be a way that our receivers know.
 */
export function contractIn(
  slice: OpenApiDocument,
  operation: DocumentOperation,
  source: string,
  toJudge = false,
): Contract | undefined {
  const node = valueAt(slice, operation.location);
  if (!isObject(node)) return undefined;
  const given = { source, notes: [], handshake: undefined, headers: [], signedUrl: undefined, sound: false };
  const shared = sharedBy(slice, given, toJudge);
  const own = { ...operation, node };
  if (!takesJson(shared, own)) return undefined;
  const naming = { parameters: <T>(declared: T): T => declared, variants: <T>(made: T): T => made };
  return contractOf(shared, own, operation.id, () => naming);
}
