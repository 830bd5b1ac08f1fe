import { waysOf } from './conditions.ts';
import { tagValues } from './describe.ts';
import { combine, flatten } from './flatten.ts';
import { impossible } from './hints.ts';
import { isObject } from './json.ts';
import { patternedKeys } from './strings.ts';
import type { Discriminator, Schema } from './types.ts';

/** One way through all unions of a schema. */
export interface Variant {
  /** The discriminator values that choose this way, outermost first: `[{path: ['kind'], values: ['paid', 'due']}]`. */
  tags: Tag[];
  /** The branches of unions without a discriminator on this way, other than the first, counted from 0. */
  branches: Branch[];
  /** The schema along this way: no `allOf`, `oneOf`, `anyOf` or `if` is left in it. */
  schema: Schema;
}

export interface Tag {
  path: string[];
  values: string[];
}

export interface Branch {
  path: string[];
  index: number;
  /** Set where the choice is that of `if`, and this is the way by which it is not met. */
  otherwise?: true;
}

/** More ways than this are not told apart. */
export const mostVariants = 2_000;

/**
 * Every way through the unions and conditions of a dereferenced schema. Independent ones are varied one at a time, so
 * that the count is their sum and not their product.
 */
export function variantsOf(schema: Schema, path: string[] = []): Variant[] {
  const flat = withDependents(flatten(schema));
  const choices = choicesOf(flat);
  if (choices.length > 0) return variedChoices(withoutChoices(flat), choices, path).slice(0, mostVariants);
  const parts = partsOf(flat).map((part) => ({ ...part, ways: variantsOf(part.schema, [...path, part.token]) }));
  const first = parts.map(({ ways }) => ways[0] as Variant);
  const all = [assemble(flat, parts, first)];
  for (const [index, { ways }] of parts.entries()) {
    for (const other of ways.slice(1)) all.push(assemble(flat, parts, first.with(index, other)));
  }
  return all.slice(0, mostVariants);
}

/** One alternative of a choice: what it adds, and how it is told apart. */
interface Way {
  schema: Schema;
  tag?: { property: string; values: unknown[] };
  index: number;
  otherwise?: true;
}

/** The alternatives that a schema offers at one point, given what else holds. */
type Choice = (own: Schema) => Way[];

function choicesOf(flat: Schema): Choice[] {
  const parts = [flat, ...(flat.more ?? [])];
  const unions = parts.flatMap(({ oneOf, anyOf, discriminator }) => [
    ...(oneOf ? [unionChoice(oneOf, discriminator)] : []),
    ...(anyOf ? [unionChoice(anyOf, discriminator)] : []),
  ]);
  const conditions = parts.filter((part) => part.if && (part.then || part.else)).map(conditionChoice);
  return [...unions, ...conditions];
}

function unionChoice(branches: Schema[], discriminator: Discriminator | undefined): Choice {
  const property = discriminator?.propertyName;
  return () =>
    branches.map((branch, index) => {
      const values = discriminator ? tagValues({ oneOf: [branch] }, discriminator.propertyName) : [];
      const tag = property !== undefined && values.length > 0 ? { tag: { property, values } } : {};
      return { schema: flatten(branch), index, ...tag };
    });
}

function conditionChoice(condition: Schema): Choice {
  return (own) =>
    waysOf(own, condition).map((schema, index) => ({
      schema,
      index,
      ...(index > 0 ? { otherwise: true as const } : {}),
    }));
}

function withoutChoices(flat: Schema): Schema {
  const { oneOf, anyOf, discriminator, if: _, then, else: __, more = [], ...own } = flat;
  const others = more.filter((part) => !part.oneOf && !part.anyOf && !part.if);
  return others.length > 0 ? { ...own, more: others } : own;
}

