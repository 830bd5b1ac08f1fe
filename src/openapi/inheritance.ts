import { isObject } from '../schema/json.ts';
import type { Discriminator, Schema } from '../schema/types.ts';
import { nodesIn, type TypedNode } from './keywords.ts';
import type { OpenApiDocument } from './read/read.ts';
import { referencePath, referenceTo, rewriteNodes } from './resolve.ts';
import { descendantsOf, extendedBy, mappedSchema, schemaName, schemaPointer } from './schema-names.ts';

/** Marks the name of what a parent says of all its children; no author can write it. */
const sharedMark = '\u0000shared';

/** Gives a pointer into a document of `withInheritedUnions` as the author's document has it. */
export function authoredPointer(pointer: string): string {
  return pointer.replaceAll(sharedMark, '');
}

/**
 * Writes out inheritance (OpenAPI 3.0.3, 4.7.25): a discriminator may stand in a schema that others extend by `allOf`. Whoever
 * refers to the parent means one of them, so that it becomes a union of its children, each of which extends what the parent
 * says of all; and a union of such children is told apart by the parent's discriminator. Gives the same document where
 * nothing is inherited.
 */
export function withInheritedUnions(document: OpenApiDocument): OpenApiDocument {
  const schemas = (document.components?.schemas ?? {}) as Record<string, Schema>;
  const parents: Parents = new Map(
    Object.entries(schemas).flatMap(([name, schema]) => {
      const discriminator = inheritableDiscriminator(schema);
      const children = discriminator ? descendantsOf(schemas, name) : [];
      return discriminator && children.length > 0 ? [[name, { discriminator, children }] as const] : [];
    }),
  );
  if (parents.size === 0) return document;
  const changed = new Map<unknown, Record<string, unknown>>();
  for (const node of nodesIn(document)) {
    const rewritten = node.kind === 'Schema' ? inherited(document, node, parents) : undefined;
    if (rewritten) changed.set(node.value, rewritten);
  }
  const result = rewriteNodes(document, changed) as OpenApiDocument;
  const written = { ...(result.components?.schemas as Record<string, Schema>) };
  for (const [name, { discriminator, children }] of parents) {
    const { discriminator: _, ...shared } = written[name] as Schema;
    written[name + sharedMark] = shared;
    const mapped = Object.values(discriminator.mapping ?? {}).map((target) => mappedSchema(document, target));
    const itself = mapped.includes(schemaPointer(name)) ? [name] : [];
    written[name] = { type: 'object', ...unionOf(document, discriminator, [...itself, ...children], parents) };
  }
  return { ...result, components: { ...result.components, schemas: written } };
}

/** Holds, by the name of each parent, what tells its children apart, and their names. */
type Parents = ReadonlyMap<string, { discriminator: Discriminator; children: readonly string[] }>;

function inheritableDiscriminator(schema: Schema): Discriminator | undefined {
  if (!isObject(schema) || schema.oneOf !== undefined || schema.anyOf !== undefined) return undefined;
  const { discriminator } = schema;
  return isObject(discriminator) && typeof discriminator.propertyName === 'string' ? discriminator : undefined;
}

function referenceToSchema(name: string, parents: Parents): string {
  return referenceTo(['components', 'schemas', parents.has(name) ? name + sharedMark : name]);
}

/** Gives what becomes of a schema that extends a parent, refers to a part of one, or is a union of children. */
function inherited(document: OpenApiDocument, { value, path }: TypedNode, parents: Parents): Schema | undefined {
  const schema = value as Schema;
  const [root, group, name = '', ...rest] = (schema.$ref !== undefined && referencePath(schema.$ref)) || [];
  if (root === 'components' && group === 'schemas' && rest.length > 0 && parents.has(name))
    return { ...schema, $ref: referenceTo([root, group, name + sharedMark, ...rest]) };
  const extended = extendedBy(schema).filter((each) => parents.has(each));
  if (extended.length > 0 && path[1] === 'schemas' && path.length === 3)
    return {
      ...schema,
      allOf: (schema.allOf ?? []).map((member) => {
        const parent = schemaName(member.$ref) ?? '';
        return parents.has(parent) ? { ...member, $ref: referenceToSchema(parent, parents) } : member;
      }),
    };
  return unionOfSome(document, schema, parents);
}

/**
 * Tells apart a union that lists children of one parent, and maybe the parent itself, as the parent says, unless it has a
 * discriminator of its own. The parent in it is what it says by itself.
 */
function unionOfSome(document: OpenApiDocument, schema: Schema, parents: Parents): Schema | undefined {
  const kind = schema.oneOf ? 'oneOf' : 'anyOf';
  const union = schema[kind];
  if (!Array.isArray(union) || union.length < 2) return undefined;
  const names = union.map((branch) => schemaName(branch.$ref));
  for (const [parent, { discriminator, children }] of parents) {
    if (!names.every((name) => name !== undefined && (name === parent || children.includes(name)))) continue;
    const listed = names as string[];
    const own = schema.discriminator;
    const all = own === undefined && listed.includes(parent) ? [...new Set([...listed, ...children])] : listed;
    const { [kind]: _, ...rest } = schema;
    return { ...rest, ...unionOf(document, own ?? discriminator, all, parents) };
  }
  return undefined;
}

function unionOf(
  document: OpenApiDocument,
  { propertyName, mapping = {}, defaultMapping }: Discriminator,
  names: readonly string[],
  parents: Parents,
): Schema {
  const references = new Map(names.map((name) => [schemaPointer(name), referenceToSchema(name, parents)]));
  const retarget = (target: unknown): string | undefined => references.get(mappedSchema(document, target) ?? '');
  const mapped = Object.entries(mapping).flatMap(([value, target]) => {
    const reference = retarget(target);
    return reference === undefined ? [] : [[value, reference] as const];
  });
  // Values without an entry in the mapping are names of schemas; that of a parent was changed.
  const implied = names
    .filter((name) => parents.has(name))
    .map((name) => [name, referenceToSchema(name, parents)] as const)
    .filter(([name, reference]) => !mapped.some((each) => each[1] === reference || each[0] === name));
  const byDefault = retarget(defaultMapping);
  return {
    oneOf: names.map((name) => ({ $ref: referenceToSchema(name, parents) })),
    discriminator: {
      propertyName,
      mapping: Object.fromEntries([...mapped, ...implied]),
      ...(byDefault === undefined ? {} : { defaultMapping: byDefault }),
    },
  };
}
