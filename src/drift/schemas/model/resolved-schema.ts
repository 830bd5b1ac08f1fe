import { isObject, type Json, sameJson } from '../../../schema/json.ts';
import { toPointer } from '../../../schema/pointer.ts';
import type { Schema } from '../../../schema/types.ts';
import { boundedRegExp } from '../../../schema/validate/patterns.ts';
import { isNever, leavesOf, type Member, readMember } from './conjunction.ts';
import type { DocumentContext } from './context.ts';

/** Holds a fact and where it is written. */
export interface Fact<T> {
  value: T;
  pointer: string;
}

/** Holds all that a location asks of a value; a fact is undefined where nothing is asked. Unions are kept in the leaves. */
export interface ResolvedSchema {
  context: DocumentContext;
  /** Says where the location itself is written. */
  pointer: string;
  /** The conjunction that it was made of. */
  members: readonly Member[];
  /** The members with their references and `allOf` followed. */
  leaves: readonly Member[];
  /** JSON types and `integer`; null has `takesNull`. */
  types: Fact<string[]> | undefined;
  takesNull: boolean;
  /** The only values, null left out. */
  values: Fact<Json[]> | undefined;
  required: ReadonlyMap<string, string>;
  /** The names of declared properties, and where each is declared first. */
  names: ReadonlyMap<string, string>;
}

/** Resolves a conjunction of schemas: what holds of a value that all of them allow. */
export function resolveMembers(context: DocumentContext, members: readonly Member[]): ResolvedSchema {
  const leaves = leavesOf(context, members);
  const types = allowedTypes(context, leaves);
  const values = limiting(types, listedIn(leaves));
  const possible = leaves.every(({ schema }) => !isNever(schema));
  const listed = values?.value.filter((value) => value !== null && (!types || fits(value, types.value)));
  return {
    context,
    pointer: members[0]?.pointer ?? '',
    members,
    leaves,
    types: types && { ...types, value: types.value.filter((type) => type !== 'null') },
    takesNull:
      possible && (!types || types.value.includes('null')) && (values === undefined || values.value.includes(null)),
    values: values && { ...values, value: listed ?? [] },
    required: new Map(
      leaves.flatMap(({ schema, pointer }) =>
        textsIn(schema.required).map((name) => [name, `${pointer}/required`] as const),
      ),
    ),
    names: new Map(
      leaves
        .flatMap(({ schema, pointer }) =>
          Object.keys(objectOf(schema.properties)).map(
            (name) => [name, pointer + toPointer(['properties', name])] as const,
          ),
        )
        .toReversed(),
    ),
  };
}

/** Tells whether a value of one of these types can stand here; unknown types count as possible. */
export function takesType({ types, values }: ResolvedSchema, ...wanted: string[]): boolean {
  if (values) return values.value.some((value) => wanted.includes(typeOf(value)));
  return types === undefined || types.value.some((type) => wanted.includes(type));
}

/** Tells whether nothing at all is allowed here. */
export function isImpossible({ leaves, types, values, takesNull }: ResolvedSchema): boolean {
  if (leaves.some(({ schema }) => isNever(schema))) return true;
  return !takesNull && (types?.value.length === 0 || values?.value.length === 0);
}

/** Finds what must hold for a property: what is declared for it, and else what is asked of undeclared ones. */
export function propertyMembers({ context, leaves }: ResolvedSchema, name: string): Member[] {
  let mentioned = false;
  const members = leaves.flatMap(({ schema, pointer, via }) => {
    const patterns = Object.keys(objectOf(schema.patternProperties)).filter((pattern) => matches(pattern, name));
    const found = [
      ...(Object.hasOwn(objectOf(schema.properties), name) ? [['properties', name] as const] : []),
      ...patterns.map((pattern) => ['patternProperties', pattern] as const),
    ];
    mentioned ||= found.length > 0 || schema.additionalProperties !== undefined;
    if (found.length === 0) return additionalMembers(context, { schema, pointer });
    return found.map(([keyword, key]) => ({
      ...readMember(context, objectOf(schema[keyword])[key], pointer + toPointer([keyword, key])),
      via,
    }));
  });
  return mentioned ? members : unevaluatedPropertyMembers(context, leaves);
}

/** Finds what is asked of properties that no schema of the location mentions. */
function unevaluatedPropertyMembers(context: DocumentContext, leaves: readonly Member[]): Member[] {
  return leaves.flatMap(({ schema: { unevaluatedProperties: others }, pointer }) =>
    others === undefined || (others as unknown) === true
      ? []
      : [readMember(context, others, `${pointer}/unevaluatedProperties`)],
  );
}

/** Finds what must hold for properties whose names match a pattern: what is said by it, and else of undeclared ones. */
export function patternMembers({ context, leaves }: ResolvedSchema, pattern: string): Member[] {
  return leaves.flatMap(({ schema, pointer, via }) => {
    const patterns = objectOf(schema.patternProperties);
    if (!Object.hasOwn(patterns, pattern)) return additionalMembers(context, { schema, pointer });
    return [{ ...readMember(context, patterns[pattern], pointer + toPointer(['patternProperties', pattern])), via }];
  });
}

