import { type Difference, type Effect, located, type Pair, type UnionPair } from '../difference.ts';
import type { Member } from '../model/conjunction.ts';
import type { DocumentContext } from '../model/context.ts';
import { isIdentical } from '../model/equality.ts';
import { isUnmeetable, type ResolvedSchema, resolveMembers } from '../model/resolved-schema.ts';
import type { ResolvedUnion, UnionBranch } from '../model/unions.ts';
import { alikeBranches } from './alike.ts';
import { hasOverlap, overlaps } from './overlaps.ts';

/** Compares each branch with its counterpart; what has none came, went, or was allowed by another branch all along. */
export function compareUndiscriminated(pair: UnionPair): readonly Difference[] {
  const { old, new: now } = pair.unions;
  const [before, after] = [old.branches, now.branches];
  const matched = matchBranches(pair);
  // What one union chooses may leave no way through the next one.
  const isEmpty = (context: DocumentContext, { members }: UnionBranch) =>
    isUnmeetable(resolveMembers(context, members));
  const paired = matched.paired.filter(([a, b]) => !isEmpty(old.context, a) && !isEmpty(now.context, b));
  // That a mapping no longer leads to a branch, and its own list excludes all else, is for the mapping to tell.
  const halves = old.discriminator && now.discriminator ? [] : matched.paired;
  const gone = [...matched.gone, ...halves.flatMap(([a, b]) => (isEmpty(now.context, b) ? [a] : []))].filter(
    (each) => !isEmpty(old.context, each),
  );
  const come = [...matched.come, ...halves.flatMap(([a, b]) => (isEmpty(old.context, a) ? [b] : []))].filter(
    (each) => !isEmpty(now.context, each),
  );
  const covers = (members: readonly Member[]): boolean =>
    after.some((each) => onlyHas(['widens', 'none'], compareIn(pair, members, each.members)));
  const contained = come.filter((branch) => isInside(pair, branch, before));
  const foreign = come.filter((branch) => !contained.includes(branch));
  // Where one side is no union, what stands there now is held against what is most like it.
  const liken = (before.length === 1 || after.length === 1) && foreign.length > 0 && paired.length === 0;
  const becameUnion =
    before.length === 1 && after.length > 1 && foreign.length + paired.length === 0 && !cutUp(pair.old).every(covers);
  const lost =
    liken || (before.length === 1 && contained.length > 0)
      ? []
      : gone.filter((branch) => !contained.some((each) => isInside(pair, each, [branch])));
  return [
    ...paired.flatMap(([a, b]) => entangled(old, a, compareIn(pair, a.members, b.members))),
    ...foreign.flatMap((branch) => (liken ? fewestDifferences(pair, branch) : addedBranch(pair, branch, 'widens'))),
    ...(before.length > 1 ? contained : []).map((branch) =>
      addedBranch(pair, branch, now.kind === 'oneOf' && overlaps(old, branch, now.context) ? 'narrows' : 'none'),
    ),
    ...(becameUnion ? [addedUnion(pair)] : []),
    ...(liken && after.length === 1 ? before : [])
      .filter(({ members }) => !covers(members))
      .map((branch) => removedBranch(pair, branch)),
    ...lost.map((branch) => removedBranch(pair, branch)),
    ...compareKinds(pair),
  ];
}

function compareIn(pair: Pair, old: readonly Member[], now: readonly Member[]): readonly Difference[] {
  return pair.comparison.compareMembers(old, now, pair);
}

/** Tells whether one of some alternatives of the old document allows all that a new one allows. */
function isInside(pair: Pair, branch: UnionBranch, others: readonly UnionBranch[]): boolean {
  return others.some(({ members }) => onlyHas(['narrows', 'none'], compareIn(pair, members, branch.members)));
}

function onlyHas(effects: readonly Effect[], differences: readonly Difference[]): boolean {
  return differences.every(({ effect, suspected }) => suspected || effects.includes(effect));
}

/** Matches branches by name, by what is written in them, by what they allow, by their shape, and the last one left on each side. */
function matchBranches(pair: UnionPair) {
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
  // What an alternative allowed all along is no other one that changed.
  const changed = come.filter((branch) => !isInside(pair, branch, pair.unions.old.branches));
  const alike = alikeBranches(pair.unions, { old: [...left], new: changed });
  pairBy((after) => alike.get(after));
  // One that is left on each side is taken to be the same one, changed.
  if (come.length === 1 && left.size === 1) pairBy((_, [last]) => last);
  return { paired, come, gone: [...left] };
}

