import { isObject, type Json, type JsonObject } from '../../../schema/json.ts';
import { valueAt } from '../../../schema/pointer.ts';
import { formatValues } from '../../../schema/samples/format-values.ts';
import { otherNames } from '../../../schema/samples/property-names.ts';
import { sample } from '../../../schema/samples/sample.ts';
import { lengthOf, matchingText } from '../../../schema/samples/strings.ts';
import { varied } from '../../../schema/samples/varied.ts';
import { type Schema, typesOf } from '../../../schema/types.ts';
import { addSteps, nearestMultiple } from '../../../schema/validate/decimals.ts';
import { boundedRegExp } from '../../../schema/validate/patterns.ts';
import { type GeneratedEvent, invalidEvent, numberOf, validEvents } from './generated-event.ts';
import type { CaseSite } from './sites.ts';

/** Holds a value just inside or just outside a bound; a name tells several at one bound apart. */
interface NearValue {
  keyword: string;
  name?: string | undefined;
  value: Json;
}

/** Says which side of a bound is wanted: 0 is on the last step that is allowed, 1 is one step beyond. */
type Beyond = 0 | 1;

/** Makes values on the last step that each bound still allows. */
export function validBounds(site: CaseSite): GeneratedEvent[] {
  const near = [...boundaryValues(site, 0), ...matchingTexts(site)];
  return near.flatMap((each) => {
    const says = `may go as far as its ${each.keyword} (${each.name ?? 'exactly'})`;
    return validEvents(site, 'bound', [[boundName(each), says, each.value]]);
  });
}

/** Makes values one step beyond each bound, and texts that almost match. */
export function invalidBounds(site: CaseSite): GeneratedEvent[] {
  const near = [...boundaryValues(site, 1), ...mismatchedTexts(site)];
  return near.map((each) => {
    const title = `${site.words} must keep to its ${each.keyword}`;
    return invalidEvent(site, { kind: 'bound', ...each, name: boundName(each), title });
  });
}

function boundName({ keyword, name }: NearValue): string {
  return name === undefined ? keyword : `${keyword}.${name}`;
}

function boundaryValues(site: CaseSite, beyond: Beyond): NearValue[] {
  return [...textLengths(site.schema, beyond), ...numberBounds(site.schema, beyond), ...memberCounts(site, beyond)];
}

/** Makes values of the smallest and the largest size that a schema allows, but none that is larger than `most`. */
function sizes(
  { schema, beyond, most }: { schema: Schema; beyond: Beyond; most: number },
  unit: 'Length' | 'Items' | 'Properties',
  make: (size: number) => Omit<NearValue, 'keyword'>[],
): NearValue[] {
  const [smallest, largest] = [schema[`min${unit}`], schema[`max${unit}`]];
  const near = (keyword: string, size: number) => make(size).map((each): NearValue => ({ keyword, ...each }));
  return [
    ...(smallest === undefined || smallest < beyond ? [] : near(`min${unit}`, smallest - beyond)),
    ...(largest === undefined || largest > most ? [] : near(`max${unit}`, largest + beyond)),
  ];
}

function textLengths(schema: Schema, beyond: Beyond): NearValue[] {
  if (schema.enum) return [];
  return sizes({ schema, beyond, most: 100_000 }, 'Length', (length) => textsOfLength(schema, length));
}

/** Makes texts of so many characters that keep to a pattern or a format; none where we know none. */
function textsOfLength({ pattern, format }: Schema, length: number): Omit<NearValue, 'keyword'>[] {
  if (pattern === undefined && format === undefined) {
    // A character beyond the first plane counts as one, though it takes two code units.
    return [{ value: 'x'.repeat(length) }, { name: 'emoji', value: '🛍'.repeat(length) }];
  }
  if (pattern !== undefined && format !== undefined) return [];
  const value = pattern === undefined ? textOfFormat(format, length) : textOfPattern(pattern, length);
  return value === undefined ? [] : [{ value }];
}

function textOfFormat(format: string | undefined, length: number): string | undefined {
  const { around } = formatValues(format);
  const fill = length - (around?.join('').length ?? 0);
  return fill < 1 ? undefined : around?.join('x'.repeat(fill));
}

/** Makes a text that matches a pattern, so long by one of its characters, or so short by leaving some out. */
function textOfPattern(pattern: string, length: number): string | undefined {
  const right = [...(matchingText({ pattern, minLength: 1 }) ?? '')];
  const matches = boundedRegExp(pattern, 'u');
  const surplus = Math.max(right.length - length, 0);
  const candidates = right.map((character, at) => {
    const filling = Array<string>(surplus > 0 ? 0 : length - right.length + 1).fill(character);
    return right.toSpliced(at, 1 + surplus, ...filling).slice(0, length);
  });
  const texts = candidates.map((characters) => characters.join(''));
  const exact = texts.find((text) => lengthOf(text) === length && matches.test(text));
  return exact ?? matchingText({ pattern, minLength: length, maxLength: length });
}

