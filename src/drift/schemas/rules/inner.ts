import type { Difference, Effect, Pair } from '../difference.ts';
import { type Member, readInner } from '../model/conjunction.ts';
import type { ResolvedSchema } from '../model/resolved-schema.ts';

/** Says how what a schema allows compares with what another one does; `other` where that cannot be told. */
export type Relation = 'same' | 'wider' | 'narrower' | 'other';

/** Reads the schemas that the leaves of a location hold under a keyword, or under a name within it. */
export function innerMembers({ context, leaves }: ResolvedSchema, keyword: string, name?: string): Member[] {
  return leaves.flatMap((leaf) => {
    const held = leaf.schema[keyword];
    const schema = name === undefined ? held : (held as Record<string, unknown> | undefined)?.[name];
    if (schema === undefined) return [];
    const pointer = `${leaf.pointer}/${keyword}${name === undefined ? '' : `/${name}`}`;
    return [readInner(context, leaf, schema, pointer)];
  });
}

/** Finds how two inner schemas compare, each by itself. */
export function relationOf(pair: Pair, old: readonly Member[], now: readonly Member[]): Relation {
  return together(pair.comparison.compareMembers(old, now, pair).map(relationByDifference));
}

/** Finds what several relations come to, all of which hold at once. */
export function together(relations: readonly Relation[]): Relation {
  const all = new Set(relations);
  all.delete('same');
  const [only = 'same', another] = all;
  return another === undefined ? only : 'other';
}

/** Turns a relation round, as a negation does. */
export function reversed(relation: Relation): Relation {
  return relation === 'wider' ? 'narrower' : relation === 'narrower' ? 'wider' : relation;
}

/** Says what a relation does to the set of allowed values. */
export const effectOf: Record<Relation, Effect> = {
  same: 'none',
  wider: 'widens',
  narrower: 'narrows',
  other: 'unclear',
};

/** A name that comes into an open object, or goes from it, is declared or free: for readers little, and for a set of values all. */
export function relationByDifference({ rule, effect, suspected }: Difference): Relation {
  if (suspected) return 'other';
  if (rule === 'property-added') return effect === 'none' ? 'narrower' : 'wider';
  if (rule === 'property-removed') return effect === 'ends' ? 'narrower' : 'wider';
  if (rule === 'enum-value-removed' || rule === 'value-forbidden') return 'narrower';
  if (effect === 'widens') return 'wider';
  if (effect === 'narrows') return 'narrower';
  return effect === 'none' || effect === 'prose' ? 'same' : 'other';
}