/** Finds what is asked of properties that nobody declares; nothing where the object is open. */
export function undeclaredMembers({ context, leaves }: ResolvedSchema): Member[] {
  const mentioned = leaves.some(({ schema }) => schema.additionalProperties !== undefined);
  return mentioned
    ? leaves.flatMap((leaf) => additionalMembers(context, leaf))
    : unevaluatedPropertyMembers(context, leaves);
}

function additionalMembers(context: DocumentContext, { schema, pointer }: Member): Member[] {
  const { additionalProperties: others } = schema;
  if (others === undefined || others === true) return [];
  return [readMember(context, others, `${pointer}/additionalProperties`)];
}

/** Finds what is asked of each item of a list, or of the one at an index in front. */
export function itemMembers({ context, leaves }: ResolvedSchema, index?: number): Member[] {
  return leaves.flatMap(({ schema: { prefixItems, items }, pointer }) => {
    if (index !== undefined && Array.isArray(prefixItems) && index < prefixItems.length)
      return [readMember(context, prefixItems[index], `${pointer}/prefixItems/${index}`)];
    return items === undefined || Array.isArray(items) ? [] : [readMember(context, items, `${pointer}/items`)];
  });
}

/** Counts the items in front that have a schema of their own. */
export function frontLength(resolved: ResolvedSchema): number {
  return Math.max(0, ...facts(resolved, 'prefixItems').map(({ value }) => (Array.isArray(value) ? value.length : 0)));
}

/** Lists what all leaves say by one keyword. */
export function facts<T = unknown>({ leaves }: Pick<ResolvedSchema, 'leaves'>, keyword: string): Fact<T>[] {
  return leaves.flatMap(({ schema, pointer }) =>
    schema[keyword] === undefined ? [] : [{ value: schema[keyword] as T, pointer: `${pointer}/${keyword}` }],
  );
}

/** Names the JSON type of a value; a whole number is an `integer`. */
export function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'number' ? (Number.isInteger(value) ? 'integer' : 'number') : typeof value;
}

/** Tells whether a value is of one of these types. */
export function fits(value: unknown, types: readonly string[]): boolean {
  return isTypeAmong(typeOf(value), types);
}

/** Tells whether all values of a type are of one of these types: a whole number is a number. */
export function isTypeAmong(type: string, types: readonly string[]): boolean {
  return types.includes(type) || (type === 'integer' && types.includes('number'));
}

/** Tells whether a value is one of a list, as JSON. */
export function isListed(list: readonly Json[], value: Json): boolean {
  return list.some((other) => sameJson(other, value));
}

/** Lists the types that two lists share. */
function sharedTypes(a: readonly string[], b: readonly string[]): string[] {
  const both = a.filter((type) => isTypeAmong(type, b));
  const whole = b.includes('integer') && a.includes('number') && !both.includes('integer') ? ['integer'] : [];
  return [...both, ...whole];
}

function allowedTypes({ dialect }: DocumentContext, leaves: readonly Member[]): Fact<string[]> | undefined {
  let found: Fact<string[]> | undefined;
  for (const { schema, pointer } of leaves) {
    const { type } = schema;
    if (type === undefined) continue;
    const own = textsIn(Array.isArray(type) ? type : [type]);
    // OpenAPI 3.1 knows no `nullable`, and 3.0 only beside a type.
    const all = dialect === '3.0' && schema.nullable === true ? [...own, 'null'] : own;
    found = found ? { ...found, value: sharedTypes(found.value, all) } : { value: all, pointer: `${pointer}/type` };
  }
  return found;
}

/** Drops a list of both truth values, which says no more than their type does. */
function limiting(types: Fact<string[]> | undefined, values: Fact<Json[]> | undefined): Fact<Json[]> | undefined {
  const boolean = types?.value.length === 1 && types.value[0] === 'boolean';
  return boolean && values?.value.includes(true) && values.value.includes(false) ? undefined : values;
}

function listedIn(leaves: readonly Member[]): Fact<Json[]> | undefined {
  let found: Fact<Json[]> | undefined;
  for (const { schema, pointer } of leaves) {
    const lists: Fact<Json[]>[] = [
      ...(Array.isArray(schema.enum) ? [{ value: schema.enum as Json[], pointer: `${pointer}/enum` }] : []),
      ...(schema.const === undefined ? [] : [{ value: [schema.const as Json], pointer: `${pointer}/const` }]),
    ];
    for (const list of lists)
      found = found ? { ...found, value: found.value.filter((value) => isListed(list.value, value)) } : list;
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

/** Reads a map of schemas; anything else counts as an empty one. */
export function objectOf(value: unknown): Record<string, Schema> {
  return isObject(value) ? (value as Record<string, Schema>) : {};
}

function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
