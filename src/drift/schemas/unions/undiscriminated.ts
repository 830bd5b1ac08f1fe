import type { Json } from '../../../schema/json.ts';
import { type Difference, type Effect, located, type Pair, type UnionPair } from '../difference.ts';
import type { Member } from '../model/conjunction.ts';
import { isIdentical } from '../model/equality.ts';
import { isUnmeetable, type ResolvedSchema, resolveMembers } from '../model/resolved-schema.ts';
import { type ResolvedUnion, resolveUnion, type UnionBranch } from '../model/unions.ts';
import { alikeBranches } from './alike.ts';
import { hasOverlap, overlaps } from './overlaps.ts';

/** Compares each branch with its counterpart; what has none came, went, or was allowed by another branch all along. */
export function compareUndiscriminated(pair: UnionPair): readonly Difference[] {
  const { old, new: now } = pair.unions;
  const [before, after] = [old.branches, now.branches];
  const { paired, gone, come } = withoutEmpty(pair, matchBranches(pair));
  const contained = come.filter((branch) => isInside(pair, branch, before));
  const foreign = come.filter((branch) => !contained.includes(branch));
  // Where one side is no union, what stands there now is held against what is most like it.
  const liken = (before.length === 1 || after.length === 1) && foreign.length > 0 && paired.length === 0;
  const isCovered = (members: readonly Member[]) => isWithinNew(pair, members);
  const becameUnion =
    before.length === 1 &&
    after.length > 1 &&
    foreign.length + paired.length === 0 &&
    !cutUp(pair.old).every(isCovered);
  const lost = liken || (before.length === 1 && contained.length > 0) ? [] : gone;
  return [
    ...paired.flatMap(([a, b]) => comparedBranches(pair, a, b)),
    ...foreign.flatMap((branch) => (liken ? fewestDifferences(pair, branch) : addedBranch(pair, branch, 'widens'))),
    ...(isWritten(old) ? contained : []).map((branch) =>
      addedBranch(pair, branch, overlaps(now, branch) ? 'narrows' : 'none'),
    ),
    ...(becameUnion ? [addedUnion(pair)] : []),
    ...(liken && after.length === 1 ? before : [])
      .filter(({ members }) => !isCovered(members))
      .map((branch) => removedBranch(pair, branch)),
    ...lost.flatMap((branch) =>
      isCovered(branch.members) ? removedWithin(pair, branch) : removedBranch(pair, branch),
    ),
    ...compareKinds(pair),
  ];
}

/** Leaves out branches that nothing can be: what one union chooses may leave no way through the next one. */
function withoutEmpty({ unions }: UnionPair, matched: ReturnType<typeof matchBranches>): typeof matched {
  const { old, new: now } = unions;
  const isEmpty = ({ context }: ResolvedUnion, { members }: UnionBranch) => isWayless(resolveMembers(context, members));
  // That a mapping no longer leads to a branch, and its own list excludes all else, is for the mapping to tell.
  const halves = old.discriminator && now.discriminator ? [] : matched.paired;
  const gone = [...matched.gone, ...halves.flatMap(([a, b]) => (isEmpty(now, b) ? [a] : []))];
  const come = [...matched.come, ...halves.flatMap(([a, b]) => (isEmpty(old, a) ? [b] : []))];
  return {
    paired: matched.paired.filter(([a, b]) => !isEmpty(old, a) && !isEmpty(now, b)),
    gone: gone.filter((each) => !isEmpty(old, each)),
    come: come.filter((each) => !isEmpty(now, each)),
  };
}

/** Deeper than this no union is looked into for a way through it. */
const deepestWay = 3;

/** Tells whether nothing can meet what is asked here, whichever branches of its unions are chosen. */
function isWayless(resolved: ResolvedSchema, depth = 0): boolean {
  if (isUnmeetable(resolved)) return true;
  const union = depth < deepestWay ? resolveUnion(resolved) : undefined;
  if (!union || union.branches.length > 50) return false;
  return union.branches.every(({ members }) => isWayless(resolveMembers(union.context, members), depth + 1));
}

/** Tells whether a union stands there, and not something that is read as one of a single branch. */
function isWritten({ branches }: ResolvedUnion): boolean {
  return branches.some(({ own }) => own !== undefined);
}

function compareIn(pair: Pair, old: readonly Member[], now: readonly Member[]): readonly Difference[] {
  return pair.comparison.compareMembers(old, now, pair);
}

/** Tells whether some branches of the old document allow all that a new one allows, one of them or several piece by piece. */
function isInside(pair: Pair, { members }: Pick<UnionBranch, 'members'>, others: readonly UnionBranch[]): boolean {
  const isOne = (piece: readonly Member[]) =>
    others.some((other) => onlyHas(['narrows', 'none'], compareIn(pair, other.members, piece)));
  return isOne(members) || isPiecewise(resolveMembers(pair.new.context, members), isOne);
}

/** Tells whether the new branches allow all that something of the old document allows. */
function isWithinNew(pair: UnionPair, members: readonly Member[], others = pair.unions.new.branches): boolean {
  const isOne = (piece: readonly Member[]) =>
    others.some((other) => onlyHas(['widens', 'none'], compareIn(pair, piece, other.members)));
  return isOne(members) || isPiecewise(resolveMembers(pair.old.context, members), isOne);
}

