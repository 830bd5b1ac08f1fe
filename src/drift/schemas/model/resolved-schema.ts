import { isObject, type Json, sameJson } from '../../../schema/json.ts';
import { boundedRegExp } from '../../../schema/patterns.ts';
import { toPointer } from '../../../schema/pointer.ts';
import type { Schema } from '../../../schema/types.ts';
import { isNever, leavesOf, type Part, partAt } from './conjunction.ts';
import type { World } from './context.ts';

/** A fact and where it is written. */
export interface Fact<T> {
  value: T;
  at: string;
}

/** All that a place asks of a value, taken together; a fact is undefined where nothing is asked. Unions are kept in the parts. */
export interface Shape {
  world: World;
  /** Where the place itself is written. */
  at: string;
  /** What it was made of. */
  parts: readonly Part[];
  leaves: readonly Part[];
  /** JSON types and `integer`; null is told by `takesNull`. */
  types: Fact<string[]> | undefined;
  takesNull: boolean;
  /** The only values, null left out. */
  values: Fact<Json[]> | undefined;
  required: ReadonlyMap<string, string>;
  /** The names of declared properties, and where each is declared first. */
  names: ReadonlyMap<string, string>;
}

/** The shape of a conjunction of schemas. */
export function shapeOf(world: World, parts: readonly Part[]): Shape {
  const leaves = leavesOf(world, parts);
  const types = typesOf(world, leaves);
  const values = limiting(types, valuesOf(leaves));
  const listed =
    types && values ? values.value.filter((value) => value === null || fits(value, types.value)) : values?.value;
  const takesNull =
    !leaves.some(({ schema }) => isNever(schema)) &&
    (types === undefined || types.value.includes('null')) &&
    (values === undefined || values.value.includes(null));
  return {
    world,
    at: parts[0]?.at ?? '',
    parts,
    leaves,
    types: types && { value: types.value.filter((type) => type !== 'null'), at: types.at },
    takesNull,
    values: values && { value: (listed ?? []).filter((value) => value !== null), at: values.at },
    required: new Map(
      leaves.flatMap(({ schema, at }) => strings(schema.required).map((name) => [name, `${at}/required`] as const)),
    ),
    names: new Map(
      leaves
        .flatMap(({ schema, at }) =>
          Object.keys(objectOf(schema.properties)).map((name) => [name, at + toPointer(['properties', name])] as const),
        )
        .toReversed(),
    ),
  };
}

/** Whether a value of one of these types can stand here; unknown types count as possible. */
export function takesType({ types, values }: Shape, ...wanted: string[]): boolean {
  if (values) return values.value.some((value) => wanted.includes(typeOf(value)));
  return types === undefined || types.value.some((type) => wanted.includes(type));
}

/** Whether nothing at all is allowed here. */
export function isImpossible({ leaves, types, values, takesNull }: Shape): boolean {
  if (leaves.some(({ schema }) => isNever(schema))) return true;
  return !takesNull && (types?.value.length === 0 || values?.value.length === 0);
}

/** What must hold for a property: what is declared for it, and else what is asked of undeclared ones. */
export function propertyParts({ world, leaves }: Shape, name: string): Part[] {
  let told = false;
  const parts = leaves.flatMap(({ schema, at, member }) => {
    const via = member === undefined ? {} : { member };
    const declared = objectOf(schema.properties);
    const patterns = Object.keys(objectOf(schema.patternProperties)).filter((pattern) => matches(pattern, name));
    const found = [
      ...(Object.hasOwn(declared, name) ? [['properties', name]] : []),
      ...patterns.map((pattern) => ['patternProperties', pattern]),
    ];
    if (found.length === 0 && schema.additionalProperties === undefined) return [];
    told = true;
    if (found.length === 0) return [...othersOf(world, { schema, at, ...via })];
    return found.map(([group, key]) => ({
      ...partAt(
        world,
        objectOf(schema[group as string])[key as string],
        at + toPointer([group as string, key as string]),
      ),
      ...via,
    }));
  });
  return told ? parts : unevaluatedOf(world, leaves);
}

/** What is asked of properties that no schema of the place speaks of. */
function unevaluatedOf(world: World, leaves: readonly Part[]): Part[] {
  return leaves.flatMap(({ schema: { unevaluatedProperties: others }, at }) =>
    others === undefined || (others as unknown) === true ? [] : [partAt(world, others, `${at}/unevaluatedProperties`)],
  );
}

