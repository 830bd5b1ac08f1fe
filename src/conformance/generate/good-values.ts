import type { Json } from '../../schema/json.ts';
import { withValueAt } from '../../schema/pointer.ts';
import { allowsNull, typesOf } from '../../schema/types.ts';
import type { GoodEdit } from './made.ts';
import type { CaseSite } from './sites.ts';

/** Legal values at one place that receivers are known to refuse: one for each freedom that the contract gives. */
export function goodValues(site: CaseSite): GoodEdit[] {
  return [...absent(site), ...nulls(site), ...members(site), ...unknown(site), ...open(site), ...spellings(site)];
}

function absent({ path, required, event, place, words }: CaseSite): GoodEdit[] {
  if (required || path.length === 0 || ['*', '+'].includes(path.at(-1) ?? '')) return [];
  return [
    [`absent.${words}`, `${words} is optional: an event without it is accepted`, withValueAt(event, place, undefined)],
  ];
}

function nulls({ schema, event, place, words }: CaseSite): GoodEdit[] {
  if (place.length === 0 || typesOf(schema) === undefined || !allowsNull(schema)) return [];
  return [[`null.${words}`, `${words} may be null`, withValueAt(event, place, null)]];
}

function members({ schema, event, place, words }: CaseSite): GoodEdit[] {
  const strings = (schema.enum ?? []).filter((value) => typeof value === 'string');
  return strings.map((value) => [
    `enum.${words}.${value}`,
    `${words} may be ${value}`,
    withValueAt(event, place, value),
  ]);
}

function unknown({ schema, event, place, words }: CaseSite): GoodEdit[] {
  if (!typesOf(schema)?.includes('object') || schema.additionalProperties === false) return [];
  const added = withValueAt(event, [...place, 'hookproofUnknownField'], { added: ['later', 1, null] });
  return [[`unknown.${words}`, `${words} may carry fields that the contract does not name`, added]];
}

/** An object whose fields the contract leaves open takes any fields. */
function open({ schema, event, place, words, path }: CaseSite): GoodEdit[] {
  const closed = schema.additionalProperties === false || typeof schema.additionalProperties === 'object';
  if (!typesOf(schema)?.includes('object') || closed || Object.keys(schema.properties ?? {}).length > 0) return [];
  if (path.at(-1) === '*') return [];
  const put = (value: unknown): Json => withValueAt(event, place, value);
  const deep = Array.from({ length: 20 }).reduce<Json>((inner) => ({ inner }), 'innermost');
  return [
    [`open.${words}.empty`, `${words} may be empty`, put({})],
    [`open.${words}.nested`, `${words} may be nested`, put({ deep, list: [[1], [{ a: null }]] })],
    [`open.${words}.long`, `${words} may hold long text`, put({ text: 'long '.repeat(4000) })],
    // JSON.parse makes __proto__ a plain key; an object literal would set the prototype.
    [
      `open.${words}.proto-key`,
      `${words} may have __proto__ as a key`,
      put(JSON.parse('{"__proto__":{"polluted":true},"constructor":1}')),
    ],
  ];
}

/** Other spellings of the same kind of value. */
function spellings({ schema, event, place, words }: CaseSite): GoodEdit[] {
  const put = (value: Json): Json => withValueAt(event, place, value);
  const types = typesOf(schema) ?? [];
  if (schema.format === 'date-time') {
    return [
      [`date-time.${words}.offset`, `${words} may have an offset from UTC`, put('2026-01-15T15:00:00+05:30')],
      [`date-time.${words}.fraction`, `${words} may have fractions of a second`, put('2026-01-15T09:30:00.123456Z')],
    ];
  }
  if (types.includes('array') && !schema.minItems) return [[`array.${words}.empty`, `${words} may be empty`, put([])]];
  const constrained =
    schema.enum ?? schema.format ?? schema.pattern ?? schema.maxLength ?? schema.minLength ?? schema.const;
  if (types.includes('string') && constrained === undefined) {
    return [[`unicode.${words}`, `${words} may hold any characters`, put('Zoë 你好 🛍️ \u2028 "quoted" \\ نعم')]];
  }
  if (types.includes('number') && schema.minimum === undefined && schema.multipleOf === undefined) {
    return [[`number.${words}.fraction`, `${words} may have a fraction`, put(12.75)]];
  }
  return [];
}
