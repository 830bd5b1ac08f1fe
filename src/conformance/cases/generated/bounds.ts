import { addSteps, nearestMultiple } from '../../../schema/decimals.ts';
import { formatValues } from '../../../schema/format-values.ts';
import { isObject, type Json, sameJson } from '../../../schema/json.ts';
import { otherNames } from '../../../schema/names.ts';
import { boundedRegExp } from '../../../schema/patterns.ts';
import { valueAt, withValueAt } from '../../../schema/pointer.ts';
import { sample } from '../../../schema/sample.ts';
import { lengthOf, matchingText } from '../../../schema/strings.ts';
import { type Schema, typesOf } from '../../../schema/types.ts';
import { varied } from '../../../schema/varied.ts';
import { blame, type Edit, type GoodEdit } from './generated-event.ts';
import type { CaseSite } from './sites.ts';

/** A value just inside or just outside a bound. */
interface Near {
  keyword: string;
  name: string;
  value: Json;
}

/** Values on the last step that each bound still allows. */
export function goodBounds(site: CaseSite, seed: number): GoodEdit[] {
  const near = [
    ...lengths(site.schema, 0),
    ...numbers(site.schema, 0),
    ...counts(site, 0),
    ...patterned(site.schema, seed),
  ];
  return near.map(({ keyword, name, value }) => [
    `bound.${site.words}.${keyword}${name && `.${name}`}`,
    `${site.words} may go as far as its ${keyword} (${name || 'exactly'})`,
    withValueAt(site.event, site.place, value),
  ]);
}

/** Values one step beyond each bound, and texts that almost match. */
export function badBounds(site: CaseSite, seed: number): Edit[] {
  const near = [
    ...lengths(site.schema, 1),
    ...numbers(site.schema, 1),
    ...counts(site, 1),
    ...mismatched(site.schema, seed),
  ];
  return near.map(({ keyword, name, value }) => ({
    id: `bound.${site.words}.${keyword}${name && `.${name}`}`,
    title: `${site.words} must keep to its ${keyword}`,
    event: withValueAt(site.event, site.place, value),
    blamed: blame(site.place),
    keyword,
  }));
}

const longest = 100_000;

function lengths({ minLength, maxLength, pattern, format, enum: listed }: Schema, beyond: 0 | 1): Near[] {
  if (listed) return [];
  const of = (length: number): string | undefined => textOfLength({ pattern, format }, length);
  const texts = (keyword: string, length: number): Near[] => {
    if (pattern === undefined && format === undefined) return plainTexts(keyword, length);
    const value = of(length);
    return value === undefined ? [] : [{ keyword, name: '', value }];
  };
  const plainTexts = (keyword: string, length: number): Near[] => [
    { keyword, name: '', value: 'x'.repeat(length) },
    // A character beyond the first plane counts as one, though it takes two code units.
    { keyword, name: 'emoji', value: '🛍'.repeat(length) },
  ];
  return [
    ...(minLength === undefined || minLength < beyond ? [] : texts('minLength', minLength - beyond)),
    ...(maxLength === undefined || maxLength > longest ? [] : texts('maxLength', maxLength + beyond)),
  ];
}

/** A text of so many characters that keeps to a pattern or a format; undefined where we know none. */
function textOfLength(
  { pattern, format }: { pattern: string | undefined; format: string | undefined },
  length: number,
) {
  if (pattern !== undefined && format === undefined) return stretched(pattern, length);
  const [start, end] = formatValues(format).around ?? ['', ''];
  const fill = length - `${start}${end}`.length;
  return pattern !== undefined || fill < 1 || `${start}${end}` === '' ? undefined : `${start}${'x'.repeat(fill)}${end}`;
}

/** A text that matches a pattern, made so long by one of its characters, or so short by leaving some out. */
function stretched(pattern: string, length: number): string | undefined {
  const right = [...(matchingText({ pattern, minLength: 1 }) ?? '')];
  const matches = boundedRegExp(pattern, 'u');
  const surplus = Math.max(right.length - length, 0);
  const candidates = right.map((character, at) =>
    right.toSpliced(
      at,
      1 + surplus,
      ...(surplus > 0 ? [] : Array.from({ length: length - right.length + 1 }, () => character)),
    ),
  );
  const exact = candidates
    .map((characters) => characters.slice(0, length).join(''))
    .filter((text) => lengthOf(text) === length);
  return exact.find((text) => matches.test(text)) ?? matchingText({ pattern, minLength: length, maxLength: length });
}

