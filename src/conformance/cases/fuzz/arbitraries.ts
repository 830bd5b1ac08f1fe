import type { Arbitrary } from 'fast-check';
import { isObject, type Json } from '../../../schema/json.ts';
import { withValueAt } from '../../../schema/pointer.ts';
import { exampleOf } from '../../../schema/samples/example.ts';
import { formatValues } from '../../../schema/samples/format-values.ts';
import { boundsOf, sample } from '../../../schema/samples/sample.ts';
import { fastCheck, matchingText } from '../../../schema/samples/strings.ts';
import { allowsNull, type Schema, typesOf } from '../../../schema/types.ts';
import { addSteps } from '../../../schema/validate/decimals.ts';
import type { Variant } from '../../../schema/variants.ts';

// Loaded with this file, which only a run with random events needs.
const fc = fastCheck();
const anyValue = fc.jsonValue({ maxDepth: 2 }) as Arbitrary<Json>;

const texts = new Map<string, Arbitrary<string>>();

/** Makes random texts of a length; to prepare them takes long, and most properties have those of the same one. */
function textsOf(minLength: number, maxLength: number): Arbitrary<string> {
  const length = `${minLength} ${maxLength}`;
  const known = texts.get(length) ?? fc.string({ unit: 'grapheme', minLength, maxLength });
  texts.set(length, known);
  return known;
}

/** Makes random events of any variant; most are legal, and whoever needs it asks the contract. */
export function randomEvents(variants: readonly Variant[]): Arbitrary<Json> {
  // Where chance finds hardly anything legal, the examples are there.
  const examples = variants.flatMap((variant) => [exampleOf(variant, 'minimal'), exampleOf(variant, 'maximal')]);
  return fc.oneof(
    { weight: 9, arbitrary: fc.oneof(...variants.map(({ schema }) => valuesOf(schema))) },
    { weight: 1, arbitrary: fc.constantFrom(...examples) },
  );
}

/** Makes random events with something in them replaced or left out; most are illegal, and whoever needs it asks the contract. */
export function spoiltEvents(events: Arbitrary<Json>): Arbitrary<Json> {
  const odd = fc.oneof(
    fc.constantFrom<Json | undefined>(undefined, null, '', '0', 0, -1, 0.5, true, [], {}, [null], 'unlisted'),
    fc.jsonValue({ maxDepth: 1 }) as Arbitrary<Json>,
  );
  return fc.tuple(events, fc.nat(), odd).map(([event, place, value]) => {
    const paths = pathsOf(event);
    const path = paths[place % paths.length] ?? [];
    return path.length === 0 && value === undefined ? null : withValueAt(event, path, value);
  });
}

/** Lists every place in a value, the outermost first, so that shrinking goes outwards. */
function pathsOf(value: Json, path: string[] = []): string[][] {
  const inner: [string, Json][] = Array.isArray(value)
    ? value.map((item, index) => [String(index), item])
    : isObject(value)
      ? Object.entries(value)
      : [];
  return [path, ...inner.flatMap(([name, child]) => pathsOf(child, [...path, name]))];
}

function valuesOf(schema: Schema): Arbitrary<Json> {
  if (schema.hints?.values?.length) return fc.constantFrom(...schema.hints.values);
  if (schema.const !== undefined) return fc.constant(schema.const as Json);
  if (schema.enum) return fc.constantFrom(...(schema.enum as Json[]));
  const types = typesOf(schema)?.filter((type) => type !== 'null') ?? [];
  const values =
    types.length === 0 ? anyValue : fc.oneof(...types.map((type) => (byType[type] ?? objectArbitrary)(schema)));
  return typesOf(schema) && allowsNull(schema) ? fc.oneof({ weight: 4, arbitrary: values }, fc.constant(null)) : values;
}

const byType: Record<string, (schema: Schema) => Arbitrary<Json>> = {
  string: textArbitrary,
  integer: integerArbitrary,
  number: numberArbitrary,
  boolean: () => fc.boolean(),
  array: arrayArbitrary,
};

function textArbitrary({ format, pattern, minLength = 0, maxLength }: Schema): Arbitrary<Json> {
  if (pattern !== undefined) return matching({ pattern, minLength, ...(maxLength === undefined ? {} : { maxLength }) });
  return formatValues(format).random?.(fc) ?? textsOf(minLength, maxLength ?? minLength + 30);
}

/** Makes texts that match a pattern; what fast-check cannot read is left to the examples. */
function matching(schema: Schema): Arbitrary<Json> {
  return fc.nat(9_999).map((seed) => matchingText(schema, seed + 1) ?? sample(schema));
}

/** Makes whole numbers, most of them small, some as large as any JSON reader has exactly, where no format says less. */
function integerArbitrary(schema: Schema): Arbitrary<Json> {
  const small = integersUpTo(2 ** 31 - 1, schema);
  return schema.format === 'int32'
    ? small
    : fc.oneof({ weight: 4, arbitrary: small }, integersUpTo(Number.MAX_SAFE_INTEGER, schema));
}

function integersUpTo(limit: number, schema: Schema): Arbitrary<Json> {
  const { low, high } = boundsOf(schema);
  const [min, max] = [Math.max(Math.ceil(low), -limit), Math.min(Math.floor(high), limit)];
  const step = schema.multipleOf ?? 1;
  const first = Math.ceil(min / step);
  const steps = fc.integer({ min: first, max: Math.max(Math.floor(max / step), first) });
  return steps.map((value) => addSteps(0, step, value));
}

function numberArbitrary(schema: Schema): Arbitrary<Json> {
  if (schema.multipleOf !== undefined) return integerArbitrary(schema);
  const { low, high } = boundsOf(schema);
  const fractions = fc.double({ min: Math.max(low, -1e9), max: Math.min(high, 1e9), noNaN: true });
  // JSON knows no negative zero.
  return fractions.map((value) => value + 0);
}

function arrayArbitrary(schema: Schema): Arbitrary<Json> {
  const { items = {}, prefixItems = [], minItems = 0, maxItems, uniqueItems } = schema;
  const bounds = { minLength: Math.max(minItems - prefixItems.length, 0), maxLength: maxItems ?? minItems + 4 };
  const rest = uniqueItems
    ? fc.uniqueArray(valuesOf(items), { ...bounds, selector: (item) => JSON.stringify(item) })
    : fc.array(valuesOf(items), bounds);
  return fc.tuple(fc.tuple(...prefixItems.map(valuesOf)), rest).map(([first, others]) => [...first, ...others]);
}

function objectArbitrary(schema: Schema): Arbitrary<Json> {
  const { properties = {}, required = [], additionalProperties } = schema;
  const undeclared = required.filter((name) => !Object.hasOwn(properties, name));
  const own = Object.fromEntries([
    ...Object.entries(properties).map(([name, child]) => [name, valuesOf(child)]),
    ...undeclared.map((name) => [name, anyValue]),
  ]) as Record<string, Arbitrary<Json>>;
  const known = fc.record(own, { requiredKeys: required }) as Arbitrary<Record<string, Json>>;
  if (additionalProperties === false) return known;
  const others = isObject(additionalProperties) ? valuesOf(additionalProperties as Schema) : anyValue;
  const named = schema.propertyNames ? (textArbitrary(schema.propertyNames) as Arbitrary<string>) : textsOf(1, 12);
  const names = named.filter((name) => !Object.hasOwn(own, name));
  const more = fc.dictionary(names, others, { maxKeys: 2, noNullPrototype: true });
  return fc.tuple(known, fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, more)).map(([a, b]) => ({ ...b, ...a }));
}
