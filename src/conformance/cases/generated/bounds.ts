import { isObject, type Json, type JsonObject, sameJson } from '../../../schema/json.ts';
import { valueAt, withValueAt } from '../../../schema/pointer.ts';
import { formatValues } from '../../../schema/samples/format-values.ts';
import { otherNames } from '../../../schema/samples/property-names.ts';
import { sample } from '../../../schema/samples/sample.ts';
import { lengthOf, matchingText } from '../../../schema/samples/strings.ts';
import { varied } from '../../../schema/samples/varied.ts';
import { type Schema, typesOf } from '../../../schema/types.ts';
import { addSteps, nearestMultiple } from '../../../schema/validate/decimals.ts';
import { boundedRegExp } from '../../../schema/validate/patterns.ts';
import { type InvalidChange, invalidChange, type ValidChange } from './generated-event.ts';
import type { CaseSite } from './sites.ts';

/** Holds a value just inside or just outside a bound. */
interface NearValue {
  keyword: string;
  name: string;
  value: Json;
}

/** Makes values on the last step that each bound still allows. */
export function validBounds(site: CaseSite, seed: number): ValidChange[] {
  return [...boundaryValues(site, 0), ...matchingTexts(site.schema, seed)].map(({ keyword, name, value }) => [
    `bound.${site.words}.${keyword}${name && `.${name}`}`,
    `${site.words} may go as far as its ${keyword} (${name || 'exactly'})`,
    withValueAt(site.event, site.place, value),
  ]);
}

/** Makes values one step beyond each bound, and texts that almost match. */
export function invalidBounds(site: CaseSite, seed: number): InvalidChange[] {
  const near = [...boundaryValues(site, 1), ...mismatchedTexts(site.schema, seed)];
  return near.map(({ keyword, name, value }) => {
    const id = `bound.${site.words}.${keyword}${name && `.${name}`}`;
    return invalidChange(site, { id, title: `${site.words} must keep to its ${keyword}`, keyword, value });
  });
}

function boundaryValues(site: CaseSite, beyond: 0 | 1): NearValue[] {
  return [...textLengths(site.schema, beyond), ...numberBounds(site.schema, beyond), ...memberCounts(site, beyond)];
}

/** Longer texts than this are not sent. */
const longestText = 100_000;

function textLengths({ minLength, maxLength, pattern, format, enum: listed }: Schema, beyond: 0 | 1): NearValue[] {
  if (listed) return [];
  const of = (length: number): string | undefined => textOfLength({ pattern, format }, length);
  const texts = (keyword: string, length: number): NearValue[] => {
    if (pattern === undefined && format === undefined) return plainTexts(keyword, length);
    const value = of(length);
    return value === undefined ? [] : [{ keyword, name: '', value }];
  };
  const plainTexts = (keyword: string, length: number): NearValue[] => [
    { keyword, name: '', value: 'x'.repeat(length) },
    // A character beyond the first plane counts as one, though it takes two code units.
    { keyword, name: 'emoji', value: '🛍'.repeat(length) },
  ];
  return [
    ...(minLength === undefined || minLength < beyond ? [] : texts('minLength', minLength - beyond)),
    ...(maxLength === undefined || maxLength > longestText ? [] : texts('maxLength', maxLength + beyond)),
  ];
}

/** Makes a text of so many characters that keeps to a pattern or a format; undefined where we know none. */
function textOfLength(
  { pattern, format }: { pattern: string | undefined; format: string | undefined },
  length: number,
) {
  if (pattern !== undefined && format === undefined) return textOfPattern(pattern, length);
  const [start, end] = formatValues(format).around ?? ['', ''];
  const fill = length - `${start}${end}`.length;
  return pattern !== undefined || fill < 1 || `${start}${end}` === '' ? undefined : `${start}${'x'.repeat(fill)}${end}`;
}

/** Makes a text that matches a pattern, so long by one of its characters, or so short by leaving some out. */
function textOfPattern(pattern: string, length: number): string | undefined {
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

function numberBounds(schema: Schema, beyond: 0 | 1): NearValue[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  const step = multipleOf ?? (typesOf(schema)?.includes('integer') ? 1 : 0.5);
  const near = (
    keyword: string,
    bound: number | boolean | undefined,
    inward: number,
    exclusive: boolean,
  ): NearValue[] => {
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

/** Gives the next number that can be told from a very large one. */
function nextTo(bound: number, direction: number): number {
  return bound + direction * Math.abs(bound) * 2 ** -52;
}

/** Gives neighbouring multiples: of any two, one is odd. */
function onSteps({ minimum = 0 }: Schema, step: number): NearValue[] {
  const first = nearestMultiple(minimum, step, 'up');
  return numbered([1, 2].map((more) => addSteps(first, step, more)));
}

function offSteps({ minimum = 0 }: Schema, step: number): NearValue[] {
  const start = nearestMultiple(minimum, step, 'up');
  return numbered([start + step / 2, start + 1, start + step + 1]);
}

function numbered(values: readonly number[]): NearValue[] {
  return values.map((value, index) => ({ keyword: 'multipleOf', name: index === 0 ? '' : String(index + 1), value }));
}

function memberCounts({ schema, event, place, resolve }: CaseSite, beyond: 0 | 1): NearValue[] {
  const value = valueAt(event, place);
  if (Array.isArray(value)) return itemCounts(schema, value as Json[], beyond);
  return typeof value === 'object' && value !== null
    ? propertyCounts({ schema, resolve }, value as JsonObject, beyond)
    : [];
}

function itemCounts(schema: Schema, items: Json[], beyond: 0 | 1): NearValue[] {
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

function propertyCounts(
  { schema, resolve }: Pick<CaseSite, 'schema' | 'resolve'>,
  object: JsonObject,
  beyond: 0 | 1,
): NearValue[] {
  const { minProperties, maxProperties, required = [], additionalProperties: others } = schema;
  const entries = Object.entries(object).toSorted(
    ([a], [b]) => Number(required.includes(b)) - Number(required.includes(a)),
  );
  const filler = isObject(others) ? sample(others, { resolve }) : 'sample';
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

function matchingTexts(schema: Schema, seed: number): NearValue[] {
  const found = [matchingText(schema, seed), matchingText(schema, seed + 1)].filter((text) => text !== undefined);
  return [...new Set(found)].map((value, index) => ({ keyword: 'pattern', name: index === 0 ? '' : 'other', value }));
}

/** Makes texts that are as like a matching one as can be; those that match after all are left out later. */
function mismatchedTexts(schema: Schema, seed: number): NearValue[] {
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
