import { userError } from '../../errors.ts';
import { combine, flatten } from '../flatten.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import { allowsNull, type Schema, typesOf } from '../types.ts';
import { nearestMultiple } from '../validate/decimals.ts';
import { boundedRegExp } from '../validate/patterns.ts';
import { formatValues } from './format-values.ts';
import { otherNames } from './property-names.ts';
import { lengthOf, matchingText, patternedKeys } from './strings.ts';
import { varied } from './varied.ts';

/** Tells how much a sample holds: only what is required, or every declared property and two items in each array. */
export type Extent = 'minimal' | 'maximal';

/** Counts the values that may still be made; whoever hands on the same budget shares it. */
export interface SampleBudget {
  values: number;
}

/** Holds what a sample is made by, and what bounds it. */
export interface SampleOptions {
  extent?: Extent;
  /** Gives texts their name, `value` by default. */
  name?: string;
  budget?: SampleBudget;
  /** Gives the union-free schema that really holds at a place: follows a reference, or chooses a branch. */
  resolve?: (schema: Schema) => Schema;
  /** Says how many levels below the top are `maximal`; those beneath are minimal. All of them by default. */
  fullDepth?: number;
  /** More levels than these are refused. */
  maxDepth?: number;
  /** Properties of the object itself that are given, whatever the schema asks of them. */
  overrides?: JsonObject;
}

/** Lists of lists that must each have two items come to millions within a few lines of a contract. */
const defaultBudget = 200_000;

/** Holds where a value is made: the options without gaps, and how deep it lies. */
interface SamplePosition extends Required<Omit<SampleOptions, 'overrides'>> {
  depth: number;
}

/**
 * Makes a value of a union-free schema, out of its own examples where it has any. The caller validates it: a keyword that
 * nothing is made for (an odd pattern) can make it miss. Throws an input error where the value would be beyond all measure.
 */
export function sample(schema: Schema, { overrides = {}, ...options }: SampleOptions = {}): Json {
  const position: SamplePosition = {
    extent: 'maximal',
    name: 'value',
    budget: { values: defaultBudget },
    resolve: (same) => same,
    fullDepth: Number.POSITIVE_INFINITY,
    maxDepth: 400,
    ...options,
    depth: 0,
  };
  return sampleAt(schema, position, overrides);
}

function sampleAt(unresolved: Schema, position: SamplePosition, overrides: JsonObject = {}): Json {
  if (position.budget.values-- <= 0) throw userError('input', 'an example of what it describes holds too many values');
  if (position.depth > position.maxDepth)
    throw userError('input', `an example of what it describes is nested more than ${position.maxDepth} levels deep`);
  const schema = position.resolve(unresolved);
  const [hint] = schema.hints?.values ?? [];
  if (hint !== undefined) return hint;
  if (schema.const !== undefined) return schema.const as Json;
  const listed = schema.enum?.find((value) => value !== null);
  if (listed !== undefined) return listed as Json;
  if (schema.enum?.includes(null)) return null;
  const type = (typesOf(schema) ?? guessTypes(schema)).find((each) => each !== 'null');
  if (type === 'object') return sampleObject(schema, position, overrides);
  if (type === 'array') return sampleArray(schema, position);
  const given = schema.example ?? schema.examples?.[0] ?? schema.default;
  if (given !== undefined && typeof given === (type === 'integer' ? 'number' : type)) return given as Json;
  if (type === 'string') return sampleString(schema, position.name);
  if (type === 'integer' || type === 'number') return sampleNumber(schema);
  if (type === 'boolean') return true;
  return allowsNull(schema) ? null : {};
}

/** Gives the position of a property or an item of what stands at another one. */
function below({ depth, ...position }: SamplePosition, name: string): SamplePosition {
  return { ...position, name, depth: depth + 1 };
}

function isFull({ extent, depth, fullDepth }: SamplePosition): boolean {
  return extent === 'maximal' && depth < fullDepth;
}

function guessTypes(schema: Schema): string[] {
  if (schema.not?.type !== undefined)
    // A number that is made is a whole one.
    return ['string', 'number', 'object', 'boolean', 'array'].filter((type) => {
      const denied = typesOf(schema.not ?? {}) ?? [];
      return !denied.includes(type) && !(type === 'number' && denied.includes('integer'));
    });
  if (schema.properties || schema.required) return ['object'];
  return schema.items ? ['array'] : ['string'];
}