/** What must hold for properties whose names match one pattern: what is said by the pattern, and else of undeclared ones. */
export function patternParts({ world, leaves }: Shape, pattern: string): Part[] {
  return leaves.flatMap(({ schema, at, member }) => {
    const via = member === undefined ? {} : { member };
    const patterns = objectOf(schema.patternProperties);
    if (!Object.hasOwn(patterns, pattern)) return othersOf(world, { schema, at, ...via });
    return [{ ...partAt(world, patterns[pattern], at + toPointer(['patternProperties', pattern])), ...via }];
  });
}

/** What is asked of properties that nobody declares; nothing where the object is open. */
export function otherParts({ world, leaves }: Shape): Part[] {
  const told = leaves.some(({ schema }) => schema.additionalProperties !== undefined);
  return told ? leaves.flatMap((leaf) => othersOf(world, leaf)) : unevaluatedOf(world, leaves);
}

function othersOf(world: World, { schema, at }: Part): Part[] {
  const { additionalProperties: others } = schema;
  if (others === undefined || others === true) return [];
  return [partAt(world, others, `${at}/additionalProperties`)];
}

/** What is asked of each item of a list, or of the one at a place in front. */
export function itemParts({ world, leaves }: Shape, index?: number): Part[] {
  return leaves.flatMap(({ schema, at }) => {
    const front = Array.isArray(schema.prefixItems) ? schema.prefixItems : [];
    if (index !== undefined && index < front.length) return [partAt(world, front[index], `${at}/prefixItems/${index}`)];
    return schema.items === undefined || Array.isArray(schema.items)
      ? []
      : [partAt(world, schema.items, `${at}/items`)];
  });
}

/** How many items in front have a schema of their own. */
export function frontLength({ leaves }: Shape): number {
  return Math.max(
    0,
    ...leaves.map(({ schema }) => (Array.isArray(schema.prefixItems) ? schema.prefixItems.length : 0)),
  );
}

/** What all parts say by one keyword. */
export function facts<T = unknown>({ leaves }: Pick<Shape, 'leaves'>, keyword: string): Fact<T>[] {
  return leaves.flatMap(({ schema, at }) =>
    schema[keyword] === undefined ? [] : [{ value: schema[keyword] as T, at: `${at}/${keyword}` }],
  );
}

export function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'number' ? (Number.isInteger(value) ? 'integer' : 'number') : typeof value;
}

export function fits(value: unknown, types: readonly string[]): boolean {
  const type = typeOf(value);
  return types.includes(type) || (type === 'integer' && types.includes('number'));
}

/** The types that two lists share; a whole number is a number. */
function shared(a: readonly string[], b: readonly string[]): string[] {
  const both = a.filter((type) => b.includes(type) || (type === 'integer' && b.includes('number')));
  const whole = b.includes('integer') && a.includes('number') && !both.includes('integer') ? ['integer'] : [];
  return [...both.filter((type) => !(type === 'number' && !b.includes('number'))), ...whole];
}

function typesOf(world: World, leaves: readonly Part[]): Fact<string[]> | undefined {
  let found: Fact<string[]> | undefined;
  for (const { schema, at } of leaves) {
    const { type } = schema;
    if (type === undefined) continue;
    const own = (Array.isArray(type) ? type : [type]).filter((each) => typeof each === 'string');
    // OpenAPI 3.1 knows no `nullable`, and 3.0 only beside a type.
    const all = world.dialect === '3.0' && schema.nullable === true ? [...own, 'null'] : own;
    found = found ? { value: shared(found.value, all), at: found.at } : { value: all, at: `${at}/type` };
  }
  return found;
}

/** A list of both truth values says no more than their type does. */
function limiting(types: Fact<string[]> | undefined, values: Fact<Json[]> | undefined): Fact<Json[]> | undefined {
  const [only, ...others] = types?.value ?? [];
  if (only !== 'boolean' || others.length > 0 || !values) return values;
  return values.value.includes(true) && values.value.includes(false) ? undefined : values;
}

function valuesOf(leaves: readonly Part[]): Fact<Json[]> | undefined {
  let found: Fact<Json[]> | undefined;
  for (const { schema, at } of leaves) {
    const lists: Fact<Json[]>[] = [
      ...(Array.isArray(schema.enum) ? [{ value: schema.enum as Json[], at: `${at}/enum` }] : []),
      ...(schema.const === undefined ? [] : [{ value: [schema.const as Json], at: `${at}/const` }]),
    ];
    for (const list of lists) {
      const before = found;
      found = before
        ? { value: before.value.filter((value) => list.value.some((other) => sameJson(value, other))), at: before.at }
        : list;
    }
  }
  return found;
}

function matches(pattern: string, name: string): boolean {
  try {
    return boundedRegExp(pattern, 'u').test(name);
  } catch {
    return false;
  }
}

export function objectOf(value: unknown): Record<string, Schema> {
  return isObject(value) ? (value as Record<string, Schema>) : {};
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