function numbers(schema: Schema, beyond: 0 | 1): Near[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  const step = multipleOf ?? (typesOf(schema)?.includes('integer') ? 1 : 0.5);
  const near = (keyword: string, bound: number | boolean | undefined, inward: number, exclusive: boolean): Near[] => {
    if (typeof bound !== 'number') return [];
    // An exclusive bound is itself the first value outside.
    const outward = exclusive ? beyond - 1 : beyond;
    const first = multipleOf === undefined ? bound : nearestMultiple(bound, multipleOf, inward > 0 ? 'up' : 'down');
    const value = addSteps(first, step, -inward * outward);
    return [
      {
        keyword,
        name: '',
        value: beyond === 1 && !exclusive && value === bound ? nextTo(bound, -inward) : value,
      },
    ];
  };
  return [
    ...near('minimum', minimum, 1, false),
    ...near('maximum', maximum, -1, false),
    ...near('exclusiveMinimum', exclusiveMinimum, 1, true),
    ...near('exclusiveMaximum', exclusiveMaximum, -1, true),
    ...(multipleOf === undefined ? [] : beyond === 0 ? onSteps(schema, multipleOf) : offSteps(schema, multipleOf)),
  ];
}

/** The next number that can be told from a very large one. */
function nextTo(bound: number, direction: number): number {
  return bound + direction * Math.abs(bound) * 2 ** -52;
}

/** Gives neighbouring multiples: of any two, one is odd. */
function onSteps({ minimum = 0 }: Schema, step: number): Near[] {
  const first = nearestMultiple(minimum, step, 'up');
  return numbered([1, 2].map((more) => addSteps(first, step, more)));
}

function offSteps({ minimum = 0 }: Schema, step: number): Near[] {
  const start = nearestMultiple(minimum, step, 'up');
  return numbered([start + step / 2, start + 1, start + step + 1]);
}

function numbered(values: readonly number[]): Near[] {
  return values.map((value, index) => ({ keyword: 'multipleOf', name: index === 0 ? '' : String(index + 1), value }));
}

function counts({ schema, event, place }: CaseSite, beyond: 0 | 1): Near[] {
  const value = valueAt(event, place);
  if (Array.isArray(value)) return itemCounts(schema, value as Json[], beyond);
  return typeof value === 'object' && value !== null
    ? propertyCounts(schema, value as Record<string, Json>, beyond)
    : [];
}

function itemCounts(schema: Schema, items: Json[], beyond: 0 | 1): Near[] {
  const { minItems, maxItems = Number.POSITIVE_INFINITY, uniqueItems } = schema;
  const [first] = items;
  const list = (length: number): Json[] =>
    Array.from(
      { length },
      (_, index) =>
        items[index] ??
        (uniqueItems && first !== undefined ? varied(first, index, schema.items ?? {}) : (first ?? null)),
    );
  // A list that is full already has its last item replaced.
  const twice = [...(items.length < maxItems ? items : items.slice(0, maxItems - 1)), first ?? null];
  return [
    ...(minItems === undefined || minItems < beyond
      ? []
      : [{ keyword: 'minItems', name: '', value: list(minItems - beyond) }]),
    ...(maxItems > 10_000 ? [] : [{ keyword: 'maxItems', name: '', value: list(maxItems + beyond) }]),
    ...(uniqueItems && beyond === 1 && first !== undefined ? [{ keyword: 'uniqueItems', name: '', value: twice }] : []),
  ];
}

function propertyCounts(schema: Schema, object: Record<string, Json>, beyond: 0 | 1): Near[] {
  const { minProperties, maxProperties, required = [], additionalProperties: others } = schema;
  const entries = Object.entries(object).toSorted(
    ([a], [b]) => Number(required.includes(b)) - Number(required.includes(a)),
  );
  const filler = isObject(others) ? sample(others) : 'sample';
  const of = (length: number): Json => {
    const names = schema.propertyNames ? otherNames(schema, length + 1) : [];
    const free = names.filter((name) => !Object.hasOwn(object, name));
    const more = (index: number): [string, Json] => [free[index - entries.length] ?? `sample${index}`, filler];
    return Object.fromEntries(Array.from({ length }, (_, index) => entries[index] ?? more(index)));
  };
  return [
    ...(minProperties === undefined || minProperties < beyond
      ? []
      : [{ keyword: 'minProperties', name: '', value: of(minProperties - beyond) }]),
    ...(maxProperties === undefined || maxProperties > 1_000
      ? []
      : [{ keyword: 'maxProperties', name: '', value: of(maxProperties + beyond) }]),
  ];
}

function patterned(schema: Schema, seed: number): Near[] {
  const found = [matchingText(schema, seed), matchingText(schema, seed + 1)].filter((text) => text !== undefined);
  return [...new Set(found)].map((value, index) => ({ keyword: 'pattern', name: index === 0 ? '' : 'other', value }));
}

/** Texts that are as like a matching one as can be; those that match after all are left out later. */
function mismatched(schema: Schema, seed: number): Near[] {
  const right = matchingText(schema, seed) ?? '';
  if (schema.pattern === undefined) return [];
  const near: [string, string][] = [
    ['one-more', `${right}!`],
    ['one-less', right.slice(0, -1)],
    ['space-before', ` ${right}`],
    ['line-after', `${right}\n`],
    ['upper-case', right.toUpperCase()],
    ['other', '\u2603'.repeat(Math.max(lengthOf(right), 1))],
    ['empty', ''],
  ];
  const different = near.filter(([, text]) => !sameJson(text, right));
  return different.map(([name, value]) => ({ keyword: 'pattern', name, value }));
}
