import { isObject, sameJson } from '../schema/json.ts';
import { toPointer } from '../schema/pointer.ts';
import type { Schema } from '../schema/types.ts';
import { nodesIn, type TypedNode } from './keywords.ts';
import type { OpenApiDocument } from './read/read.ts';
import { followReferences, referencePath, referenceTo, rewriteNodes } from './resolve.ts';

/** Holds how the values of a property choose among the branches of a union. */
export interface DiscriminatedUnion {
  property: string;
  /** Lists them in the order of the union. */
  branches: DiscriminatedBranch[];
}

export interface DiscriminatedBranch {
  /** Holds the branch as the union lists it. */
  branch: Schema;
  /** Lists the values that choose it; none for a branch that is chosen by default only. */
  values: unknown[];
  /** Tells where the values come from: the discriminator's mapping, the branch's own list of values, or its name. */
  from: 'mapping' | 'property' | 'name';
  /** Tells whether it is also chosen where the property is missing or has a value that chooses no branch (3.2, `defaultMapping`). */
  isDefault: boolean;
}

/**
 * Reads the discriminator beside a union (OpenAPI 3.0.3, 4.7.25): the property, and the values for each branch. A value is
 * mapped, or listed by the branch for this property, or else the name of the branch. Undefined for a schema without a
 * discriminator or a union, and where a branch has no value: then the discriminator chooses nothing.
 */
export function readDiscriminator(document: OpenApiDocument, schema: Schema): DiscriminatedUnion | undefined {
  const { discriminator } = schema;
  const union: unknown = schema.oneOf ?? schema.anyOf;
  if (!isObject(discriminator) || !Array.isArray(union)) return undefined;
  const { propertyName: property, mapping, defaultMapping } = discriminator as Record<string, unknown>;
  if (typeof property !== 'string') return undefined;
  const mapped = mappedValues(document, isObject(mapping) ? mapping : {});
  const byDefault = defaultMapping === undefined ? undefined : targetKey(document, defaultMapping);
  const branches = union.filter(isObject).map((branch): DiscriminatedBranch => {
    const keys = branchKeys(document, branch);
    const values = keys.flatMap((key) => mapped.get(key) ?? []);
    const isDefault = byDefault !== undefined && keys.includes(byDefault);
    if (values.length > 0) return { branch, isDefault, values: [...new Set(values)], from: 'mapping' };
    const listed = listedFor(document, branch, property);
    return listed ? { branch, isDefault, values: listed, from: 'property' } : { branch, isDefault, ...nameOf(branch) };
  });
  const chosen = withoutTaken(branches);
  const complete = chosen.length === union.length && chosen.every((each) => each.isDefault || each.values.length > 0);
  return complete && chosen.length > 0 ? { property, branches: chosen } : undefined;
}

function nameOf({ $ref }: Schema): Pick<DiscriminatedBranch, 'values' | 'from'> {
  const name = $ref === undefined ? undefined : referencePath($ref)?.at(-1);
  return { values: name === undefined ? [] : [name], from: 'name' };
}

/** Values that several branches list, as a common parent may, choose none of them; a name may be mapped to another branch. */
function withoutTaken(branches: readonly DiscriminatedBranch[]): DiscriminatedBranch[] {
  const counts = new Map<unknown, number>();
  for (const { values } of branches) for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const isShared = ({ values }: DiscriminatedBranch): boolean => values.some((value) => (counts.get(value) ?? 0) > 1);
  return branches.map((each) => {
    if (each.from === 'property' && isShared(each) && each.branch.$ref !== undefined)
      return { ...each, ...nameOf(each.branch) };
    return each.isDefault && each.from === 'name' && isShared(each) ? { ...each, values: [] } : each;
  });
}

/** Lists the values that a schema allows for a property, through references and `allOf`; undefined where it lists none. */
function listedFor(document: OpenApiDocument, schema: unknown, property: string): unknown[] | undefined {
  const owns = membersOf(document, schema).map(({ properties }) =>
    isObject(properties) && Object.hasOwn(properties, property) ? properties[property] : undefined,
  );
  const lists = owns
    .flatMap((own) => membersOf(document, own))
    .flatMap((member) => [member.enum, member.const === undefined ? undefined : [member.const]]);
  return common(lists.map((list) => (Array.isArray(list) ? list : undefined)));
}

const mostInheritance = 20;

/** Lists a schema and what it extends by `allOf`, references followed. */
function membersOf(document: OpenApiDocument, schema: unknown, depth = 0): Record<string, unknown>[] {
  const { value: found } = followReferences(document, { path: [], value: schema });
  if (!isObject(found) || depth > mostInheritance) return [];
  const members = Array.isArray(found.allOf) ? found.allOf : [];
  return [found, ...members.flatMap((each) => membersOf(document, each, depth + 1))];
}

/** Gives the values that are in every list; undefined where there is no list. */
function common(lists: readonly (unknown[] | undefined)[]): unknown[] | undefined {
  const [first, ...others] = lists.filter((each) => each !== undefined);
  return first?.filter((value) => others.every((each) => each.some((other) => sameJson(other, value))));
}

