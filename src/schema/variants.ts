import { userError } from '../errors.ts';
import { waysOf } from './conditions.ts';
import { type Definitions, resolveSchema } from './definitions.ts';
import { combine, flatten } from './flatten.ts';
import { levelsFor } from './levels.ts';
import { heightOf } from './samples/heights.ts';
import { impossible } from './samples/hints.ts';
import { type SchemaPart, schemaPartsOf, withParts } from './schema-parts.ts';
import type { Discriminator, Schema } from './types.ts';
import { tagValues } from './validate/describe.ts';

/** Holds one way through all unions of a schema. */
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

interface Branch {
  path: string[];
  index: number;
  /** Set where the choice is that of `if`, and this is the way by which it is not met. */
  otherwise?: true;
}

/** More ways than this are not told apart. */
export const mostVariants = 2_000;

/** Schemas that each demand two others come to millions within a few lines of a contract. */
const mostDefinitions = 20_000;

/** Holds how far definitions are still written out, and what in. */
interface Unrolling {
  definitions: Definitions;
  /** Bounds how many definitions may still follow one another, one inside the other. */
  left: number;
  /** Tells whether the optional is left out where it needs a definition, and unions take the branch that needs fewest. */
  isMinimal: boolean;
  /** Bounds how many definitions may still be written out in all. */
  budget: { definitions: number };
}

/**
 * Finds every way through the unions and conditions of a dereferenced schema. Independent ones are varied one at a time, so
 * that the count is their sum and not their product. A schema that contains itself is written out a few levels deep, and
 * ends as soon as it may.
 */
export function variantsOf(schema: Schema, definitions: Definitions = {}): Variant[] {
  return variantsAt(schema, [], {
    definitions,
    left: levelsFor(schema, definitions),
    isMinimal: false,
    budget: { definitions: mostDefinitions },
  });
}

function variantsAt(schema: Schema, path: string[], unrolling: Unrolling): Variant[] {
  const flat = withDependents(flatten(schema));
  const choices = choicesOf(flat, unrolling);
  if (choices.length > 0) return variedChoices(withoutChoices(flat), choices, path, unrolling).slice(0, mostVariants);
  const parts = schemaPartsOf(flat).map((part) => ({
    ...part,
    ways: waysInto(part, [...path, part.token], unrolling),
  }));
  const first = parts.map(({ ways }) => ways[0]);
  const all = [assemble(flat, parts, first)];
  for (const [index, { ways }] of parts.entries()) {
    for (const other of ways.slice(1)) all.push(assemble(flat, parts, first.with(index, other)));
  }
  return all.slice(0, mostVariants);
}

/** Gives the ways through a part; none where it is left out, lest a schema that contains itself goes on for ever. */
function waysInto({ schema, isNeeded }: SchemaPart, path: string[], unrolling: Unrolling): Variant[] {
  const { definitions, left, isMinimal } = unrolling;
  const resolved = resolveSchema(schema, definitions);
  if (resolved === schema) return variantsAt(schema, path, unrolling);
  if (unrolling.budget.definitions-- <= 0)
    throw userError('input', 'an example of what it describes holds too many values');
  if (left > 0 && !isMinimal) return variantsAt(resolved, path, { ...unrolling, left: left - 1 });
  // The smallest value passes no definition twice.
  const further = isMinimal ? left - 1 : Object.keys(definitions).length;
  return isNeeded && further >= 0
    ? variantsAt(resolved, path, { ...unrolling, left: further, isMinimal: true }).slice(0, 1)
    : [];
}

/** Holds one alternative of a choice: what it adds, and how it is told apart. */
interface Way {
  schema: Schema;
  tag?: { property: string; values: unknown[] };
  index: number;
  otherwise?: true;
}

/** Gives the alternatives that a schema offers at one point, given what else holds. */
type WaysOf = (own: Schema) => Way[];

function choicesOf(flat: Schema, unrolling: Unrolling): WaysOf[] {
  const parts = [flat, ...(flat.more ?? [])];
  const unions = parts.flatMap(({ oneOf, anyOf, discriminator }) =>
    [oneOf, anyOf].flatMap((branches) => (branches ? [unionChoice(branches, discriminator, unrolling)] : [])),
  );
  const conditions = parts
    .filter((part) => part.if && (part.then || part.else))
    .map((part) => conditionChoice(part, unrolling.definitions));
  return [...unions, ...conditions];
}

function unionChoice(
  branches: Schema[],
  discriminator: Discriminator | undefined,
  { definitions, isMinimal }: Unrolling,
): WaysOf {
  const property = discriminator?.propertyName;
  const heights = branches.map((branch) => heightOf(branch, definitions));
  const highest = isMinimal ? Math.min(...heights) : Number.MAX_VALUE;
  return () =>
    branches.flatMap((branch, index) => {
      if ((heights[index] as number) > highest) return [];
      const values = discriminator ? tagValues({ oneOf: [branch] }, discriminator.propertyName) : [];
      const tag = property !== undefined && values.length > 0 ? { tag: { property, values } } : {};
      return [{ schema: flatten(branch), index, ...tag }];
    });
}

function conditionChoice(condition: Schema, definitions: Definitions): WaysOf {
  return (own) =>
    waysOf(own, condition, definitions).map((schema, index) => ({
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

/** Follows the first way through all choices, and every other way of each, the rest being chosen to fit. */
function variedChoices(own: Schema, choices: readonly WaysOf[], path: string[], unrolling: Unrolling): Variant[] {
  const chosen = (fixed?: { choice: WaysOf; way: Way }): Way[] => {
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
  return [first, ...others].flatMap((ways) => alongWays(own, ways, path, unrolling));
}

function alongWays(own: Schema, ways: readonly Way[], path: string[], unrolling: Unrolling): Variant[] {
  const tags = ways.flatMap(({ tag }) => (tag ? [tagOf([...path, tag.property], tag.values)] : []));
  const branches = ways
    .filter(({ tag, index }) => !tag && index > 0)
    .map(({ index, otherwise }): Branch => ({ path, index, ...(otherwise ? { otherwise } : {}) }));
  const schema = ways.reduce((all, way) => combine(all, way.schema), own);
  return variantsAt(schema, path, unrolling).map((way) => ({
    ...way,
    tags: [...tags, ...way.tags],
    branches: [...branches, ...way.branches],
  }));
}

/** Asks for what an object must be once it has a property: the fullest example has all, so all of it is asked for at once. */
function withDependents(flat: Schema): Schema {
  const { dependentSchemas, ...own } = flat;
  if (!dependentSchemas) return flat;
  const named = Object.fromEntries(Object.keys(dependentSchemas).map((name): [string, Schema] => [name, {}]));
  const declared = combine(own, { properties: named });
  return flatten(Object.values(dependentSchemas).map(flatten).reduce(combine, declared));
}

function assemble(flat: Schema, parts: readonly SchemaPart[], ways: readonly (Variant | undefined)[]): Variant {
  return {
    schema: withParts(
      flat,
      parts,
      ways.map((way) => way?.schema),
    ),
    tags: ways.flatMap((way) => way?.tags ?? []),
    branches: ways.flatMap((way) => way?.branches ?? []),
  };
}

function tagOf(path: string[], values: unknown[]): Tag {
  return { path, values: values.filter((value) => typeof value === 'string') };
}
