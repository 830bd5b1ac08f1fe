import { tagValues } from './describe.ts';
import { combine, flatten } from './flatten.ts';
import { isObject } from './json.ts';
import type { Schema } from './types.ts';

/** One way through all unions of a schema. */
export interface Variant {
  /** The discriminator values that choose this way, outermost first: `[{path: ['kind'], values: ['paid', 'due']}]`. */
  tags: Tag[];
  /** The branches of unions without a discriminator on this way, other than the first, counted from 0. */
  branches: { path: string[]; index: number }[];
  /** The schema along this way: no `allOf`, `oneOf` or `anyOf` is left in it. */
  schema: Schema;
}

export interface Tag {
  path: string[];
  values: string[];
}

/** More ways than this are not told apart: each further union is then read by its first branch. */
export const mostVariants = 2_000;

/**
 * Every way through the unions of a dereferenced schema. Independent unions are varied one at a time, so that the count
 * is their sum and not their product.
 */
export function variantsOf(schema: Schema, path: string[] = []): Variant[] {
  const flat = flatten(schema);
  const union = flat.oneOf ?? flat.anyOf;
  if (union) return union.flatMap((branch, index) => branchVariants(flat, branch, index, path)).slice(0, mostVariants);
  const parts = Object.entries(flat.properties ?? {}).map(([name, child]) => ({
    name,
    ways: variantsOf(child, [...path, name]),
  }));
  const items = flat.items ? variantsOf(flat.items, [...path, '*']) : [];
  const first = new Map(parts.map(({ name, ways }) => [name, ways[0] as Variant]));
  const ways = [assemble(flat, first, items[0])];
  for (const { name, ways: others } of parts) {
    for (const other of others.slice(1)) ways.push(assemble(flat, new Map(first).set(name, other), items[0]));
  }
  for (const other of items.slice(1)) ways.push(assemble(flat, first, other));
  return ways.slice(0, mostVariants);
}

function branchVariants(flat: Schema, branch: Schema, index: number, path: string[]): Variant[] {
  const { oneOf, anyOf, discriminator, ...own } = flat;
  const values = discriminator ? tagValues({ oneOf: [branch] }, discriminator.propertyName) : [];
  const tags = discriminator && values.length > 0 ? [tagOf([...path, discriminator.propertyName], values)] : [];
  const branches = tags.length === 0 && index > 0 ? [{ path, index }] : [];
  return variantsOf(combine(own, flatten(branch)), path).map((way) => ({
    ...way,
    tags: [...tags, ...way.tags],
    branches: [...branches, ...way.branches],
  }));
}

function assemble(flat: Schema, properties: Map<string, Variant>, items: Variant | undefined): Variant {
  const schema: Schema = { ...flat };
  if (flat.properties) {
    schema.properties = Object.fromEntries([...properties].map(([name, way]) => [name, way.schema]));
  }
  if (items) schema.items = items.schema;
  if (isObject(flat.additionalProperties)) schema.additionalProperties = flatten(flat.additionalProperties);
  if (flat.prefixItems) schema.prefixItems = flat.prefixItems.map(flatten);
  const ways = [...properties.values(), ...(items ? [items] : [])];
  return { schema, tags: ways.flatMap(({ tags }) => tags), branches: ways.flatMap(({ branches }) => branches) };
}

function tagOf(path: string[], values: unknown[]): Tag {
  return { path, values: values.filter((value) => typeof value === 'string') };
}