function sampleObject(schema: Schema, position: SamplePosition, overrides: JsonObject): Json {
  const { properties = {}, additionalProperties: others } = schema;
  const full = isFull(position);
  const hintAt = (name: string) => ownEntry(properties, name)?.hints?.there;
  // A schema that is `false` allows nothing there.
  const names = Object.keys(properties).filter(
    (name) => hintAt(name) !== false && properties[name] !== (false as unknown),
  );
  const needed = neededNames(schema);
  const wanted = full ? names : names.filter((name) => needed.has(name) || hintAt(name));
  const undeclared = [...needed].filter((name) => !names.includes(name));
  const open = isObject(others) && Object.keys(others).length > 0;
  const more = open && full ? otherNames(schema, 1) : [];
  const lacking = (schema.minProperties ?? 0) - (wanted.length + undeclared.length + more.length);
  const patterned = patternedKeys(schema).slice(0, full ? undefined : Math.max(0, lacking));
  const filler = fillers(schema, lacking - patterned.length);
  const made = (name: string, child: Schema): [string, Json] => [
    name,
    ownEntry(overrides, name) ?? sampleAt(child, below(position, name)),
  ];
  return Object.fromEntries([
    ...wanted.map((name) => made(name, properties[name] as Schema)),
    ...patterned.map(({ key, schema: child }) => made(key, child)),
    ...[...undeclared, ...more, ...filler].map((name): [string, Json] => {
      const child = schemaByPattern(schema, name) ?? others;
      return isObject(child) ? made(name, child) : [name, ownEntry(overrides, name) ?? name];
    }),
    ...Object.entries(overrides),
  ]);
}

function schemaByPattern({ patternProperties = {} }: Schema, name: string): Schema | undefined {
  return Object.entries(patternProperties).find(([pattern]) => boundedRegExp(pattern, 'u').test(name))?.[1];
}

/** Lists what is required, and what that in turn requires. */
function neededNames({ required = [], dependentRequired = {} }: Schema): Set<string> {
  const names = new Set(required);
  // A set that grows while it is walked is walked to its new end.
  for (const name of names) for (const other of ownEntry(dependentRequired, name) ?? []) names.add(other);
  return names;
}

/** Reads a property that the object has itself: a name such as `constructor` is a name like any other. */
function ownEntry<T>(object: Record<string, T>, name: string): T | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function fillers(schema: Schema, count: number): string[] {
  if (count <= 0) return [];
  const names = Array.from({ length: count }, (_, index) => `sample${index + 1}`);
  return schema.propertyNames ? otherNames(schema, count + 1).slice(1) : names;
}

function sampleArray(schema: Schema, position: SamplePosition): Json {
  const { prefixItems = [], items = { type: 'string' }, contains } = schema;
  const { resolve, name } = position;
  const wished = isFull(position) ? prefixItems.length + (schema.items ? 2 : 0) : 0;
  const count = Math.min(Math.max(schema.minItems ?? 0, wished), schema.maxItems ?? 1000);
  const schemas = Array.from({ length: count }, (_, index) => prefixItems[index] ?? items);
  const all = schemas.map((item, index) => sampleAt(item, below(position, `${name}-${index + 1}`)));
  const wanted = contains ? combine(flatten(resolve(schema.items ?? {})), flatten(resolve(contains))) : {};
  const times = contains ? (schema.minContains ?? 1) : 0;
  all.push(...Array.from({ length: times }, () => sampleAt(wanted, below(position, name))));
  return schema.uniqueItems ? all.map((item, index) => varied(item, index, schemas[index] ?? wanted, resolve)) : all;
}

function sampleString(schema: Schema, name: string): string {
  const formatted = formatValues(schema.format).sample;
  if (formatted !== undefined && schema.pattern !== undefined && fitsText(formatted, schema)) return formatted;
  const matching = matchingText(schema);
  if (matching !== undefined) return matching;
  const text = formatted ?? `sample ${name}`;
  const padded = text.padEnd(schema.minLength ?? 0, 'x');
  return schema.maxLength === undefined ? padded : padded.slice(0, schema.maxLength);
}

function fitsText(text: string, { pattern = '', minLength = 0, maxLength = text.length }: Schema): boolean {
  return lengthOf(text) >= minLength && lengthOf(text) <= maxLength && boundedRegExp(pattern, 'u').test(text);
}

function sampleNumber(schema: Schema): number {
  const step = schema.multipleOf ?? (typesOf(schema)?.includes('integer') ? 1 : undefined);
  const { low, high } = boundsOf(schema);
  const candidates = [1, low, high, low + 1, high - 1, low + (step ?? 0.5), high - (step ?? 0.5), (low + high) / 2, 0];
  const stepped = candidates
    .filter(Number.isFinite)
    .map((value) => (step ? nearestMultiple(value, step, 'up') : value));
  return stepped.find((value) => isWithin(value, schema)) ?? 1;
}

/** Gives the bounds of a number, exclusive ones included; infinite where there are none. */
export function boundsOf(schema: Schema): { low: number; high: number } {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  const lows = [minimum, exclusiveMinimum].filter((bound) => typeof bound === 'number');
  const highs = [maximum, exclusiveMaximum].filter((bound) => typeof bound === 'number');
  return { low: Math.max(Number.NEGATIVE_INFINITY, ...lows), high: Math.min(Number.POSITIVE_INFINITY, ...highs) };
}

function isWithin(value: number, { exclusiveMinimum, exclusiveMaximum, ...schema }: Schema): boolean {
  const { low, high } = boundsOf(schema);
  const above = typeof exclusiveMinimum === 'number' ? value > exclusiveMinimum : true;
  const below = typeof exclusiveMaximum === 'number' ? value < exclusiveMaximum : true;
  return value >= low && value <= high && above && below;
}
