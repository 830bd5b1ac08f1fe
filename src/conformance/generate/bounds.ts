import { type Json, sameJson } from '../../schema/json.ts';
import { valueAt, withValueAt } from '../../schema/pointer.ts';
import { lengthOf, matchingText } from '../../schema/strings.ts';
import { type Schema, typesOf } from '../../schema/types.ts';
import { blame, type Edit, type GoodEdit } from './made.ts';
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
  if (pattern !== undefined || format !== undefined || listed) return [];
  const texts = (keyword: string, length: number): Near[] => [
    { keyword, name: '', value: 'x'.repeat(length) },
    // A character beyond the first plane counts as one, though it takes two code units.
    { keyword, name: 'emoji', value: '🛍'.repeat(length) },
  ];
  return [
    ...(minLength === undefined || minLength < beyond ? [] : texts('minLength', minLength - beyond)),
    ...(maxLength === undefined || maxLength > longest ? [] : texts('maxLength', maxLength + beyond)),
  ];
}

function numbers(schema: Schema, beyond: 0 | 1): Near[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  const step = multipleOf ?? (typesOf(schema)?.includes('integer') ? 1 : 0.5);
  const near = (keyword: string, bound: number | boolean | undefined, inward: number, exclusive: boolean): Near[] => {
    if (typeof bound !== 'number') return [];
    // An exclusive bound is itself the first value outside.
    const outward = exclusive ? beyond - 1 : beyond;
    return [{ keyword, name: '', value: bound - inward * outward * step }];
  };
  return [
    ...near('minimum', minimum, 1, false),
    ...near('maximum', maximum, -1, false),
    ...near('exclusiveMinimum', exclusiveMinimum, 1, true),
    ...near('exclusiveMaximum', exclusiveMaximum, -1, true),
    ...(multipleOf === undefined || beyond === 0 ? [] : offSteps(schema, multipleOf)),
  ];
}

function offSteps({ minimum = 0 }: Schema, step: number): Near[] {
  const start = Math.ceil(minimum / step) * step;
  return [start + step / 2, start + 1, start + step + 1].map((value, index) => ({
    keyword: 'multipleOf',
    name: index === 0 ? '' : String(index + 1),
    value,
  }));
}

function counts({ schema, event, place }: CaseSite, beyond: 0 | 1): Near[] {
  const value = valueAt(event, place);
  if (Array.isArray(value)) return itemCounts(schema, value as Json[], beyond);
  return typeof value === 'object' && value !== null
    ? propertyCounts(schema, value as Record<string, Json>, beyond)
    : [];
}

function itemCounts({ minItems, maxItems, uniqueItems }: Schema, items: Json[], beyond: 0 | 1): Near[] {
  const [first] = items;
  const list = (length: number): Json[] =>
    Array.from({ length }, (_, index) => items[index] ?? (uniqueItems ? another(first, index) : (first ?? null)));
  return [
    ...(minItems === undefined || minItems < beyond
      ? []
      : [{ keyword: 'minItems', name: '', value: list(minItems - beyond) }]),
    ...(maxItems === undefined || maxItems > 10_000
      ? []
      : [{ keyword: 'maxItems', name: '', value: list(maxItems + beyond) }]),
    ...(uniqueItems && beyond === 1 && first !== undefined
      ? [{ keyword: 'uniqueItems', name: '', value: [...items, first] }]
      : []),
  ];
}

function another(value: Json | undefined, index: number): Json {
  if (typeof value === 'number') return value + index;
  return typeof value === 'string' ? `${value}${index}` : { index };
}

function propertyCounts(
  { minProperties, maxProperties, required = [] }: Schema,
  object: Record<string, Json>,
  beyond: 0 | 1,
): Near[] {
  const entries = Object.entries(object).toSorted(
    ([a], [b]) => Number(required.includes(b)) - Number(required.includes(a)),
  );
  const of = (length: number): Json =>
    Object.fromEntries(Array.from({ length }, (_, index) => entries[index] ?? [`sample${index}`, 'sample']));
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
