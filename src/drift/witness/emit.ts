import { isObject, mapValues } from '../../schema/json.ts';
import type { Schema } from '../../schema/types.ts';
import { type Part, partAt } from '../model/parts.ts';
import { type Found, unionOf } from '../model/unions.ts';
import { target, type World } from '../model/world.ts';

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
 * misplaced discriminators choose, and what OpenAPI 3.0 writes in its own way is written in the standard's.
 */
export function emit(world: World, parts: readonly Part[], reading: Reading): Schema {
  const names = new Map<string, string>();
  const defs: Record<string, Schema> = {};
  const waiting: Part[] = [];
  const refer = (reference: string, at: string): Schema => {
    const found = target(world, reference, at);
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
  const write = ({ schema, at }: Part): Schema => {
    if (typeof schema.$ref === 'string') {
      const { $ref, ...siblings } = schema;
      const own = refer($ref, at);
      return world.dialect === '3.0' || Object.keys(siblings).length === 0
        ? own
        : { allOf: [own, write({ schema: siblings, at })] };
    }
    const { allOf, ...own } = schema;
    const members = Array.isArray(allOf)
      ? allOf.map((each, index) => write(partAt(world, each, `${at}/allOf/${index}`)))
      : [];
    const written = writeOwn({ schema: own, at });
    return members.length === 0 ? written : { allOf: [written, ...members] };
  };
  const writeOwn = (part: Part): Schema => {
    const union = unionOf(world, part);
    if (!union) return keywords(part);
    const { rest, branches, kind, discriminator } = union;
    const tagged = discriminator && branches.every(({ tag }) => tag) && distinct(branches, discriminator.name);
    // A validator that follows a discriminator tries one branch and names the one thing that is wrong with it.
    const written = tagged
      ? {
          type: 'object',
          oneOf: branches.map(({ part: branch, tag }) => ({ ...tag?.schema, allOf: [write(branch)] })),
          discriminator: { propertyName: discriminator.name },
        }
      : {
          [reading === 'strict' || turned > 0 ? kind : 'anyOf']: branches.map(({ part: branch, tag }) =>
            tag ? { allOf: [write(branch), write(tag)] } : write(branch),
          ),
        };
    return { allOf: [write(rest), written] };
  };
  const keywords = ({ schema, at }: Part): Schema => {
    const written: Schema = {};
    const child = (value: unknown, key: string): Schema => write(partAt(world, value, `${at}/${key}`));
    for (const [key, value] of Object.entries(schema)) {
      if (dropped.has(key) || key.startsWith('x-')) continue;
      if (maps.includes(key) && isObject(value))
        written[key] = mapValues(value, (each, name) => child(each, `${key}/${name}`));
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
  const top: Schema = parts.length === 1 && first ? write(first) : { allOf: parts.map(write) };
  for (let part = waiting.pop(); part; part = waiting.pop()) defs[names.get(part.at) as string] = write(part);
  return { ...top, $defs: defs };
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
