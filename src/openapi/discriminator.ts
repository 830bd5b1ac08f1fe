import { isObject, sameJson } from '../schema/json.ts';
import { fromPointer, toPointer, valueAt } from '../schema/pointer.ts';
import type { Discriminator, Schema } from '../schema/types.ts';
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
  const targets = Object.entries(isObject(mapping) ? mapping : {});
  const mapped = Map.groupBy(targets, ([, target]) => targetKey(document, target));
  const byDefault = defaultMapping === undefined ? undefined : targetKey(document, defaultMapping);
  const branches = union.filter(isObject).map((branch): DiscriminatedBranch => {
    const keys = branchKeys(document, branch);
    const values = keys.flatMap((key) => mapped.get(key) ?? []).map(([value]) => value);
    const isDefault = byDefault !== undefined && keys.includes(byDefault);
    if (values.length > 0) return { branch, isDefault, values: [...new Set(values)], from: 'mapping' };
    const listed = listedFor(document, branch, property);
    return listed ? { branch, isDefault, values: listed, from: 'property' } : { branch, isDefault, ...nameOf(branch) };
  });
  const chosen = withoutTaken(branches);
  const complete = chosen.length === union.length && chosen.every((each) => each.isDefault || each.values.length > 0);
  return complete && chosen.length > 0 ? { property, branches: chosen } : undefined;
}

/** Holds an entry of a mapping; `target` is where it leads, undefined where that is nothing. */
export interface MappingEntry {
  value: string;
  target: string[] | undefined;
  /** Tells that it leads beside its union, so that its value chooses no branch. */
  isStray: boolean;
}

/**
 * Reads the entries of a discriminator's mapping. Stray are those that lead to none of the branches of its union, or, in a parent
 * that others extend, to none of these. Reads none where it has neither branches nor children.
 */
export function mappingEntries(document: OpenApiDocument, schema: Schema, path: readonly string[]): MappingEntry[] {
  const { discriminator } = schema;
  const union: unknown = schema.oneOf ?? schema.anyOf;
  if (!isObject(discriminator) || !isObject(discriminator.mapping)) return [];
  const schemas = (document.components?.schemas ?? {}) as Record<string, Schema>;
  const name = path.length === 3 && path[1] === 'schemas' ? (path[2] as string) : undefined;
  const children = !union && name !== undefined ? descendantsOf(schemas, name) : [];
  const known = Array.isArray(union)
    ? union.filter(isObject).flatMap((branch) => branchKeys(document, branch))
    : children.length > 0
      ? [name as string, ...children].map(schemaPointer)
      : undefined;
  if (!known) return [];
  return Object.entries(discriminator.mapping).map(([value, written]) => {
    const key = targetKey(document, written);
    const target = key === undefined ? undefined : fromPointer(key);
    const isStray = key === undefined || !known.includes(key);
    return { value, target: target && isObject(valueAt(document, target)) ? target : undefined, isStray };
  });
}

function nameOf({ $ref }: Schema): Pick<DiscriminatedBranch, 'values' | 'from'> {
  const name = $ref === undefined ? undefined : referencePath($ref)?.at(-1);
  return { values: name === undefined ? [] : [name], from: 'name' };
}

/** Values that several branches list, as a common parent may, choose none of them; a name may be mapped to another branch. */
function withoutTaken(branches: readonly DiscriminatedBranch[]): DiscriminatedBranch[] {
  const all = branches.flatMap(({ values }) => values);
  const counts = Map.groupBy(all, (value) => value);
  const isShared = ({ values }: DiscriminatedBranch): boolean =>
    values.some((value) => (counts.get(value)?.length ?? 0) > 1);
  return branches.map((each) => {
    if (each.from === 'property' && isShared(each) && each.branch.$ref !== undefined)
      return { ...each, ...nameOf(each.branch) };
    return each.isDefault && each.from === 'name' && isShared(each) ? { ...each, values: [] } : each;
  });
}

/** Lists the values that a schema allows for a property, through references and `allOf`; undefined where it lists none. */
function listedFor(document: OpenApiDocument, schema: unknown, property: string): unknown[] | undefined {
  const owns = conjunctsOf(document, schema).map(({ properties }) =>
    isObject(properties) && Object.hasOwn(properties, property) ? properties[property] : undefined,
  );
  const lists = owns
    .flatMap((own) => conjunctsOf(document, own))
    .flatMap((member) => [member.enum, member.const === undefined ? undefined : [member.const]]);
  const [first, ...others] = lists.filter((list) => Array.isArray(list));
  return first?.filter((value) => others.every((each) => each.some((other) => sameJson(other, value))));
}

/** Lists a schema and the members of its `allOf`, references followed: all that holds for every value of it. */
export function conjunctsOf(document: OpenApiDocument, schema: unknown, met = new Set<unknown>()): Schema[] {
  const { value: found } = followReferences(document, { path: [], value: schema });
  if (!isObject(found) || met.has(found)) return [];
  met.add(found);
  const members = Array.isArray(found.allOf) ? found.allOf : [];
  return [found, ...members.flatMap((member) => conjunctsOf(document, member, met))];
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
    const mapped = Object.values(discriminator.mapping ?? {}).map((target) => targetKey(document, target));
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