/** The first way through all choices, and every other way of each, the rest being chosen to fit. */
function variedChoices(own: Schema, choices: readonly Choice[], path: string[]): Variant[] {
  const chosen = (fixed?: { choice: Choice; way: Way }): Way[] => {
    let known = fixed ? combine(own, fixed.way.schema) : own;
    return choices.flatMap((choice) => {
      if (choice === fixed?.choice) return [fixed.way];
      const ways = choice(known);
      const way = ways.find(({ schema }) => !impossible(combine(known, schema))) ?? ways[0];
      if (way) known = combine(known, way.schema);
      return way ? [way] : [];
    });
  };
  const first = chosen();
  const others = choices.flatMap((choice, at) =>
    choice(own)
      .filter(({ index }) => index !== first[at]?.index)
      .map((way) => chosen({ choice, way })),
  );
  return [first, ...others].flatMap((ways) => alongWays(own, ways, path));
}

function alongWays(own: Schema, ways: readonly Way[], path: string[]): Variant[] {
  const tags = ways.flatMap(({ tag }) => (tag ? [tagOf([...path, tag.property], tag.values)] : []));
  const branches = ways
    .filter(({ tag, index }) => !tag && index > 0)
    .map(({ index, otherwise }): Branch => ({ path, index, ...(otherwise ? { otherwise } : {}) }));
  const schema = ways.reduce((all, way) => combine(all, way.schema), own);
  return variantsOf(schema, path).map((way) => ({
    ...way,
    tags: [...tags, ...way.tags],
    branches: [...branches, ...way.branches],
  }));
}

/** What an object must be once it has a property: the fullest example has all, so all of it is asked for at once. */
function withDependents(flat: Schema): Schema {
  const { dependentSchemas, ...own } = flat;
  if (!dependentSchemas) return flat;
  const named = Object.fromEntries(Object.keys(dependentSchemas).map((name): [string, Schema] => [name, {}]));
  const declared = combine(own, { properties: named });
  return flatten(Object.values(dependentSchemas).map(flatten).reduce(combine, declared));
}

/** A schema inside another, and where its value stands in an event. */
interface Part {
  token: string;
  schema: Schema;
  put(whole: Schema, schema: Schema): Schema;
}

function partsOf({ properties, items, additionalProperties, prefixItems, patternProperties }: Schema): Part[] {
  const named = Object.entries(properties ?? {}).map(
    ([name, schema]): Part => ({
      token: name,
      schema,
      put: (whole, child) => ({ ...whole, properties: replaced(whole.properties, name, child) }),
    }),
  );
  const list: Part[] = items
    ? [{ token: '*', schema: items, put: (whole, child) => ({ ...whole, items: child }) }]
    : [];
  const others: Part[] = isObject(additionalProperties)
    ? [
        {
          token: '+',
          schema: additionalProperties,
          put: (whole, additional) => ({ ...whole, additionalProperties: additional }),
        },
      ]
    : [];
  const first = (prefixItems ?? []).map(
    (schema, index): Part => ({
      token: String(index),
      schema,
      put: (whole, child) => ({ ...whole, prefixItems: (whole.prefixItems ?? []).with(index, child) }),
    }),
  );
  const patterned = patternedKeys({ patternProperties: patternProperties ?? {} }).map(
    ({ key, pattern, schema }): Part => ({
      token: key,
      schema,
      put: (whole, child) => ({ ...whole, patternProperties: replaced(whole.patternProperties, pattern, child) }),
    }),
  );
  return [...named, ...list, ...others, ...first, ...patterned];
}

/** A copy with one entry replaced; a name such as `__proto__` stays a plain name. */
function replaced(all: Record<string, Schema> | undefined, name: string, schema: Schema): Record<string, Schema> {
  return Object.fromEntries(Object.entries(all ?? {}).map(([key, own]) => [key, key === name ? schema : own]));
}

function assemble(flat: Schema, parts: readonly Part[], ways: readonly Variant[]): Variant {
  const schema = parts.reduce((whole, part, index) => part.put(whole, ways[index]?.schema ?? part.schema), flat);
  return { schema, tags: ways.flatMap(({ tags }) => tags), branches: ways.flatMap(({ branches }) => branches) };
}

function tagOf(path: string[], values: unknown[]): Tag {
  return { path, values: values.filter((value) => typeof value === 'string') };
}
