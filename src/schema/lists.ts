import { combine, flatten } from './flatten.ts';
import type { Json } from './json.ts';
import { sample } from './sample.ts';
import type { Schema } from './types.ts';
import { varied } from './varied.ts';

/** So many items of a list, such as `contains` does not ask for, as far as we know how. */
export function plainItems({ items = {}, uniqueItems }: Schema, count: number): Json[] {
  return repeated(items, count, uniqueItems);
}

/** So many items of a list, each such as `contains` asks for. */
export function wantedItems({ items = {}, contains = {}, uniqueItems }: Schema, count: number): Json[] {
  return repeated(combine(flatten(items), flatten(contains)), count, uniqueItems);
}

function repeated(schema: Schema, count: number, different: boolean | undefined): Json[] {
  const value = sample(schema);
  return Array.from({ length: count }, (_, index) => (different ? varied(value, index, schema) : value));
}
