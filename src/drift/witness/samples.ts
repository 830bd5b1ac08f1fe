import { combine } from '../../schema/flatten.ts';
import { isObject, type Json, type JsonObject, sameJson } from '../../schema/json.ts';
import { otherNames } from '../../schema/names.ts';
import { sample } from '../../schema/sample.ts';
import { matchingText } from '../../schema/strings.ts';
import type { Schema } from '../../schema/types.ts';
import { varied } from '../../schema/varied.ts';
import { type Part, partAt } from '../schemas/model/conjunction.ts';
import {
  facts,
  isImpossible,
  itemParts,
  propertyParts,
  type Shape,
  shapeOf,
  takesType,
} from '../schemas/model/resolved-schema.ts';
import { choiceOf } from '../schemas/model/unions.ts';

/** `least` has only what is required, `most` every declared property as well. */
export type Extent = 'least' | 'most';

const deepest = 12;
/** What is optional is given so far down only: each level may hold many times the last one. */
const fullest = 2;

/** How many values are made for one event and for one difference: references that fan out ask for more than anybody sends. */
const most = { event: 3_000, difference: 60_000 };
let left = { ...most };

/** To be said before the first event for a difference. */
export function beginDifference(): void {
  left = { ...most };
}

/** To be said before each event. False where enough was tried for the difference. */
export function beginEvent(): boolean {
  left.event = most.event;
  return left.difference > 0;
}

/** An example of what a place allows, as far as we know how; whoever uses it validates it. */
export function sampleOf(shape: Shape, extent: Extent, depth = 0): Json {
  left.difference--;
  // What is cut short is no event, and is refused.
  if (--left.event < 0) return {};
  const choice = choiceOf(shape);
  const first = choice?.alternatives
    .map(({ parts }) => shapeOf(shape.world, parts))
    .find((each) => !isImpossible(each));
  if (first) return sampleOf(first, extent, depth);
  const { values, types, world } = shape;
  if (values?.value.length) return values.value[0] as Json;
  const object = types ? types.value.includes('object') : shape.names.size + shape.required.size > 0;
  if (object) return objectOf(shape, extent, depth);
  if (types ? types.value.includes('array') : itemParts(shape).length > 0) return listOf(shape, extent, depth);
  if (shape.takesNull && types?.value.length === 0) return null;
  const schema = scalar(shape.leaves, types?.value, world.dialect);
  const denied = shape.leaves.flatMap(({ schema: { not } }) => [...(not?.enum ?? []), not?.const]);
  const [plain, ...others] = [...Array(20).keys()].map((index) => varied(sample(schema), index, schema));
  return [plain, ...others].find((each) => !denied.some((one) => sameJson(one, each))) ?? (plain as Json);
}

/** An object with what it must have, and with given properties. */
export function objectOf(shape: Shape, extent: Extent, depth = 0, given: JsonObject = {}): JsonObject {
  const full = extent === 'most' && depth < fullest;
  const names = [...new Set([...shape.required.keys(), ...(full ? shape.names.keys() : []), ...Object.keys(given)])];
  const known = names.flatMap((name): [string, Json][] => {
    if (Object.hasOwn(given, name)) return [[name, given[name] as Json]];
    const parts = propertyParts(shape, name);
    const child = shapeOf(shape.world, parts);
    if (isImpossible(child) || depth > deepest) return [];
    return [[name, sampleOf(child, extent, depth + 1)]];
  });
  const least = Math.max(0, ...facts<number>(shape, 'minProperties').map(({ value }) => value));
  const lacking = Math.max(0, Math.min(least, 50) - known.length);
  const more = (lacking === 0 ? [] : furtherNames(shape, names, lacking)).map((name): [string, Json] => [
    name,
    sampleOf(shapeOf(shape.world, propertyParts(shape, name)), extent, depth + 1),
  ]);
  return Object.fromEntries([...known, ...more]);
}

