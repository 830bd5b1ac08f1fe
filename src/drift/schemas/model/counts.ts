import { type Fact, type Member, readInner } from './conjunction.ts';
import { facts, frontLength, isImpossible, type ResolvedSchema, resolveMembers } from './resolved-schema.ts';

/**
 * Finds how many items or properties there may be at most where no limit says it: what nothing may stand in ends a list, and
 * names that nothing may be called by empty an object.
 */
export function impliedMost(resolved: ResolvedSchema, keyword: 'maxItems' | 'maxProperties'): Fact<number>[] {
  if (keyword === 'maxProperties')
    return resolved.leaves
      .filter((leaf) => allowsNothing(resolved, leaf, 'propertyNames'))
      .map(({ pointer }) => ({ value: 0, pointer: `${pointer}/propertyNames` }));
  return [...resolved.leaves.flatMap((leaf) => endOf(resolved, leaf)), ...unevaluatedEnd(resolved)];
}

/** Finds how many items or properties there may be at most; infinite where nothing says it. */
export function mostOf(resolved: ResolvedSchema, keyword: 'maxItems' | 'maxProperties'): number {
  const all = [...facts<number>(resolved, keyword), ...impliedMost(resolved, keyword)].map(({ value }) => value);
  return Math.min(Number.POSITIVE_INFINITY, ...all);
}

function endOf(resolved: ResolvedSchema, leaf: Member): Fact<number>[] {
  const { prefixItems } = leaf.schema;
  const front: unknown[] = Array.isArray(prefixItems) ? prefixItems : [];
  const closed = front.findIndex((item) => isNothing(resolved, leaf, item));
  if (closed >= 0) return [{ value: closed, pointer: `${leaf.pointer}/prefixItems/${closed}` }];
  if (!allowsNothing(resolved, leaf, 'items')) return [];
  return [{ value: front.length, pointer: `${leaf.pointer}/items` }];
}

/** Finds where a list ends because what nobody tells of is refused; where `contains` tells of items, it does not. */
function unevaluatedEnd(resolved: ResolvedSchema): Fact<number>[] {
  if (!hasUnevaluatedRest(resolved)) return [];
  return resolved.leaves
    .filter((leaf) => allowsNothing(resolved, leaf, 'unevaluatedItems'))
    .map(({ pointer }) => ({ value: frontLength(resolved), pointer: `${pointer}/unevaluatedItems` }));
}

/** Tells whether what `unevaluatedItems` asks for holds of all items behind those in front. */
export function hasUnevaluatedRest(resolved: ResolvedSchema): boolean {
  return ['items', 'contains', 'if', 'dependentSchemas'].every((keyword) => facts(resolved, keyword).length === 0);
}

function allowsNothing(resolved: ResolvedSchema, leaf: Member, keyword: string): boolean {
  const schema = leaf.schema[keyword];
  return schema !== undefined && !Array.isArray(schema) && isNothing(resolved, leaf, schema);
}

function isNothing({ context }: ResolvedSchema, leaf: Member, schema: unknown): boolean {
  // Most say what may stand there, and need no closer look.
  if (schema === true || schema === undefined) return false;
  return schema === false || isImpossible(resolveMembers(context, [readInner(context, leaf, schema, leaf.pointer)]));
}
