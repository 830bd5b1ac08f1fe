import type { UnionPair } from '../difference.ts';
import { isIdentical } from '../model/equality.ts';
import type { UnionBranch } from '../model/unions.ts';
import { alikeBranches } from './alike.ts';
import { compareIn, isInside, onlyHas } from './containment.ts';

/** Of so many pairs of branches it is asked whether one is within the other. */
const mostHeldAgainst = 1_600;

/** Matches branches by name, by what is written in them, by what they allow, by their shape, and the last one left on each side. */
export function matchBranches(pair: UnionPair) {
  const left = new Set(pair.unions.old.branches);
  const paired: [UnionBranch, UnionBranch][] = [];
  let come = pair.unions.new.branches;
  const pairBy = (find: (after: UnionBranch, all: readonly UnionBranch[]) => UnionBranch | undefined): void => {
    come = come.filter((after) => {
      const before = find(after, [...left]);
      if (!before) return true;
      paired.push([before, after]);
      left.delete(before);
      return false;
    });
  };
  // What holds beside the union may differ, and is reported for each branch that stayed as it was.
  const isSame = ({ own: before }: UnionBranch, { own: after }: UnionBranch): boolean =>
    before !== undefined && after !== undefined && isIdentical(pair.comparison, [before], [after]);
  pairBy(
    (after, all) =>
      all.find(({ name }) => name !== undefined && name === after.name) ?? all.find((before) => isSame(before, after)),
  );
  pairBy((after, all) => all.find(({ members }) => onlyHas([], compareIn(pair, members, after.members))));
  // One that is within an old branch is that one, narrower, unless others share it.
  pairBy((after, all) => {
    if (all.length * come.length > mostHeldAgainst) return undefined;
    const holder = all.find((before) => isInside(pair, after, [before]));
    const isShared = come.some((other) => other !== after && holder && isInside(pair, other, [holder]));
    return isShared ? undefined : holder;
  });
  // What an alternative allowed all along is no other one that changed.
  const changed = come.filter((branch) => !isInside(pair, branch, pair.unions.old.branches));
  const alike = alikeBranches(pair.unions, { old: [...left], new: changed });
  pairBy((after) => alike.get(after));
  // One that is left on each side is taken to be the same one, changed.
  if (come.length === 1 && left.size === 1) pairBy((_, [last]) => last);
  return { paired, come, gone: [...left] };
}
