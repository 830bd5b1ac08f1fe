import { fromPointer, valueAt } from '../../../schema/pointer.ts';
import type { Difference, UnionPair } from '../difference.ts';
import type { UnionBranch } from '../model/unions.ts';
import { compareIn } from './containment.ts';

/** Tells whether all branches changed in the same way: what fitted two of them fits both now, or neither. */
export function isChangedAlike(pair: UnionPair, paired: readonly [UnionBranch, UnionBranch][]): boolean {
  const [first, ...others] = paired.map(([a, b]) => {
    const found = compareIn(pair, a.members, b.members);
    return new Set(found.map((each) => changeKey(pair, each)));
  });
  return first !== undefined && others.every((each) => each.size === first.size && each.isSubsetOf(first));
}

/** Of these it matters what stands beside what came or went. */
const wholeRules = /^(union|all-of|keyword|discriminator|mapping|assertion)-/;

/** Writes what changed, where in its branch, and in which words. */
function changeKey({ old, new: now, ...pair }: UnionPair, { rule, before, after, pointer, trail }: Difference): string {
  const way = trail.slice(pair.trail.length).map(({ token }) => token);
  const place = trail.at(-1);
  const path = fromPointer(pointer);
  const words = wholeRules.test(rule)
    ? [place?.old, place?.new].map((side) => side?.members.map(({ schema }) => schema))
    : [old, now].map(({ context }) => valueAt(context.document, path));
  return JSON.stringify([rule, before, after, way, after === null ? words : words[1]]);
}
