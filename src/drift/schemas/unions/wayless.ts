import type { Pair } from '../difference.ts';
import {
  isImpossible,
  isUnmeetable,
  itemMembers,
  type ResolvedSchema,
  resolveMembers,
  resolveProperty,
} from '../model/resolved-schema.ts';
import { type ResolvedUnion, resolveUnion, type UnionBranch } from '../model/unions.ts';
import { relationByDifference } from '../rules/inner.ts';
import { cutUp } from './containment.ts';

/** Deeper than this no union is looked into for a way through it. */
const deepestWay = 3;
const mostBranches = 50;
/** Bounds how many alternatives are held against each other. */
const mostHeldAgainst = 8;

/** Tells whether nothing can meet what is asked here, whichever branches of its unions are chosen. */
export function isWayless(resolved: ResolvedSchema, depth = 0): boolean {
  if (isUnmeetable(resolved)) return true;
  const union = depth < deepestWay ? resolveUnion(resolved) : undefined;
  if (!union || union.branches.length > mostBranches) return false;
  return union.branches.every(({ members }) => isWayless(resolveMembers(union.context, members), depth + 1));
}

/**
 * Tells the same with a closer look: at what must be in it, however deep, and at alternatives of `oneOf` that others allow, so
 * that they are refused.
 */
export function isNeverMet(pair: Pair, side: 'old' | 'new', resolved: ResolvedSchema, depth = 0): boolean {
  if (isImpossible(resolved)) return true;
  if (depth >= deepestWay) return false;
  const isNever = (inner: ResolvedSchema) => isNeverMet(pair, side, inner, depth + 1);
  const union = resolveUnion(resolved);
  if (union)
    return (
      union.branches.length <= mostBranches &&
      union.branches.every(
        (branch) => isNever(resolveMembers(union.context, branch.members)) || isRefused(pair, side, union, branch),
      )
    );
  const only = resolved.takesNull ? undefined : resolved.types?.value.join();
  if (only === 'object') return [...resolved.required.keys()].some((name) => isNever(resolveProperty(resolved, name)));
  return only === 'array' && hasFirst(resolved) && isNever(resolveMembers(resolved.context, itemMembers(resolved, 0)));
}

function hasFirst({ leaves }: ResolvedSchema): boolean {
  return leaves.some(({ schema: { minItems = 0 } }) => minItems > 0);
}

/** Tells whether others of a `oneOf` allow all that an alternative allows, so that nothing comes by it. */
export function isRefused(pair: Pair, side: 'old' | 'new', union: ResolvedUnion, own: UnionBranch): boolean {
  return isRefusedBeside(pair, side, { union, own }, own.members);
}

/** Tells whether others of a `oneOf` allow all that some of an alternative is, so that it is refused. */
export function isRefusedBeside(
  pair: Pair,
  side: 'old' | 'new',
  { union: { kind, branches }, own }: { union: ResolvedUnion; own: UnionBranch },
  part: UnionBranch['members'],
): boolean {
  if (kind !== 'oneOf' || branches.length < 2 || branches.length > mostHeldAgainst) return false;
  const context = pair[side].context;
  const comparison = { ...pair.comparison, old: context, new: context, known: new Map(), references: new Map() };
  const inOne = { ...pair, comparison, old: pair[side], new: pair[side] };
  const others = branches.filter((each) => each !== own);
  // What a union inside another one refuses is but suspected.
  const isHeld = (piece: UnionBranch['members']) =>
    others.some(({ members }) =>
      comparison
        .compareMembers(members, piece, inOne)
        .every((each) => !each.suspected && ['narrower', 'same'].includes(relationByDifference(each))),
    );
  return isHeld(part) || cutUp(resolveMembers(context, part)).every(isHeld);
}