function mappedValues(document: OpenApiDocument, mapping: Record<string, unknown>): Map<string, string[]> {
  const values = new Map<string, string[]>();
  for (const [value, target] of Object.entries(mapping)) {
    const key = targetKey(document, target);
    if (key !== undefined) values.set(key, [...(values.get(key) ?? []), value]);
  }
  return values;
}

/** Gives the pointer of what a mapping names: by a reference, or the bare name of a schema. */
function targetKey(document: OpenApiDocument, target: unknown): string | undefined {
  const text = isObject(target) ? target.$ref : target;
  if (typeof text !== 'string') return undefined;
  const isName = Object.hasOwn(document.components?.schemas ?? {}, text) || !text.startsWith('#');
  if (isName) return schemaPointer(text);
  const path = referencePath(text);
  return path && toPointer(path);
}

function schemaPointer(name: string): string {
  return toPointer(['components', 'schemas', name]);
}

/** Gives the pointers by which a mapping may name a branch: those of its reference, and of what that leads to. */
function branchKeys(document: OpenApiDocument, branch: Schema): string[] {
  const own = branch.$ref === undefined ? undefined : referencePath(branch.$ref);
  if (!own) return [];
  const { path } = followReferences(document, { path: [], value: branch });
  return [...new Set([toPointer(own), toPointer(path)])];
}

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
  const parents = new Map(
    Object.keys(schemas).flatMap((name) => {
      const children = isParent(schemas[name]) ? descendantsOf(schemas, name) : [];
      return children.length === 0 ? [] : [[name, children] as const];
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
  for (const name of parents.keys()) {
    const { discriminator, ...shared } = written[name] as Schema;
    written[name + sharedMark] = shared;
    written[name] = unionOfChildren(document, name, parents);
  }
  return { ...result, components: { ...result.components, schemas: written } };
}

/** Holds the children of each parent, by their names. */
type Parents = ReadonlyMap<string, readonly string[]>;

function isParent(schema: unknown): boolean {
  if (!isObject(schema) || schema.oneOf !== undefined || schema.anyOf !== undefined) return false;
  return isObject(schema.discriminator) && typeof schema.discriminator.propertyName === 'string';
}

function descendantsOf(schemas: Record<string, Schema>, parent: string): string[] {
  const found = new Set([parent]);
  // A set that grows while it is walked gives what was added, too.
  for (const each of found)
    for (const [name, schema] of Object.entries(schemas)) if (extendedBy(schema).includes(each)) found.add(name);
  found.delete(parent);
  return [...found];
}

function extendedBy(schema: unknown): string[] {
  const members = isObject(schema) && Array.isArray(schema.allOf) ? schema.allOf : [];
  return members.flatMap((member) => schemaName(isObject(member) ? member.$ref : undefined) ?? []);
}

/** Gives the name of the schema that a reference leads to; undefined for a reference to anything else. */
function schemaName(reference: unknown): string | undefined {
  const [root, group, name, ...rest] = (typeof reference === 'string' && referencePath(reference)) || [];
  return root === 'components' && group === 'schemas' && rest.length === 0 ? name : undefined;
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
  for (const [parent, children] of parents) {
    if (!names.every((name) => name !== undefined && (name === parent || children.includes(name)))) continue;
    const listed = names as string[];
    const own = schema.discriminator as DeclaredDiscriminator | undefined;
    const all = own === undefined && listed.includes(parent) ? [...new Set([...listed, ...children])] : listed;
    const { [kind]: _, ...rest } = schema;
    return { ...rest, ...unionOf(document, own ?? declaredIn(document, parent), all, parents) };
  }
  return undefined;
}

/** Makes the union of a parent's children; the parent itself is one of them where the mapping names it. */
function unionOfChildren(document: OpenApiDocument, parent: string, parents: Parents): Schema {
  const declared = declaredIn(document, parent);
  const mapped = Object.values(declared.mapping ?? {}).map((target) => targetKey(document, target));
  const itself = mapped.includes(schemaPointer(parent)) ? [parent] : [];
  return { type: 'object', ...unionOf(document, declared, [...itself, ...(parents.get(parent) ?? [])], parents) };
}

interface DeclaredDiscriminator {
  propertyName: string;
  mapping?: Record<string, unknown>;
  defaultMapping?: unknown;
}

function declaredIn(document: OpenApiDocument, parent: string): DeclaredDiscriminator {
  // Parents were chosen by what their discriminators hold.
  const schema = document.components?.schemas?.[parent] as { discriminator: unknown };
  return schema.discriminator as DeclaredDiscriminator;
}

function unionOf(
  document: OpenApiDocument,
  { propertyName, mapping = {}, defaultMapping }: DeclaredDiscriminator,
  names: readonly string[],
  parents: Parents,
): Schema {
  const references = new Map(names.map((name) => [schemaPointer(name), referenceToSchema(name, parents)]));
  const retarget = (target: unknown): string | undefined => references.get(targetKey(document, target) ?? '');
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