function fewestDifferences(pair: UnionPair, { members }: UnionBranch): readonly Difference[] {
  const found = pair.unions.old.branches.slice(0, 20).map((each) => compareIn(pair, each.members, members));
  return found.toSorted((a, b) => a.length - b.length)[0] ?? [];
}

function addedBranch(pair: UnionPair, branch: UnionBranch, effect: Effect): Difference {
  const { members, name, pointer } = branch;
  const label = name ?? pointer;
  const what =
    effect === 'widens' ? `${label} may stand there now` : `${label} is a new alternative, within what was allowed`;
  const compared = { union: pair.unions.old, own: branch.own ? [branch.own] : members, context: pair.new.context };
  const difference = { rule: 'union-branch-added', effect, before: null, after: label, pointer, what };
  // Within what was allowed, only an event that fits two alternatives now can be refused.
  const provable = effect === 'narrows';
  return located(
    { ...difference, provable, branch: compared },
    { ...pair, new: resolveMembers(pair.new.context, members) },
  );
}

function removedBranch(pair: UnionPair, branch: UnionBranch): Difference {
  const { members, pointer, name: label = pointer } = branch;
  const compared = { union: pair.unions.old, own: members, context: pair.old.context };
  const effect = overlaps(pair.unions.old, branch) ? 'ends' : 'narrows';
  const what = `${label} is no longer among the alternatives`;
  const difference = { rule: 'union-branch-removed', effect, before: label, after: null, pointer, what } as const;
  return located({ ...difference, branch: compared }, { ...pair, old: resolveMembers(pair.old.context, members) });
}

/** States that only what one of several branches allows is left where no union was. */
function addedUnion(pair: UnionPair): Difference {
  const { kind, pointer } = pair.unions.new;
  const what = 'only what one of the alternatives allows is left';
  return located({ rule: 'union-added', effect: 'narrows', before: null, after: kind, pointer, what }, pair);
}

/** Cuts a location up by its listed values or its types, each of which a branch of its own may hold. */
function cutUp({ members, pointer, types, values, takesNull }: ResolvedSchema): Member[][] {
  const cut = (schema: Member['schema']): Member[] => [...members, { schema, pointer: `${pointer}/piece` }];
  const nothing = takesNull ? [cut({ enum: [null] })] : [];
  if (values) return [...values.value.slice(0, 50).map((value) => cut({ enum: [value] })), ...nothing];
  if (!types) return [[...members]];
  return [...types.value.map((type) => cut({ type })), ...nothing];
}

/** Weakens what narrows a branch where a value could fit a second branch of a `oneOf`: to narrow the one lets it pass. */
function entangled(union: ResolvedUnion, branch: UnionBranch, found: readonly Difference[]): readonly Difference[] {
  if (found.length === 0 || !overlaps(union, branch)) return found;
  return found.map((each) =>
    (each.effect === 'narrows' || each.effect === 'none') && !each.suspected
      ? {
          ...each,
          effect: each.effect === 'narrows' ? 'ends' : 'unclear',
          what: `${each.what}, and the alternatives overlap`,
          ...(each.alike && { alike: `${each.alike}, and the alternatives overlap` }),
        }
      : each,
  );
}

/** Compares whether what fits several branches is refused: `oneOf` refuses it, `anyOf` does not. */
function compareKinds(pair: UnionPair): Difference[] {
  const { old, new: now } = pair.unions;
  if (!pair.old.members.length || old.kind === now.kind) return [];
  if (old.branches.length < 2 || now.branches.length < 2) return [];
  if (!hasOverlap(old)) return [];
  const loosened = old.kind === 'oneOf';
  const what = `what fits several alternatives ${loosened ? 'may come now' : 'no longer comes'}`;
  const branch = { union: old, own: [], context: pair.old.context };
  const common = { before: old.kind, after: now.kind, pointer: now.pointer, what, branch, provable: true };
  return [located({ rule: 'union-kind-changed', effect: loosened ? 'unclear' : 'narrows', ...common }, pair)];
}
