import {
  type BranchSelection,
  misplacedSelection,
  namedSelection,
  outerSelection,
} from '../../../doctor/branch-selection.ts';
import { readDiscriminator } from '../../../openapi/discriminator.ts';
import { isObject } from '../../../schema/json.ts';
import { fromPointer, toPointer } from '../../../schema/pointer.ts';
import type { Schema } from '../../../schema/types.ts';
import { type Part, partAt } from './conjunction.ts';
import { follow, type World } from './context.ts';
import { objectOf, propertyParts, type Shape, shapeOf } from './resolved-schema.ts';

/** One way through all unions of a place: what holds if it is the one. */
export interface Alternative {
  parts: Part[];
  /** What it is called: the last token of its reference, or its title. */
  name: string | undefined;
  /** Where its branch is written in the union. */
  at: string;
  /** The branch alone, without what holds beside the union; undefined where there is no union, and one way only. */
  own?: Part;
}

export interface Choice {
  kind: 'oneOf' | 'anyOf';
  /** Where the union is written. */
  at: string;
  alternatives: Alternative[];
  /** The property that a discriminator names, and where. */
  discriminator: { name: string; at: string } | undefined;
}

/** More ways than this through the unions of one place are not told apart. */
export const mostAlternatives = 2_000;

/**
 * The first union of a place, as alternatives that hold all else of the place too; undefined where there is none. A
 * discriminator that stands beside another property's union, or names a property of the union's holder, is read as it is meant.
 */
export function choiceOf(shape: Shape): Choice | undefined {
  const { world } = shape;
  for (const [index, leaf] of shape.leaves.entries()) {
    const others = shape.leaves.filter((_, at) => at !== index);
    const found = unionOf(world, leaf);
    if (!found) continue;
    const { rest, branches, ...choice } = found;
    const alternatives = branches.map(({ part, tag, name, at }) => ({
      name,
      at,
      own: part,
      // What the branch was chosen by comes last, so that the branch's own list of values is the one that is shown.
      parts: [...others, rest, part, ...(tag ? [tag] : [])],
    }));
    return { ...choice, alternatives };
  }
  return undefined;
}

/** The union of one leaf, as it is meant; undefined where it has none. */
export function unionOf(world: World, leaf: Part): Found | undefined {
  return ownChoice(world, leaf) ?? tiedChoice(world, leaf);
}

export interface Found extends Omit<Choice, 'alternatives'> {
  /** The leaf without its union. */
  rest: Part;
  branches: { part: Part; tag?: Part; name: string | undefined; at: string }[];
}

function ownChoice(world: World, { schema, at, ...via }: Part): Found | undefined {
  const kind = Array.isArray(schema.oneOf) ? 'oneOf' : Array.isArray(schema.anyOf) ? 'anyOf' : undefined;
  if (!kind) return undefined;
  const { [kind]: union, discriminator, ...own } = schema;
  // A second union of the same place is the next choice.
  const rest = kind === 'oneOf' && own.anyOf ? { ...own } : own;
  const declared =
    isObject(discriminator) && typeof discriminator.propertyName === 'string' ? discriminator : undefined;
  const list = (union as unknown[]).map((branch, index) => {
    const place = `${at}/${kind}/${index}`;
    return { part: partAt(world, branch, place), name: nameOf(branch), at: place };
  });
  const tagged = declared && taggedBranches(world, schema, list, at);
  return {
    kind,
    at: `${at}/${kind}`,
    rest: { schema: rest, at, ...via },
    branches: tagged ?? list,
    discriminator: tagged && declared ? { name: String(declared.propertyName), at: `${at}/discriminator` } : undefined,
  };
}

function nameOf(branch: unknown): string | undefined {
  if (!isObject(branch)) return undefined;
  if (typeof branch.$ref === 'string') return branch.$ref.split('/').at(-1);
  return typeof branch.title === 'string' ? branch.title : undefined;
}

/** Branches with the values that choose them; undefined where one has none, since then the discriminator chooses nothing. */
function taggedBranches(
  world: World,
  schema: Schema,
  list: Found['branches'],
  at: string,
): Found['branches'] | undefined {
  const union = readDiscriminator(world.document, schema);
  const all = union?.branches.flatMap(({ values }) => values) ?? [];
  return union?.branches.map(({ values, from, isDefault }, index) => {
    const own = tagSchema(union.property, values);
    // The default branch is for all values but those of the others.
    const others = {
      not: tagSchema(
        union.property,
        all.filter((value) => !values.includes(value)),
      ),
    };
    const place = `${at}/discriminator${from === 'mapping' ? '/mapping' : ''}`;
    return { ...(list[index] as Found['branches'][number]), tag: { schema: isDefault ? others : own, at: place } };
  });
}

