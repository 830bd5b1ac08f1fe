import { userError } from '../errors.ts';
import { combine, flatten } from './flatten.ts';
import { isObject, type Json } from './json.ts';
import { otherNames } from './names.ts';
import { boundedRegExp } from './patterns.ts';
import { lengthOf, matchingText, patternedKeys } from './strings.ts';
import { allowsNull, type Schema, typesOf } from './types.ts';
import { varied } from './varied.ts';

/** `minimal` gives only what is required; `maximal` gives every declared property and two items in each array. */
export type Extent = 'minimal' | 'maximal';

/**
 * An example value of a union-free schema (see variantsOf). The schema's own examples are used where there are any.
 * Throws an input error where an example would be beyond all measure. The caller validates the result: a keyword that we do not construct for (an odd pattern) can make it miss.
 */
export function sample(schema: Schema, extent: Extent, name = 'value'): Json {
  if (depth === 0) left = mostValues;
  if (left-- <= 0) throw userError('input', `an example of what it describes holds more than ${mostValues} values`);
  depth++;
  try {
    return madeFor(schema, extent, name);
  } finally {
    depth--;
  }
}

/** Lists of lists that must each have two items come to millions within a few lines of a contract. */
const mostValues = 200_000;
let depth = 0;
let left = 0;

function madeFor(schema: Schema, extent: Extent, name: string): Json {
  const [hint] = schema.hints?.values ?? [];
  if (hint !== undefined) return hint;
  if (schema.const !== undefined) return schema.const as Json;
  const listed = schema.enum?.find((value) => value !== null);
  if (listed !== undefined) return listed as Json;
  if (schema.enum?.includes(null)) return null;
  const type = (typesOf(schema) ?? guessTypes(schema)).find((each) => each !== 'null');
  if (type === 'object') return sampleObject(schema, extent);
  if (type === 'array') return sampleArray(schema, extent, name);
  const given = schema.example ?? schema.examples?.[0] ?? schema.default;
  if (given !== undefined && typeof given === primitive(type)) return given as Json;
  if (type === 'string') return sampleString(schema, name);
  if (type === 'integer' || type === 'number') return sampleNumber(schema);
  if (type === 'boolean') return true;
  return allowsNull(schema) ? null : {};
}

function guessTypes(schema: Schema): string[] {
  if (schema.not?.type !== undefined)
    return ['string', 'number', 'object'].filter((type) => !typesOf(schema.not ?? {})?.includes(type));
  if (schema.properties || schema.required) return ['object'];
  return schema.items ? ['array'] : ['string'];
}

function primitive(type: string | undefined): string {
  return type === 'integer' ? 'number' : (type ?? '');
}

function sampleObject(schema: Schema, extent: Extent): Json {
  const hintAt = (name: string) => own(schema.properties ?? {}, name)?.hints?.there;
  // A schema that is `false` allows nothing there.
  const names = Object.keys(schema.properties ?? {}).filter(
    (name) => hintAt(name) !== false && schema.properties?.[name] !== (false as unknown),
  );
  const needed = neededNames(schema);
  const wanted = extent === 'maximal' ? names : names.filter((name) => needed.has(name) || hintAt(name));
  const undeclared = [...needed].filter((name) => !names.includes(name));
  const others = schema.additionalProperties;
  const more = isObject(others) && Object.keys(others).length > 0 && extent === 'maximal' ? otherNames(schema, 1) : [];
  const count = wanted.length + undeclared.length + more.length;
  const filler = fillers(schema, (schema.minProperties ?? 0) - count);
  const otherwise = isObject(others) ? (others as Schema) : undefined;
  return Object.fromEntries([
    ...wanted.map((name) => [name, sample(schema.properties?.[name] ?? {}, extent, name)]),
    ...(extent === 'maximal' ? patternedKeys(schema) : []).map(({ key, schema: child }) => [
      key,
      sample(child, extent, key),
    ]),
    ...[...undeclared, ...more, ...filler].map((name) => [name, otherwise ? sample(otherwise, extent, name) : name]),
  ]);
}

/** What is required, and what that in turn requires. */
function neededNames({ required = [], dependentRequired = {} }: Schema): Set<string> {
  const names = new Set(required);
  // A set that grows while it is walked is walked to its new end.
  for (const name of names) for (const other of own(dependentRequired, name) ?? []) names.add(other);
  return names;
}

/** A name such as `constructor` is a name like any other. */
function own<T>(object: Record<string, T>, name: string): T | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function fillers(schema: Schema, count: number): string[] {
  if (count <= 0) return [];
  const names = Array.from({ length: count }, (_, index) => `sample${index + 1}`);
  return schema.propertyNames ? otherNames(schema, count + 1).slice(1) : names;
}

function sampleArray(schema: Schema, extent: Extent, name: string): Json {
  const { prefixItems = [], items = { type: 'string' }, contains } = schema;
  const wished = extent === 'maximal' ? prefixItems.length + (schema.items ? 2 : 0) : 0;
  const count = Math.min(Math.max(schema.minItems ?? 0, wished), schema.maxItems ?? 1000);
  const all = Array.from({ length: count }, (_, i) => sample(prefixItems[i] ?? items, extent, `${name}-${i + 1}`));
  const wanted = contains ? combine(flatten(schema.items ?? {}), flatten(contains)) : {};
  const times = contains ? (schema.minContains ?? 1) : 0;
  all.push(...Array.from({ length: times }, () => sample(wanted, extent, name)));
  return schema.uniqueItems
    ? all.map((item, i) => varied(item, i, prefixItems[i] ?? (i < count ? items : wanted)))
    : all;
}

// Values from ranges that are reserved for documentation, so that no sample can reach anybody.
const byFormat: Record<string, string> = {
  'date-time': '2026-01-15T09:30:00Z',
  date: '2026-01-15',
  time: '09:30:00Z',
  duration: 'PT45S',
  uri: 'https://example.com/resource',
  'uri-reference': '/resource',
  email: 'someone@example.com',
  hostname: 'host.example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uuid: '11111111-2222-4333-8444-555555555555',
  byte: 'c2FtcGxl',
  'json-pointer': '/resource/0',
  'relative-json-pointer': '1/resource',
  'uri-template': 'https://example.com/{resource}',
  regex: '^[a-z]+$',
  iri: 'https://example.com/resource',
  'iri-reference': '/resource',
  'idn-email': 'someone@example.com',
  'idn-hostname': 'host.example.com',
};

function sampleString(schema: Schema, name: string): string {
  const formatted = byFormat[schema.format ?? ''];
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
  const stepped = candidates.filter(Number.isFinite).map((value) => (step ? Math.ceil(value / step) * step : value));
  return stepped.find((value) => within(value, schema)) ?? 1;
}

/** The bounds of a number, exclusive ones included; infinite where there are none. */
export function boundsOf(schema: Schema): { low: number; high: number } {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  const lows = [minimum, exclusiveMinimum].filter((bound) => typeof bound === 'number');
  const highs = [maximum, exclusiveMaximum].filter((bound) => typeof bound === 'number');
  return { low: Math.max(Number.NEGATIVE_INFINITY, ...lows), high: Math.min(Number.POSITIVE_INFINITY, ...highs) };
}

function within(value: number, { exclusiveMinimum, exclusiveMaximum, ...schema }: Schema): boolean {
  const { low, high } = boundsOf(schema);
  const above = typeof exclusiveMinimum === 'number' ? value > exclusiveMinimum : true;
  const below = typeof exclusiveMaximum === 'number' ? value < exclusiveMaximum : true;
  return value >= low && value <= high && above && below;
}
