import { type Difference, located, type UnionPair } from '../difference.ts';
import { resolveMembers } from '../model/resolved-schema.ts';
import type { ResolvedUnion, UnionBranch } from '../model/unions.ts';
import { mayOverlap } from './may-overlap.ts';
import { siblingsIn } from './siblings.ts';

/**
 * Suspects that a `oneOf` refuses now what fits two of its branches, or no longer does: what is written tells only that it
 * may be so, and an event must show it. What was found already needs no suspicion.
 */
export function suspectedOverlaps(pair: UnionPair, found: readonly Difference[]): Difference[] {
  const { old, new: now } = pair.unions;
  if (found.some(({ rule, pointer }) => rule === 'union-kind-changed' && pointer === now.pointer)) return [];
  // What is said of a union inside an alternative shows values of that one alone.
  const isKnown = found.some(
    ({ rule, effect, pointer }) =>
      rule === 'union-branch-added' && effect === 'narrows' && parentOf(pointer) === now.pointer,
  );
  // That an overlapping alternative is gone is risky, and says what may come of it.
  const isTold = found.some(
    ({ rule, effect, pointer }) =>
      rule === 'union-branch-removed' && ['ends', 'vanishes'].includes(effect) && parentOf(pointer) === old.pointer,
  );
  const common = { before: null, after: null, pointer: now.pointer, suspected: true } as const;
  const overlap = (side: 'old' | 'new') => ({ union: pair.unions[side], side, changed: found });
  const added = {
    rule: 'union-overlap-added',
    effect: 'narrows',
    what: 'what fits two of the alternatives is refused now',
  } as const;
  const removed = {
    rule: 'union-overlap-removed',
    effect: 'widens',
    what: 'what fitted two of the alternatives was refused, and may come now',
  } as const;
  return [
    ...(!isKnown && hasOverlap(now) ? [located({ ...added, ...common, overlap: overlap('new') }, pair)] : []),
    ...(!isTold && hasOverlap(old)
      ? [located({ ...removed, ...common, pointer: old.pointer, overlap: overlap('old') }, pair)]
      : []),
  ];
}

function parentOf(pointer: string): string {
  return pointer.slice(0, pointer.lastIndexOf('/'));
}

/** Tells whether a value may fit two branches of a `oneOf`, which refuses it. */
export function hasOverlap(union: ResolvedUnion): boolean {
  const { kind, branches, context } = union;
  if (kind !== 'oneOf' || branches.length < 2) return false;
  const siblings = siblingsIn(union);
  // Of too many that nothing plain keeps apart it is taken that some overlap.
  return branches.some((branch) => siblings(resolveMembers(context, branch.members), branch)?.length !== 0);
}

/** Tells whether a value may fit another branch of a `oneOf` as well, which refuses it; `home` is the branch's document. */
export function overlaps({ kind, branches, context }: ResolvedUnion, branch: UnionBranch, home = context): boolean {
  if (kind !== 'oneOf') return false;
  const resolved = resolveMembers(home, branch.members);
  return branches.some((other) => other !== branch && mayOverlap(resolved, resolveMembers(context, other.members)));
}
