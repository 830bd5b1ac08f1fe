import { includesJson, isObject } from '../schema/json.ts';
import { fromPointer, toPointer, valueAt } from '../schema/pointer.ts';
import type { Schema } from '../schema/types.ts';
import type { OpenApiDocument } from './read/read.ts';
import { followReferences, referencePath } from './resolve.ts';
import { descendantsOf, mappedSchema, schemaPointer } from './schema-names.ts';

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
  const mapped = Map.groupBy(targets, ([, target]) => mappedSchema(document, target));
  const byDefault = defaultMapping === undefined ? undefined : mappedSchema(document, defaultMapping);
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
    const key = mappedSchema(document, written);
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
  return first?.filter((value) => others.every((each) => includesJson(each, value)));
}

/** Lists a schema and the members of its `allOf`, references followed: all that holds for every value of it. */
export function conjunctsOf(document: OpenApiDocument, schema: unknown, met = new Set<unknown>()): Schema[] {
  const { value: found } = followReferences(document, { path: [], value: schema });
  if (!isObject(found) || met.has(found)) return [];
  met.add(found);
  const members = Array.isArray(found.allOf) ? found.allOf : [];
  return [found, ...members.flatMap((member) => conjunctsOf(document, member, met))];
}

/** Gives the pointers by which a mapping may name a branch: those of its reference, and of what that leads to. */
function branchKeys(document: OpenApiDocument, branch: Schema): string[] {
  const own = branch.$ref === undefined ? undefined : referencePath(branch.$ref);
  if (!own) return [];
  const { path } = followReferences(document, { path: [], value: branch });
  return [...new Set([toPointer(own), toPointer(path)])];
}
