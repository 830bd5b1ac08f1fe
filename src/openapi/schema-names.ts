import { isObject } from '../schema/json.ts';
import { toPointer } from '../schema/pointer.ts';
import type { Schema } from '../schema/types.ts';
import type { OpenApiDocument } from './read/read.ts';
import { referencePath } from './resolve.ts';

/** Gives the pointer of what a mapping names: by a reference, or the bare name of a schema. */
export function mappedSchema(document: OpenApiDocument, target: unknown): string | undefined {
  const text = isObject(target) ? target.$ref : target;
  if (typeof text !== 'string') return undefined;
  const isName = Object.hasOwn(document.components?.schemas ?? {}, text) || !text.startsWith('#');
  if (isName) return schemaPointer(text);
  const path = referencePath(text);
  return path && toPointer(path);
}

export function schemaPointer(name: string): string {
  return toPointer(['components', 'schemas', name]);
}

/** Lists the schemas that extend a parent by `allOf`, and those that extend these. */
export function descendantsOf(schemas: Record<string, Schema>, parent: string): string[] {
  const found = new Set([parent]);
  // A set that grows while it is walked gives what was added, too.
  for (const each of found)
    for (const [name, schema] of Object.entries(schemas)) if (extendedBy(schema).includes(each)) found.add(name);
  found.delete(parent);
  return [...found];
}

/** Lists the schemas that a schema extends. */
export function extendedBy(schema: unknown): string[] {
  const members = isObject(schema) && Array.isArray(schema.allOf) ? schema.allOf : [];
  return members.flatMap((member) => schemaName(isObject(member) ? member.$ref : undefined) ?? []);
}

/** Reads the name of the schema that a reference leads to; undefined for any other reference. */
export function schemaName(reference: unknown): string | undefined {
  const [root, group, name, ...rest] = (typeof reference === 'string' && referencePath(reference)) || [];
  return root === 'components' && group === 'schemas' && rest.length === 0 ? name : undefined;
}