const numericBounds = [
  { keyword: 'minimum', inward: 1, exclusive: false },
  { keyword: 'maximum', inward: -1, exclusive: false },
  { keyword: 'exclusiveMinimum', inward: 1, exclusive: true },
  { keyword: 'exclusiveMaximum', inward: -1, exclusive: true },
] as const;

function numberBounds(schema: Schema, beyond: Beyond): NearValue[] {
  const { multipleOf } = schema;
  const step = multipleOf ?? (typesOf(schema)?.includes('integer') ? 1 : 0.5);
  const near = numericBounds.flatMap(({ keyword, inward, exclusive }): NearValue[] => {
    const bound = schema[keyword];
    if (typeof bound !== 'number') return [];
    // An exclusive bound is itself the first value outside.
    const outward = exclusive ? beyond - 1 : beyond;
    const first = multipleOf === undefined ? bound : nearestMultiple(bound, multipleOf, inward > 0 ? 'up' : 'down');
    const value = addSteps(first, step, -inward * outward);
    // Next to a very large number, the next one that can be told from it.
    const isSame = beyond === 1 && !exclusive && value === bound;
    return [{ keyword, value: isSame ? bound - inward * Math.abs(bound) * 2 ** -52 : value }];
  });
  return [...near, ...(multipleOf === undefined ? [] : multiples(schema, multipleOf, beyond))];
}

/** Makes neighbouring multiples, of which one is odd, or numbers beside them. */
function multiples({ minimum = 0 }: Schema, step: number, beyond: Beyond): NearValue[] {
  const first = nearestMultiple(minimum, step, 'up');
  const on = [1, 2].map((more) => addSteps(first, step, more));
  const values = beyond === 0 ? on : [first + step / 2, first + 1, first + step + 1];
  return values.map((value, index) => ({ keyword: 'multipleOf', name: numberOf(index), value }));
}

function memberCounts(site: CaseSite, beyond: Beyond): NearValue[] {
  const value = valueAt(site.event, site.place);
  if (Array.isArray(value)) return itemCounts(site.schema, value, beyond);
  return isObject(value) ? propertyCounts(site, value as JsonObject, beyond) : [];
}

function itemCounts(schema: Schema, items: Json[], beyond: Beyond): NearValue[] {
  const { maxItems = Number.POSITIVE_INFINITY, uniqueItems } = schema;
  const [first] = items;
  const another = (index: number): Json =>
    uniqueItems && first !== undefined ? varied(first, index, schema.items ?? {}) : (first ?? null);
  const counts = sizes({ schema, beyond, most: 10_000 }, 'Items', (length) => [
    { value: Array.from({ length }, (_, index) => items[index] ?? another(index)) },
  ]);
  if (!uniqueItems || beyond === 0 || first === undefined) return counts;
  // A list that is full already has its last item replaced.
  return [...counts, { keyword: 'uniqueItems', value: [...items.slice(0, maxItems - 1), first] }];
}

function propertyCounts({ schema, resolve }: CaseSite, object: JsonObject, beyond: Beyond): NearValue[] {
  const { required = [], additionalProperties: others } = schema;
  const entries = Object.entries(object).toSorted(
    ([a], [b]) => Number(required.includes(b)) - Number(required.includes(a)),
  );
  const filler = isObject(others) ? sample(others, { resolve }) : 'sample';
  return sizes({ schema, beyond, most: 1_000 }, 'Properties', (length) => {
    const names = schema.propertyNames ? otherNames(schema, length + 1) : [];
    const free = names.filter((name) => !Object.hasOwn(object, name));
    const more = (index: number): [string, Json] => [free[index - entries.length] ?? `sample${index}`, filler];
    return [{ value: Object.fromEntries(Array.from({ length }, (_, index) => entries[index] ?? more(index))) }];
  });
}

function matchingTexts({ schema, seed }: CaseSite): NearValue[] {
  const found = [matchingText(schema, seed), matchingText(schema, seed + 1)].filter((text) => text !== undefined);
  const names = [undefined, 'other'];
  return [...new Set(found)].map((value, index) => ({ keyword: 'pattern', name: names[index], value }));
}

/** Makes texts that are as like a matching one as can be; those that match after all are left out later. */
function mismatchedTexts({ schema, seed }: CaseSite): NearValue[] {
  if (schema.pattern === undefined) return [];
  const right = matchingText(schema, seed) ?? '';
  const near = {
    'one-more': `${right}!`,
    'one-less': right.slice(0, -1),
    'space-before': ` ${right}`,
    'line-after': `${right}\n`,
    'upper-case': right.toUpperCase(),
    other: '\u2603'.repeat(Math.max(lengthOf(right), 1)),
    empty: '',
  };
  return Object.entries(near)
    .filter(([, text]) => text !== right)
    .map(([name, value]) => ({ keyword: 'pattern', name, value }));
}
