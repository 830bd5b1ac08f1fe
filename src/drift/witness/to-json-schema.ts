import { isObject, type Json, mapValues } from '../../schema/json.ts';
import type { Schema } from '../../schema/types.ts';
import { type Part, partAt } from '../schemas/model/conjunction.ts';
import { target, type World } from '../schemas/model/context.ts';
import { type Found, unionOf } from '../schemas/model/unions.ts';

/** How unions are read: by the letter, where what fits two of `oneOf` is refused, or so that fitting any is enough. */
export type Reading = 'strict' | 'lenient';

const lists = ['prefixItems'];
const maps = ['properties', 'patternProperties', 'dependentSchemas'];
const single = [
  'items',
  'additionalProperties',
  'not',
  'contains',
  'propertyNames',
  'if',
  'then',
  'else',
  'unevaluatedItems',
  'unevaluatedProperties',
];
const turning = new Set(['not', 'if']);
/** What a validator must not see: names of ours, of documents, and of a dialect that it does not speak. */
const dropped = new Set([
  '$ref',
  'allOf',
  'nullable',
  'discriminator',
  'example',
  'examples',
  'default',
  '$id',
  '$schema',
  '$anchor',
  '$defs',
  'xml',
]);

/**
 * A conjunction of schemas as one of JSON Schema 2020-12 that needs nothing around it: references lead into `$defs`,
 * misplaced discriminators choose, and what OpenAPI 3.0 writes in its own way is written in the standard's. With `events`
 * only what speaks of them is written: the rest of a large document costs nothing. Throws for what is too large or endless.
 */
export function emit(world: World, parts: readonly Part[], reading: Reading, events?: readonly Json[]): Schema {
  const names = new Map<string, string>();
  const defs: Record<string, Schema> = {};
  const waiting: Part[] = [];
  let size = 0;
  const refer = (reference: string, values: Values, hops: number): Schema => {
    const found = target(world, reference);
    if (values) return write(partAt(world, found.node, found.at), values, hops + 1);
    let name = names.get(found.at);
    if (name === undefined) {
      name = `s${names.size}`;
      names.set(found.at, name);
      waiting.push(partAt(world, found.node, found.at));
    }
    return { $ref: `#/$defs/${name}` };
  };
  // What allows more within a negation allows less without.
  let turned = 0;
  const write = ({ schema, at }: Part, values: Values, hops = 0): Schema => {
    const unevaluated = Object.keys(schema).filter((key) => key.startsWith('unevaluated'));
    if (unevaluated.length === 0) return writePlain({ schema, at }, values, hops);
    // They look at what stands beside them, and must not be moved into a member of their own.
    const { unevaluatedProperties, unevaluatedItems, ...others } = schema;
    const beside = keywords({ schema: { unevaluatedProperties, unevaluatedItems }, at }, values, hops);
    return { allOf: [writePlain({ schema: others, at }, values, hops)], ...beside };
  };
  const writePlain = ({ schema, at }: Part, values: Values, hops: number): Schema => {
    if (hops > mostHops || ++size > mostSchemas) throw new RangeError('too large to be written out');
    if (typeof schema.$ref === 'string') {
      const { $ref, ...siblings } = schema;
      const own = refer($ref, values, hops);
      return world.dialect === '3.0' || Object.keys(siblings).length === 0
        ? own
        : { allOf: [own, write({ schema: siblings, at }, values, hops)] };
    }
    const { allOf, ...own } = schema;
    const members = Array.isArray(allOf)
      ? allOf.map((each, index) => write(partAt(world, each, `${at}/allOf/${index}`), values, hops))
      : [];
    const written = writeOwn({ schema: own, at }, values, hops);
    return members.length === 0 ? written : { allOf: [written, ...members] };
  };
  const writeOwn = (part: Part, values: Values, hops: number): Schema => {
    const union = unionOf(world, part);
    if (!union) return keywords(part, values, hops);
    const { rest, branches, kind, discriminator } = union;
    const tagged = discriminator && branches.every(({ tag }) => tag) && distinct(branches, discriminator.name);
    // A validator that follows a discriminator tries one branch and names the one thing that is wrong with it.
    const written = tagged
      ? {
          type: 'object',
          oneOf: branches.map(({ part: branch, tag }) => ({ ...tag?.schema, allOf: [write(branch, values, hops)] })),
          discriminator: { propertyName: discriminator.name },
        }
      : {
          [reading === 'strict' || turned > 0 ? kind : 'anyOf']: branches.map(({ part: branch, tag }) =>
            tag ? { allOf: [write(branch, values, hops), write(tag, values, hops)] } : write(branch, values, hops),
          ),
        };
    return { allOf: [write(rest, values, hops), written] };
  };
  const keywords = ({ schema, at }: Part, values: Values, hops: number): Schema => {
    const written: Schema = {};
    const child = (value: unknown, key: string, name?: string): Schema => {
      const inner = within.has(key.split('/')[0] as string) ? innerValues(values, name) : values;
      return write(partAt(world, value, `${at}/${key}`), inner, inner === values ? hops : 0);
    };
    for (const [key, value] of Object.entries(schema)) {
      if (value === undefined || dropped.has(key) || key.startsWith('x-')) continue;
      if (maps.includes(key) && isObject(value))
        written[key] = mapValues(spoken(key, value, values), (each, name) =>
          child(each, `${key}/${name}`, key === 'properties' ? name : undefined),
        );
      else if (lists.includes(key) && Array.isArray(value))
        written[key] = value.map((each, index) => child(each, `${key}/${index}`));
      else if (single.includes(key)) {
        if (turning.has(key)) turned++;
        written[key] = typeof value === 'boolean' ? value : child(value, key);
        if (turning.has(key)) turned--;
      } else written[key] = value;
    }
    if (world.dialect === '3.0') bring(written, schema);
    return written;
  };
  const [first] = parts;
  const top: Schema =
    parts.length === 1 && first ? write(first, events) : { allOf: parts.map((part) => write(part, events)) };
  for (let part = waiting.pop(); part; part = waiting.pop())
    defs[names.get(part.at) as string] = write(part, undefined);
  return { ...top, $defs: defs };
}

