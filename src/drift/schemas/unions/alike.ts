import { type ResolvedSchema, resolveMembers, resolveProperty } from '../model/resolved-schema.ts';
import { sharedTypes } from '../model/types.ts';
import type { ResolvedUnion, UnionBranch } from '../model/unions.ts';

/** Of so many pairs none is looked at: unions so large are told by names. */
const mostPairs = 2_500;
/** Alternatives that share fewer of their properties are others. */
const leastLikeness = 0.5;

interface BothSides<T> {
  old: T;
  new: T;
}

/**
 * Pairs alternatives of two documents that have most of their properties in common, or the same types where they have none: the
 * most alike first. Gives the old one by the new one.
 */
export function alikeBranches(
  unions: BothSides<ResolvedUnion>,
  left: BothSides<readonly UnionBranch[]>,
): Map<UnionBranch, UnionBranch> {
  const paired = new Map<UnionBranch, UnionBranch>();
  if (left.old.length * left.new.length > mostPairs) return paired;
  const [before, after] = [resolvedIn(unions.old, left.old), resolvedIn(unions.new, left.new)];
  const pairs = after.flatMap((now) => before.map((old) => ({ old, now, likeness: likenessOf(old.own, now.own) })));
  const taken = new Set<UnionBranch>();
  for (const { old, now, likeness } of pairs.toSorted((a, b) => b.likeness - a.likeness)) {
    if (likeness < leastLikeness || taken.has(old.branch) || paired.has(now.branch)) continue;
    paired.set(now.branch, old.branch);
    taken.add(old.branch);
  }
  return paired;
}

function resolvedIn({ context }: ResolvedUnion, branches: readonly UnionBranch[]) {
  return branches.map((branch) => ({
    branch,
    own: resolveMembers(context, branch.own ? [branch.own] : branch.members),
  }));
}

/** Says how much of their shape two schemas share, from 0 to 1; nothing where their types or constants keep them apart. */
function likenessOf(a: ResolvedSchema, b: ResolvedSchema): number {
  if (a.types && b.types && sharedTypes(a.types.value, b.types.value).length === 0) return 0;
  const shared = [...a.names.keys()].filter((name) => b.names.has(name));
  if (shared.some((name) => keepApart(resolveProperty(a, name), resolveProperty(b, name)))) return 0;
  const all = new Set([...a.names.keys(), ...b.names.keys()]).size;
  if (all > 0) return shared.length / all;
  return a.types && b.types && a.types.value.join() === b.types.value.join() ? 1 : 0;
}

function keepApart({ values: a }: ResolvedSchema, { values: b }: ResolvedSchema): boolean {
  return a !== undefined && b !== undefined && !a.value.some((value) => b.value.includes(value));
}
