import { type Difference, located, type UnionPair } from '../difference.ts';
import { type ResolvedSchema, resolveMembers, resolveProperty, sharedTypes } from '../model/resolved-schema.ts';
import { type ResolvedUnion, resolveUnion, type UnionBranch } from '../model/unions.ts';

/** Of more branches it is taken that some overlap. */
const mostLookedAt = 60;

/**
 * Suspects that a `oneOf` refuses now what fits two of its branches, or no longer does: what is written tells only that it
 * may be so, and an event must show it. What was found already needs no suspicion.
 */
export function suspectedOverlaps(pair: UnionPair, found: readonly Difference[]): Difference[] {
  const { old, new: now } = pair.unions;
  if (found.some(({ rule }) => rule === 'union-kind-changed')) return [];
  const isKnown = found.some(({ rule, effect }) => rule === 'union-branch-added' && effect === 'narrows');
  // That an overlapping alternative is gone is risky, and says what may come of it.
  const isTold = found.some(
    ({ rule, effect }) => rule === 'union-branch-removed' && ['ends', 'vanishes'].includes(effect),
  );
  const common = { before: null, after: null, pointer: now.pointer, suspected: true } as const;
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
    ...(!isKnown && hasOverlap(now) ? [located({ ...added, ...common }, pair)] : []),
    ...(!isTold && hasOverlap(old) ? [located({ ...removed, ...common, pointer: old.pointer }, pair)] : []),
  ];
}

/** Tells whether a value may fit two branches of a `oneOf`, which refuses it. */
export function hasOverlap(union: ResolvedUnion): boolean {
  const { kind, branches } = union;
  if (kind !== 'oneOf' || branches.length < 2) return false;
  return branches.length > mostLookedAt || branches.some((branch) => overlaps(union, branch));
}

/** Tells whether a value may fit another branch of a `oneOf` as well, which refuses it; `home` is the branch's document. */
export function overlaps({ kind, branches, context }: ResolvedUnion, branch: UnionBranch, home = context): boolean {
  if (kind !== 'oneOf') return false;
  const resolved = resolveMembers(home, branch.members);
  return branches.some((other) => other !== branch && mayOverlap(resolved, resolveMembers(context, other.members)));
}

/** Deeper than this nothing is looked for that keeps two schemas apart. */
const deepestOverlap = 12;

/** Tells whether nothing keeps two schemas apart: not their types, and not the values of a property that one requires. */
function mayOverlap(a: ResolvedSchema, b: ResolvedSchema, depth = 0): boolean {
  if (a.takesNull && b.takesNull) return true;
  if (a.types && b.types && sharedTypes(a.types.value, b.types.value).length === 0) return false;
  if (a.values && b.values && !a.values.value.some((value) => b.values?.value.includes(value))) return false;
  if (depth > deepestOverlap) return true;
  // What is a union itself overlaps where one of its branches does.
  const [parts, others] = [partsOf(a), partsOf(b)];
  if (parts.length * others.length > 1 && parts.length * others.length <= mostLookedAt)
    return parts.some((part) => others.some((other) => mayOverlap(part, other, depth + 1)));
  return [...a.names.keys()]
    .filter((name) => b.names.has(name) && (a.required.has(name) || b.required.has(name)))
    .every((name) => mayOverlap(resolveProperty(a, name), resolveProperty(b, name), depth + 1));
}

function partsOf(resolved: ResolvedSchema): ResolvedSchema[] {
  const union = resolveUnion(resolved);
  return union ? union.branches.map(({ members }) => resolveMembers(union.context, members)) : [resolved];
}
