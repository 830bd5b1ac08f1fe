import type { Contract } from '../../../contract/load.ts';
import type { Json } from '../../../schema/json.ts';
import { valueAt, withValueAt } from '../../../schema/pointer.ts';
import { exampleOf } from '../../../schema/samples/example.ts';
import { formatValues } from '../../../schema/samples/format-values.ts';
import { sitesOf } from '../../../schema/sites.ts';
import { allowsNull, typesOf } from '../../../schema/types.ts';
import type { Variant } from '../../../schema/variants.ts';
import { type GeneratedEvent, validEvents } from './generated-event.ts';
import { branchName, type CaseSite, isNamed, requirementAt } from './sites.ts';

const extents = { minimal: 'only what is required', maximal: 'everything declared', nulls: 'null wherever it may be' };

/** Makes whole events of a variant, three for each value of its outermost discriminator. */
export function wholeEvents(contract: Contract, variant: Variant): GeneratedEvent[] {
  const [outer, ...inner] = variant.tags;
  const requirement = requirementAt({ contract, path: [], schema: variant.schema, variant });
  const nullable = sitesOf(variant.schema).filter(({ path, schema }) => allowsNull(schema) && !path.includes('*'));
  return (outer?.values ?? [undefined]).flatMap((value) => {
    const name = [value ?? 'event', ...inner.map((tag) => tag.values[0]), ...branchName(variant)].join('.');
    const maximal = exampleOf(variant, 'maximal', [value]);
    const minimal = exampleOf(variant, 'minimal', [value]);
    // What has a null parent has no place any more.
    const nulls = nullable.reduce<Json>(
      (event, { path }) => (valueAt(event, path) === undefined ? event : withValueAt(event, path, null)),
      maximal,
    );
    return Object.entries({ minimal, maximal, nulls }).map(
      ([extent, event]): GeneratedEvent => ({
        id: `schema.good.${extent}.${name}`,
        title: `${name}: an event with ${extents[extent as keyof typeof extents]} is accepted`,
        level: 'MUST',
        event,
        requirement,
      }),
    );
  });
}

/** Makes valid values at one place that receivers are known to refuse: one for each freedom that the contract gives. */
export function validValues(site: CaseSite): GeneratedEvent[] {
  const { schema, path, required } = site;
  const isOptional = !required && isNamed(path);
  const isNullable = path.length > 0 && typesOf(schema) !== undefined && allowsNull(schema);
  const listed = schema.enum?.filter((value) => ['string', 'number', 'boolean'].includes(typeof value)) ?? [];
  const absent = [undefined, 'is optional: an event without it is accepted', undefined] as const;
  return [
    ...validEvents(site, 'absent', isOptional ? [absent] : []),
    ...validEvents(site, 'null', isNullable ? [[undefined, 'may be null', null]] : []),
    ...listed.flatMap((value) => validEvents(site, 'enum', [[String(value), `may be ${value}`, value]])),
    ...(typesOf(schema)?.includes('object') ? otherObjects(site) : []),
    ...otherSpellings(site),
  ];
}

/** Adds what is not declared, fills an object whose fields the contract leaves open, empties one of which nothing is required. */
function otherObjects(site: CaseSite): GeneratedEvent[] {
  const { schema, event, place, path } = site;
  const { properties = {}, required = [], minProperties, additionalProperties: others = true } = schema;
  const isItem = path.at(-1) === '*';
  const isUndeclared = Object.keys(properties).length === 0;
  const isEmpty = required.length === 0 && !minProperties && path.length > 0 && (isItem || !isUndeclared);
  const extended = withValueAt(valueAt(event, place), ['hookproofUnknownField'], { added: ['later', 1, null] });
  const unknown = [undefined, 'may carry fields that the contract does not name', extended] as const;
  return [
    ...validEvents(site, 'unknown', others === false ? [] : [unknown]),
    ...(others === true && isUndeclared && !isItem ? freeObjects(site) : []),
    ...validEvents(site, 'empty', isEmpty ? [[undefined, 'may be empty', {}]] : []),
  ];
}

function openObjects(): [name: string, says: string, value: Json][] {
  const deep = Array.from({ length: 20 }).reduce<Json>((inner) => ({ inner }), 'innermost');
  const many = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`field${index}`, index]));
  const odd = {
    '': 1,
    'a.b': 1,
    $set: 1,
    'two words': 1,
    ключ: 1,
    [`${'long'.repeat(20)}`]: 1,
    toString: 1,
    length: 1,
  };
  return [
    ['empty', 'may be empty', {}],
    ['nested', 'may be nested', { deep, list: [[1], [{ a: null }]] }],
    ['long', 'may hold long text', { text: 'long '.repeat(4000) }],
    ['null-values', 'may hold null', { nothing: null, zero: 0, no: false, none: '' }],
    ['many-keys', 'may have many fields', many],
    ['odd-keys', 'may have fields of any name', odd],
  ];
}

/** Fills an object whose fields the contract leaves open; names that pollute prototypes come from hostile senders only. */
function freeObjects(site: CaseSite): GeneratedEvent[] {
  // JSON.parse makes __proto__ a plain key; an object literal would set the prototype.
  const polluting: Json = JSON.parse('{"__proto__":{"polluted":true},"constructor":1}');
  const hostile = validEvents(site, 'open', [['proto-key', 'may have __proto__ as a key', polluting]]);
  return [
    ...validEvents(site, 'open', openObjects()),
    ...hostile.map((made): GeneratedEvent => ({ ...made, level: 'SHOULD', isHostile: true })),
  ];
}

function otherSpellings(site: CaseSite): GeneratedEvent[] {
  const { schema } = site;
  const types = typesOf(schema) ?? [];
  const { valid: known } = formatValues(schema.format);
  if (known) return validEvents(site, String(schema.format), known);
  if (types.includes('array') && !schema.minItems) return otherLists(site);
  const constrained =
    schema.enum ?? schema.format ?? schema.pattern ?? schema.maxLength ?? schema.minLength ?? schema.const;
  if (types.includes('string') && constrained === undefined) {
    return [
      ...validEvents(site, 'unicode', [[undefined, 'may hold any characters', 'Zoë 你好 🛍️ \u2028 "quoted" \\ نعم']]),
      ...validEvents(site, 'empty', [[undefined, 'may be empty', '']]),
    ];
  }
  if (!(types.includes('number') || types.includes('integer')) || schema.enum) return [];
  // What is not allowed here is left out when the contract has judged it.
  return validEvents(site, 'number', [
    ['fraction', 'may have a fraction', 12.75],
    ['zero', 'may be zero', 0],
    ['negative', 'may be negative', -1],
    ['large', 'may be larger than 32 bits hold', 3_000_000_000],
    ['small', 'may have many decimals', 0.123456789],
  ]);
}

function otherLists(site: CaseSite): GeneratedEvent[] {
  const { schema, event, place } = site;
  const none = ['empty', 'may be empty', []] as const;
  const items = valueAt(event, place);
  const isFixed = schema.uniqueItems || schema.maxItems !== undefined;
  if (isFixed || !Array.isArray(items) || items.length === 0) return validEvents(site, 'array', [none]);
  return validEvents(site, 'array', [
    none,
    ['repeated', 'may hold the same item twice', [items[0], items[0]]],
    ['many', 'may hold many items', Array(100).fill(items[0])],
  ]);
}
