import type { Difference, Pair, Position } from './difference.ts';
import type { Member } from './model/conjunction.ts';
import { type ResolvedSchema, resolveMembers } from './model/resolved-schema.ts';

/** Holds what both sides say of one place. */
export type BothMembers = [old: readonly Member[], now: readonly Member[]];

/** Reads something of both sides of a location. */
export function ofBoth<T>({ old, new: now }: Pair, read: (side: ResolvedSchema) => T): [old: T, now: T] {
  return [read(old), read(now)];
}

/** Resolves what both sides say of one place. */
export function resolveBoth({ comparison }: Pair, [old, now]: BothMembers) {
  return { old: resolveMembers(comparison.old, old), new: resolveMembers(comparison.new, now) };
}

/** Compares what a token leads to, if either side says anything of it. */
export function compareBelow(
  pair: Pair,
  token: string,
  [old, now]: BothMembers,
  selects = false,
): readonly Difference[] {
  if (old.length + now.length === 0) return [];
  return pair.comparison.compareMembers(old, now, { ...positionBelow(pair, token), selects });
}

/** Gives where a token leads from a location. */
export function positionBelow({ comparison, trail, types, from, old, new: now }: Pair, token: string): Position {
  return { comparison, trail: [...trail, { old, new: now, token }], types, selects: false, from };
}

/** Writes where the members of a conjunction are written, by which it is known. */
export function membersKey(members: readonly Member[]): string {
  return members
    .map(({ pointer, schema, within = '' }) => `${pointer}#${Object.keys(schema).length}${within}`)
    .toSorted()
    .join(',');
}
