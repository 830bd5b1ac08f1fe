import { type Definitions, isDefinitionReference } from './definitions.ts';
import { isObject } from './json.ts';
import type { Schema } from './types.ts';

/** Definitions are written out so deep as long as all comes to no more than so many schemas. */
const mostLevels = 2;
const mostSchemas = 2_000;

/** Chooses how many definitions are written out one inside the other: a schema may hold many times the last level. */
export function levelsFor(schema: Schema, definitions: Definitions): number {
  if (Object.keys(definitions).length === 0) return 0;
  const known = new Map<string, number>();
  const size = (value: unknown, levels: number): number => {
    if (Array.isArray(value)) return value.reduce((sum: number, each) => sum + size(each, levels), 0);
    if (!isObject(value)) return 0;
    if (!isDefinitionReference(value.$ref)) return 1 + size(Object.values(value), levels);
    if (levels === 0) return 1;
    const key = `${levels} ${value.$ref}`;
    const found = known.get(key) ?? size(definitions[value.$ref], levels - 1);
    known.set(key, found);
    return found;
  };
  const most = mostSchemas + 2 * size(schema, 0);
  const levels = Array.from({ length: mostLevels }, (_, index) => mostLevels - index);
  return levels.find((each) => size(schema, each) <= most) ?? 0;
}