function isPiecewise(resolved: ResolvedSchema, isOne: (piece: readonly Member[]) => boolean): boolean {
  const pieces = cutUp(resolved);
  return pieces.length > 1 && pieces.every(isOne);
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
  // One that is within an old branch is that one, narrower, unless others share it.
  pairBy((after, all) => {
    if (all.length * come.length > mostBeside ** 2) return undefined;
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
  const place = provable ? pair : { ...pair, new: resolveMembers(pair.new.context, members) };
  return located({ ...difference, provable, branch: compared }, place);
}

function removedBranch(pair: UnionPair, branch: UnionBranch): Difference {
  return goneBranch(pair, branch, overlaps(pair.unions.old, branch) ? 'ends' : 'narrows');
}

/** States that a branch went whose values other branches allow; of \`oneOf\`, those that fitted both were refused. */
function removedWithin(pair: UnionPair, branch: UnionBranch): Difference[] {
  if (overlaps(pair.unions.old, branch)) return [goneBranch(pair, branch, 'vanishes')];
  return isWritten(pair.unions.new) ? [goneBranch(pair, branch, 'none')] : [];
}

function goneBranch(pair: UnionPair, { members, pointer, name: label = pointer }: UnionBranch, effect: Effect) {
  const compared = { union: pair.unions.old, own: members, context: pair.old.context };
  const what = `${label} is no longer among the alternatives`;
  const difference = { rule: 'union-branch-removed', effect, before: label, after: null, pointer, what };
  return located({ ...difference, branch: compared }, { ...pair, old: resolveMembers(pair.old.context, members) });
}

/** States that only what one of several branches allows is left where no union was. */
function addedUnion(pair: UnionPair): Difference {
  const { kind, pointer } = pair.unions.new;
  const what = 'only what one of the alternatives allows is left';
  return located({ rule: 'union-added', effect: 'narrows', before: null, after: kind, pointer, what }, pair);
}

/** So many branches a location is cut into at most. */
const mostPieces = 50;

/** Cuts a location up by its own union, its listed values or its types, each of which a branch of its own may hold. */
function cutUp(resolved: ResolvedSchema): Member[][] {
  const { members, pointer, types, values, takesNull } = resolved;
  const cut = (schema: Member['schema']): Member[] => [...members, { schema, pointer: `${pointer}/piece` }];
  const nothing = takesNull ? [cut({ enum: [null] })] : [];
  const union = resolveUnion(resolved);
  if (union) return union.branches.length > mostPieces ? [[...members]] : union.branches.map((each) => each.members);
  if (values) return [...values.value.slice(0, mostPieces).map((value) => cut({ enum: [value] })), ...nothing];
  if (!types) return [[...members]];
  return [...types.value.map((type) => cut({ type })), ...nothing];
}

/** In larger unions no branch is held against all others: that takes time by the square of their number. */
const mostBeside = 40;

/** Compares a branch with its counterpart, beside the other branches that may allow the same. */
function comparedBranches(pair: UnionPair, a: UnionBranch, b: UnionBranch): readonly Difference[] {
  const { old, new: now } = pair.unions;
  const found = compareIn(pair, a.members, b.members);
  const count = Math.max(old.branches.length, now.branches.length);
  if (found.length === 0 || old.branches.length === 1 || count > mostBeside) return found;
  const others = { old: old.branches.filter((each) => each !== a), new: now.branches.filter((each) => each !== b) };
  const isKnown = remembered(() => isInside(pair, b, others.old));
  const isKept = remembered(() => isWithinNew(pair, a.members, others.new));
  return found.map((each) => {
    if (each.suspected) return each;
    if (each.effect === 'narrows' && isKept()) return { ...each, effect: 'none' };
    if (each.effect !== 'widens' || !(isKnown() || isShownInside(pair, b, each, others.old))) return each;
    // What another branch allowed all along fits two branches now.
    return now.kind === 'oneOf' ? { ...each, effect: 'narrows', provable: true } : { ...each, effect: 'none' };
  });
}

function remembered(decide: () => boolean): () => boolean {
  let known: boolean | undefined;
  return () => {
    known ??= decide();
    return known;
  };
}

/** Tells whether the values that a difference of the branch itself lets in were allowed by other branches. */
function isShownInside(
  pair: Pair,
  { members, pointer }: UnionBranch,
  { trail, show }: Difference,
  others: readonly UnionBranch[],
): boolean {
  const values = trail.length === pair.trail.length + 1 ? show?.new : undefined;
  if (!values) return false;
  const piece: Member = { schema: { enum: values as Json[] }, pointer: `${pointer}/shown${JSON.stringify(values)}` };
  return isInside(pair, { members: [...members, piece] }, others);
}

/** Compares whether what fits several branches is refused: `oneOf` refuses it, `anyOf` does not. */
function compareKinds(pair: UnionPair): Difference[] {
  const { old, new: now } = pair.unions;
  if (!pair.old.members.length || old.kind === now.kind) return [];
  if (old.branches.length < 2 || now.branches.length < 2) return [];
  if (!hasOverlap({ ...old, kind: 'oneOf' })) return [];
  const loosened = old.kind === 'oneOf';
  const what = `what fits several alternatives ${loosened ? 'may come now' : 'no longer comes'}`;
  const branch = { union: old, own: [], context: pair.old.context };
  const common = { before: old.kind, after: now.kind, pointer: now.pointer, what, branch, provable: true };
  return [located({ rule: 'union-kind-changed', effect: loosened ? 'widens' : 'narrows', ...common }, pair)];
}