/** Names that an object may have besides: declared ones, those that a pattern speaks of, and any others. */
function furtherNames(shape: Shape, taken: readonly string[], count: number): string[] {
  const { world, leaves, names } = shape;
  const patterned = leaves.flatMap(({ schema }) =>
    Object.keys(schema.patternProperties ?? {}).flatMap((pattern) =>
      Array.from({ length: count * 3 }, (_, seed) => matchingText({ pattern, minLength: 1 }, seed + 1) ?? []).flat(),
    ),
  );
  const asked = leaves.flatMap(({ schema, at }) =>
    schema.propertyNames === undefined ? [] : [partAt(world, schema.propertyNames, `${at}/propertyNames`)],
  );
  const propertyNames = scalar(shapeOf(world, asked).leaves, undefined, world.dialect);
  const all = [...names.keys(), ...patterned, ...otherNames({ propertyNames }, count, 'other')];
  const possible = (name: string): boolean => !isImpossible(shapeOf(world, propertyParts(shape, name)));
  return [...new Set(all)].filter((name) => !taken.includes(name) && possible(name)).slice(0, count);
}

function listOf(shape: Shape, extent: Extent, depth: number): Json[] {
  const least = Math.max(0, ...facts<number>(shape, 'minItems').map(({ value }) => value));
  const highest = Math.min(...facts<number>(shape, 'maxItems').map(({ value }) => value), 1000);
  const count = Math.min(Math.max(least, extent === 'most' && depth < fullest ? 1 : 0), highest);
  return filled(shape, [], count, extent, depth);
}

/** A list that begins with what is given and has at least so many items. */
export function filled(shape: Shape, given: readonly Json[], count: number, extent: Extent, depth = 0): Json[] {
  const unique = facts(shape, 'uniqueItems').some(({ value }) => value === true);
  const all = [...given];
  const add = (parts: readonly Part[]): void => {
    const place = shapeOf(shape.world, parts);
    const item = sampleOf(place, extent, depth + 1);
    const others = [...Array(50).keys()].map((index) => different(item, index, place));
    all.push((unique ? others.find((each) => !all.some((one) => sameJson(one, each))) : undefined) ?? item);
  };
  for (const parts of wantedItems(shape)) add(parts);
  while (all.length < count) add(itemParts(shape, all.length));
  return all;
}

/** Those of which a list must contain some, so many times. */
export function wantedItems(shape: Shape, times?: number): Part[][] {
  const { world, leaves } = shape;
  return leaves.flatMap(({ schema, at }) => {
    if (schema.contains === undefined) return [];
    const parts = [...itemParts(shape), partAt(world, schema.contains, `${at}/contains`)];
    return Array.from({ length: Math.min(times ?? schema.minContains ?? 1, 50) }, () => parts);
  });
}

/** The same item, made different as its schema allows; the first is as it was. */
function different(item: Json, index: number, shape: Shape): Json {
  if (index === 0) return item;
  if (shape.values) return (shape.values.value[index] ?? item) as Json;
  if (!isObject(item)) return varied(item, index, scalar(shape.leaves, shape.types?.value, shape.world.dialect));
  for (const [name, value] of Object.entries(item)) {
    const other = different(value as Json, index, shapeOf(shape.world, propertyParts(shape, name)));
    if (!sameJson(other, value)) return { ...item, [name]: other } as Json;
  }
  return item;
}

/** The keywords of all parts that speak of one value, not of what is in it. */
export function scalar(leaves: readonly Part[], types: readonly string[] | undefined, dialect: string): Schema {
  const own = leaves.map(({ schema }) => {
    const {
      properties,
      items,
      allOf,
      oneOf,
      anyOf,
      additionalProperties,
      required,
      discriminator,
      type,
      nullable,
      not,
      ...rest
    } = schema;
    const { exclusiveMinimum, exclusiveMaximum, ...others } = rest;
    if (dialect === '3.1') return rest;
    const marked: Schema = { ...others };
    if (exclusiveMinimum === true && typeof schema.minimum === 'number') marked.exclusiveMinimum = schema.minimum;
    if (exclusiveMaximum === true && typeof schema.maximum === 'number') marked.exclusiveMaximum = schema.maximum;
    return marked;
  });
  const all = own.reduce(combine, {});
  return types === undefined ? all : { ...all, type: [...types] };
}

export { takesType };