type Values = readonly Json[] | undefined;

/** References, unions and the like that may follow one another without going deeper into an event. */
const mostHops = 60;
/** A validator of more schemas than this takes too long to make. */
const mostSchemas = 4_000;
/** Keywords whose schemas speak of what is inside a value. */
const within = new Set([
  'properties',
  'patternProperties',
  'additionalProperties',
  'items',
  'prefixItems',
  'contains',
  'unevaluatedProperties',
  'unevaluatedItems',
]);

/** The values inside others: under one name, or all that are there. */
function innerValues(values: Values, name: string | undefined): Values {
  return values?.flatMap((value): readonly Json[] => {
    if (Array.isArray(value)) return name === undefined ? value : [];
    if (!isObject(value)) return [];
    if (name === undefined) return Object.values(value) as Json[];
    return Object.hasOwn(value, name) ? [value[name] as Json] : [];
  });
}

/** Of declared properties only those that a value has: what is not there is neither right nor wrong. */
function spoken(key: string, declared: Record<string, unknown>, values: Values): Record<string, unknown> {
  if (!values || key !== 'properties') return declared;
  return Object.fromEntries(
    Object.entries(declared).filter(([name]) => values.some((value) => isObject(value) && Object.hasOwn(value, name))),
  );
}

/** Whether each branch is chosen by values that are texts and no other branch's. */
function distinct(branches: Found['branches'], name: string): boolean {
  const values = branches.flatMap(({ tag }) => tag?.schema.properties?.[name]?.enum ?? []);
  return values.every((value) => typeof value === 'string') && new Set(values).size === values.length;
}

/** OpenAPI 3.0's own words in those of the standard. */
function bring(
  written: Schema,
  { type, nullable, minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Schema,
): void {
  if (nullable === true && typeof type === 'string') written.type = [type, 'null'];
  for (const [side, mark, value] of [
    ['minimum', exclusiveMinimum, minimum],
    ['maximum', exclusiveMaximum, maximum],
  ] as const) {
    if (typeof mark !== 'boolean') continue;
    const other = side === 'minimum' ? 'exclusiveMinimum' : 'exclusiveMaximum';
    delete written[other];
    if (mark && value !== undefined) {
      written[other] = value;
      delete written[side];
    }
  }
}
