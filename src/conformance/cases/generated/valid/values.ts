import type { Json } from '../../../../schema/json.ts';
import { valueAt, withValueAt } from '../../../../schema/pointer.ts';
import { formatValues } from '../../../../schema/samples/format-values.ts';
import { allowsNull, typesOf } from '../../../../schema/types.ts';
import type { ValidChange } from '../generated-event.ts';
import { type CaseSite, isNamed } from '../sites.ts';

/** Makes valid values at one place that receivers are known to refuse: one for each freedom that the contract gives. */
export function validValues(site: CaseSite): ValidChange[] {
  return [
    ...absentValue(site),
    ...nullValue(site),
    ...listedValues(site),
    ...undeclaredProperty(site),
    ...openObjects(site),
    ...emptyObject(site),
    ...otherSpellings(site),
  ];
}

function absentValue({ path, required, event, place, words }: CaseSite): ValidChange[] {
  if (required || !isNamed(path)) return [];
  return [
    [`absent.${words}`, `${words} is optional: an event without it is accepted`, withValueAt(event, place, undefined)],
  ];
}

function nullValue({ schema, event, place, words }: CaseSite): ValidChange[] {
  if (place.length === 0 || typesOf(schema) === undefined || !allowsNull(schema)) return [];
  return [[`null.${words}`, `${words} may be null`, withValueAt(event, place, null)]];
}

function listedValues({ schema, event, place, words }: CaseSite): ValidChange[] {
  const plain = (schema.enum ?? []).filter((value) => ['string', 'number', 'boolean'].includes(typeof value)) as Json[];
  return plain.map((value) => [`enum.${words}.${value}`, `${words} may be ${value}`, withValueAt(event, place, value)]);
}

function undeclaredProperty({ schema, event, place, words }: CaseSite): ValidChange[] {
  if (!typesOf(schema)?.includes('object') || schema.additionalProperties === false) return [];
  const added = withValueAt(event, [...place, 'hookproofUnknownField'], { added: ['later', 1, null] });
  return [[`unknown.${words}`, `${words} may carry fields that the contract does not name`, added]];
}

/** Fills an object whose fields the contract leaves open with any. */
function openObjects({ schema, event, place, words, path }: CaseSite): ValidChange[] {
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

/** Empties an object of which nothing is required. */
function emptyObject({ schema, event, place, words, path }: CaseSite): ValidChange[] {
  const required = schema.required?.length || schema.minProperties;
  if (!typesOf(schema)?.includes('object') || required || path.length === 0) return [];
  if (Object.keys(schema.properties ?? {}).length === 0 && path.at(-1) !== '*') return [];
  return [[`empty.${words}`, `${words} may be empty`, withValueAt(event, place, {})]];
}

/** Spells the same kind of value otherwise. */
function otherSpellings(site: CaseSite): ValidChange[] {
  const { schema, event, place, words } = site;
  const put = (value: Json): Json => withValueAt(event, place, value);
  const types = typesOf(schema) ?? [];
  const { valid: known } = formatValues(schema.format);
  if (known)
    return known.map(([name, title, value]) => [`${schema.format}.${words}.${name}`, `${words} ${title}`, put(value)]);
  if (types.includes('array') && !schema.minItems) return otherLists(site);
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

function otherLists({ schema, event, place, words }: CaseSite): ValidChange[] {
  const put = (value: Json): Json => withValueAt(event, place, value);
  const none: ValidChange = [`array.${words}.empty`, `${words} may be empty`, put([])];
  const items = valueAt(event, place);
  if (schema.uniqueItems || !Array.isArray(items) || items.length === 0 || schema.maxItems !== undefined) return [none];
  return [
    none,
    [`array.${words}.repeated`, `${words} may hold the same item twice`, put([items[0], items[0]])],
    [`array.${words}.many`, `${words} may hold many items`, put(Array.from({ length: 100 }, () => items[0]))],
  ];
}
