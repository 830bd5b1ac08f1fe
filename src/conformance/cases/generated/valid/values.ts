import { formatValues } from '../../../../schema/format-values.ts';
import type { Json } from '../../../../schema/json.ts';
import { valueAt, withValueAt } from '../../../../schema/pointer.ts';
import { allowsNull, typesOf } from '../../../../schema/types.ts';
import type { GoodEdit } from '../generated-event.ts';
import type { CaseSite } from '../sites.ts';

/** Legal values at one place that receivers are known to refuse: one for each freedom that the contract gives. */
export function goodValues(site: CaseSite): GoodEdit[] {
  return [
    ...absent(site),
    ...nulls(site),
    ...members(site),
    ...unknown(site),
    ...open(site),
    ...empty(site),
    ...spellings(site),
  ];
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
  const plain = (schema.enum ?? []).filter((value) => ['string', 'number', 'boolean'].includes(typeof value)) as Json[];
  return plain.map((value) => [`enum.${words}.${value}`, `${words} may be ${value}`, withValueAt(event, place, value)]);
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
    [`open.${words}.null-values`, `${words} may hold null`, put({ nothing: null, zero: 0, no: false, none: '' })],
    [
      `open.${words}.many-keys`,
      `${words} may have many fields`,
      put(Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`field${index}`, index]))),
    ],
    [
      `open.${words}.odd-keys`,
      `${words} may have fields of any name`,
      put({ '': 1, 'a.b': 1, $set: 1, 'two words': 1, ключ: 1, [`${'long'.repeat(20)}`]: 1, toString: 1, length: 1 }),
    ],
    // JSON.parse makes __proto__ a plain key; an object literal would set the prototype.
    [
      `open.${words}.proto-key`,
      `${words} may have __proto__ as a key`,
      put(JSON.parse('{"__proto__":{"polluted":true},"constructor":1}')),
    ],
  ];
}

/** An object of which nothing is required may be empty. */
function empty({ schema, event, place, words, path }: CaseSite): GoodEdit[] {
  const required = schema.required?.length || schema.minProperties;
  if (!typesOf(schema)?.includes('object') || required || path.length === 0) return [];
  if (Object.keys(schema.properties ?? {}).length === 0 && path.at(-1) !== '*') return [];
  return [[`empty.${words}`, `${words} may be empty`, withValueAt(event, place, {})]];
}

/** Other spellings of the same kind of value. */
function spellings({ schema, event, place, words }: CaseSite): GoodEdit[] {
  const put = (value: Json): Json => withValueAt(event, place, value);
  const types = typesOf(schema) ?? [];
  const { valid: known } = formatValues(schema.format);
  if (known)
    return known.map(([name, title, value]) => [`${schema.format}.${words}.${name}`, `${words} ${title}`, put(value)]);
  if (types.includes('array') && !schema.minItems) return lists({ schema, event, place, words });
  const constrained =
    schema.enum ?? schema.format ?? schema.pattern ?? schema.maxLength ?? schema.minLength ?? schema.const;
  if (types.includes('string') && constrained === undefined) {
    return [
      [`unicode.${words}`, `${words} may hold any characters`, put('Zoë 你好 🛍️ \u2028 "quoted" \\ نعم')],
      [`empty.${words}`, `${words} may be empty`, put('')],
    ];
  }
  if ((types.includes('number') || types.includes('integer')) && !schema.enum) {
    // What is not allowed here is left out when the contract has judged it.
    return [
      [`number.${words}.fraction`, `${words} may have a fraction`, put(12.75)],
      [`number.${words}.zero`, `${words} may be zero`, put(0)],
      [`number.${words}.negative`, `${words} may be negative`, put(-1)],
      [`number.${words}.large`, `${words} may be larger than 32 bits hold`, put(3_000_000_000)],
      [`number.${words}.small`, `${words} may have many decimals`, put(0.123456789)],
    ];
  }
  return [];
}

function lists({ schema, event, place, words }: Pick<CaseSite, 'schema' | 'event' | 'place' | 'words'>): GoodEdit[] {
  const put = (value: Json): Json => withValueAt(event, place, value);
  const none: GoodEdit = [`array.${words}.empty`, `${words} may be empty`, put([])];
  const items = valueAt(event, place);
  if (schema.uniqueItems || !Array.isArray(items) || items.length === 0 || schema.maxItems !== undefined) return [none];
  return [
    none,
    [`array.${words}.repeated`, `${words} may hold the same item twice`, put([items[0], items[0]])],
    [`array.${words}.many`, `${words} may hold many items`, put(Array.from({ length: 100 }, () => items[0]))],
  ];
}
