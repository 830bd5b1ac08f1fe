import { combine } from '../../schema/flatten.ts';
import type { Json, JsonObject } from '../../schema/json.ts';
import { sample } from '../../schema/sample.ts';
import type { Schema } from '../../schema/types.ts';
import type { Part } from '../model/parts.ts';
import { facts, isImpossible, itemParts, propertyParts, type Shape, shapeOf, takesType } from '../model/shape.ts';
import { choiceOf } from '../model/unions.ts';

/** `least` has only what is required, `most` every declared property as well. */
export type Extent = 'least' | 'most';

const deepest = 12;
/** What is optional is given so far down only: each level may hold many times the last one. */
const fullest = 2;

/** An example of what a place allows, as far as we know how; whoever uses it validates it. */
export function sampleOf(shape: Shape, extent: Extent, depth = 0): Json {
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
  return sample(scalar(shape.leaves, types?.value, world.dialect), 'maximal');
}

/** An object with what it must have, and with given properties. */
export function objectOf(shape: Shape, extent: Extent, depth = 0, given: JsonObject = {}): JsonObject {
  const most = extent === 'most' && depth < fullest;
  const names = [...new Set([...shape.required.keys(), ...(most ? shape.names.keys() : []), ...Object.keys(given)])];
  const known = names.flatMap((name): [string, Json][] => {
    if (Object.hasOwn(given, name)) return [[name, given[name] as Json]];
    const parts = propertyParts(shape, name);
    const child = shapeOf(shape.world, parts);
    if (isImpossible(child) || depth > deepest) return [];
    return [[name, sampleOf(child, extent, depth + 1)]];
  });
  const least = Math.max(0, ...facts<number>(shape, 'minProperties').map(({ value }) => value));
  const more = Array.from({ length: Math.max(0, Math.min(least, 50) - known.length) }, (_, index): [string, Json] => [
    `other${index}`,
    sampleOf(shapeOf(shape.world, propertyParts(shape, `other${index}`)), extent, depth + 1),
  ]);
  return Object.fromEntries([...known, ...more]);
}

function listOf(shape: Shape, extent: Extent, depth: number): Json[] {
  const least = Math.max(0, ...facts<number>(shape, 'minItems').map(({ value }) => value));
  const most = Math.min(...facts<number>(shape, 'maxItems').map(({ value }) => value), 1000);
  const count = Math.min(Math.max(least, extent === 'most' && depth < fullest ? 1 : 0), most);
  return filled(shape, [], count, extent, depth);
}

/** A list that begins with what is given and has at least so many items. */
export function filled(shape: Shape, given: readonly Json[], count: number, extent: Extent, depth = 0): Json[] {
  const rest = Array.from({ length: Math.max(0, count - given.length) }, (_, at) => {
    const index = given.length + at;
    const item = sampleOf(shapeOf(shape.world, itemParts(shape, index)), extent, depth + 1);
    return facts(shape, 'uniqueItems').some(({ value }) => value === true) ? different(item, index) : item;
  });
  return [...given, ...rest];
}

function different(item: Json, index: number): Json {
  if (index === 0) return item;
  if (typeof item === 'string') return `${item}${index}`;
  return typeof item === 'number' ? item + index : item;
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