function tagSchema(property: string, values: readonly unknown[]): Schema {
  return { type: 'object', required: [property], properties: { [property]: { enum: [...values] } } };
}

/** A union in a property that another property chooses from. */
function tiedChoice(world: World, leaf: Part): Found | undefined {
  const selection = selectionOf(world, leaf);
  if (!selection) return undefined;
  const { schema, at, ...via } = leaf;
  const { tag, property, groups, beside, nullable } = selection;
  const { [property]: union, ...properties } = objectOf(schema.properties);
  const { discriminator: _, ...own } = schema;
  const unionAt = follow(world, union, at + toPointer(['properties', property])).at;
  return {
    kind: 'oneOf',
    at: unionAt,
    rest: { schema: { ...own, properties: { ...properties, [property]: {} } }, at, ...via },
    discriminator: {
      name: tag,
      at: schema.discriminator ? `${at}/discriminator` : at + toPointer(['properties', tag]),
    },
    branches: groups.map(({ values, branch }, index) => {
      const whole = nullable ? { anyOf: [branch, { enum: [null] }] } : branch;
      const held: Schema =
        Object.keys(beside).length > 0 ? { ...beside, allOf: [...(beside.allOf ?? []), whole] } : whole;
      const placeOf = `${unionAt}/${index}`;
      return {
        part: { schema: { properties: { [property]: held } }, at: placeOf },
        tag: { schema: tagSchema(tag, values), at: `${at}/discriminator/mapping` },
        name: nameOf(branch),
        at: placeOf,
      };
    }),
  };
}

/** Holders without a union in a property are many, and need no second look. */
function selectionOf(world: World, { schema, at }: Part): BranchSelection | undefined {
  const unions = Object.entries(objectOf(schema.properties)).filter(([, own]) => holdsUnion(world, own));
  if (unions.length === 0) return undefined;
  const holder = { path: fromPointer(at), schema };
  const names = unions.map(([name]) => name);
  return (misplacedSelection(world.document, holder) ??
    names.map((name) => outerSelection(world.document, holder, name)).find((each) => each !== undefined) ??
    names
      .map((name) => namedUnion(world, schema, name) && namedSelection(world.document, holder, name, { partly: true }))
      .find((each) => each !== undefined) ??
    undefined) as BranchSelection | undefined;
}

function holdsUnion(world: World, schema: unknown): boolean {
  const { node } = isObject(schema) ? follow(world, schema, '') : { node: undefined };
  return isObject(node) && (Array.isArray(node.oneOf) || Array.isArray(node.anyOf));
}

/** A union with a discriminator of its own needs no help. */
function namedUnion(world: World, { properties }: Schema, name: string): true | undefined {
  const { node } = follow(world, objectOf(properties)[name], '');
  return isObject(node) && !isObject(node.discriminator) ? true : undefined;
}

/** The property whose values tell alternatives apart: each lists its own, requires it, and none is in two lists. */
export function tagOf(world: World, { alternatives, discriminator }: Choice): Tagged | undefined {
  const shapes = alternatives.map(({ parts }) => shapeOf(world, parts));
  const first = shapes[0];
  if (!first) return undefined;
  const names = [...(discriminator ? [discriminator.name] : []), ...first.names.keys()];
  for (const name of new Set(names)) {
    const lists = shapes.map((shape) => (shape.required.has(name) ? listedAt(shape, name) : undefined));
    if (!lists.every((list) => list !== undefined && list.length > 0)) continue;
    const all = lists.flat();
    if (new Set(all).size === all.length) return { name, values: lists as string[][] };
  }
  return undefined;
}

export interface Tagged {
  name: string;
  /** The values of each alternative. */
  values: string[][];
}

function listedAt(shape: Shape, name: string): string[] | undefined {
  const listed = shapeOf(shape.world, propertyParts(shape, name)).values?.value;
  return listed?.every((value) => typeof value === 'string') ? (listed as string[]) : undefined;
}
