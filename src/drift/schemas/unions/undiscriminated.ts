import type { Schema } from '../../../schema/types.ts';
import { type Difference, type Effect, located, type Pair, type UnionPair } from '../difference.ts';
import type { Member } from '../model/conjunction.ts';
import { type ResolvedSchema, resolveMembers } from '../model/resolved-schema.ts';
import { type ResolvedUnion, resolveUnion, type UnionBranch } from '../model/unions.ts';
import { isChangedAlike } from './changed-alike.ts';
import {
  compareIn,
  cutsByName,
  cutUp,
  isHeldByNew,
  isInside,
  isInsideByName,
  isWithinNew,
  suspectedInside,
  suspectedWithinNew,
} from './containment.ts';
import { matchBranches } from './match-branches.ts';
import { hasOverlap, overlaps, suspectedOverlaps } from './overlaps.ts';
import { siblingsIn } from './siblings.ts';
import { isNeverMet, isRefused, isRefusedBeside, isWayless } from './wayless.ts';

/** Compares each branch with its counterpart; what has none came, went, or was allowed by another branch all along. */
export function compareUndiscriminated(pair: UnionPair): readonly Difference[] {
  const { old, new: now } = pair.unions;
  const [before, after] = [old.branches, now.branches];
  const { paired, gone, come } = withoutEmpty(pair, matchBranches(pair));
  // What others of `oneOf` allow, too, is refused, and lets nothing in.
  const contained = come.filter(
    (branch) =>
      isInside(pair, branch, before) ||
      (!now.discriminator && isRefused(pair, 'new', now, branch)) ||
      (after.length === 1 && isInsideByName(pair, branch)),
  );
  const foreign = come.filter((branch) => !contained.includes(branch));
  const isCovered = (members: readonly Member[]) => isWithinNew(pair, members);
  // What was no union may be split into alternatives, and others beside them.
  const isSplit = before.length === 1 && after.length > 1 && isSplitUp(pair);
  // Where one side is no union, what stands there now is held against what is most like it.
  const liken = (before.length === 1 || after.length === 1) && foreign.length > 0 && paired.length === 0 && !isSplit;
  const becameUnion =
    before.length === 1 &&
    after.length > 1 &&
    foreign.length + paired.length === 0 &&
    !cutUp(pair.old).every(isCovered) &&
    !cutsByName(pair.old).some((pieces) => pieces.every(isCovered));
  const lost = liken || isSplit || (before.length === 1 && contained.length > 0) ? [] : gone;
  const compareBranches = comparisonBeside(pair);
  const found = [
    ...paired.flatMap(([a, b]) => compareBranches(a, b)),
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
    ...contained.flatMap((branch) => suspectedInside(pair, branch, before)),
    ...gone.flatMap(({ members }) => suspectedWithinNew(pair, members)),
  ];
  const isSettled = gone.length + come.length === 0 && isChangedAlike(pair, paired);
  return isSettled ? found : [...found, ...suspectedOverlaps(pair, found)];
}

/** Tells whether what was no union is, piece by piece, in alternatives that are none themselves. */
function isSplitUp(pair: UnionPair): boolean {
  const { old, new: now } = pair.unions;
  const plain = now.branches.flatMap((branch) => plainOnly(now, branch));
  return old.branches.every(({ members }) => isWithinNew(pair, members, plain));
}

/** Leaves out branches that nothing can be: what one union chooses may leave no way through the next one. */
function withoutEmpty(pair: UnionPair, matched: ReturnType<typeof matchBranches>): typeof matched {
  const { old, new: now } = pair.unions;
  const isEmpty = ({ context }: ResolvedUnion, { members }: UnionBranch) => isWayless(resolveMembers(context, members));
  // That a mapping no longer leads to a branch, and its own list excludes all else, is for the mapping to tell.
  const halves = old.discriminator && now.discriminator ? [] : matched.paired;
  const gone = [...matched.gone, ...halves.flatMap(([a, b]) => (isEmpty(now, b) ? [a] : []))];
  const come = [...matched.come, ...halves.flatMap(([a, b]) => (isEmpty(old, a) ? [b] : []))];
  return {
    paired: matched.paired.filter(([a, b]) => !isEmpty(old, a) && !isEmpty(now, b)),
    gone: gone.filter(({ members }) => !isNeverMet(pair, 'old', resolveMembers(old.context, members))),
    come: come.filter(({ members }) => !isNeverMet(pair, 'new', resolveMembers(now.context, members))),
  };
}

/** Tells whether a union stands there, and not something that is read as one of a single branch. */
function isWritten({ branches }: ResolvedUnion): boolean {
  return branches.some(({ own }) => own !== undefined);
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
  const only = branch.own && { new: branch.own.schema };
  return located({ ...difference, provable, branch: compared, ...(only && { only }) }, place);
}

function removedBranch(pair: UnionPair, branch: UnionBranch): Difference {
  const { old } = pair.unions;
  if (!overlaps(old, branch)) return goneBranch(pair, branch, 'narrows');
  return goneBranch(pair, branch, isRefused(pair, 'old', old, branch) ? 'vanishes' : 'ends');
}

/** States that a branch went whose values other branches allow; of \`oneOf\`, those that fitted both were refused. */
function removedWithin(pair: UnionPair, branch: UnionBranch): Difference[] {
  if (overlaps(pair.unions.old, branch)) return [goneBranch(pair, branch, 'vanishes')];
  return isWritten(pair.unions.new) ? [goneBranch(pair, branch, 'none')] : [];
}

function goneBranch(pair: UnionPair, { members, pointer, name: label = pointer }: UnionBranch, effect: Effect) {
  const compared = { union: pair.unions.old, own: members, context: pair.old.context };
  const what = `${label} is no longer among the alternatives`;
  const risk =
    effect === 'ends' || effect === 'vanishes'
      ? 'what fitted it and another one was refused before, and may come now'
      : undefined;
  const difference = {
    rule: 'union-branch-removed',
    effect,
    before: label,
    after: null,
    pointer,
    what,
    ...(risk && { risk }),
  };
  return located({ ...difference, branch: compared }, { ...pair, old: resolveMembers(pair.old.context, members) });
}

/** States that only what one of several branches allows is left where no union was. */
function addedUnion(pair: UnionPair): Difference {
  const { kind, pointer } = pair.unions.new;
  const what = 'only what one of the alternatives allows is left';
  return located({ rule: 'union-added', effect: 'narrows', before: null, after: kind, pointer, what }, pair);
}

/** Held against all others is a branch of so many; of more those are that may overlap it. */
const mostBeside = 40;

/** Makes what compares a branch with its counterpart, beside the other branches that may allow the same. */
function comparisonBeside(pair: UnionPair): (a: UnionBranch, b: UnionBranch) => readonly Difference[] {
  const { old, new: now } = pair.unions;
  const isLarge = Math.max(old.branches.length, now.branches.length) > mostBeside;
  const besideIn = (union: ResolvedUnion) => {
    const siblings = remembered(() => siblingsIn(union));
    return (like: () => ResolvedSchema, without: UnionBranch) =>
      remembered(() =>
        isLarge ? (siblings()(like(), without) ?? []) : union.branches.filter((each) => each !== without),
      );
  };
  const [beside, besideNow] = [besideIn(old), besideIn(now)];
  return (a, b) => {
    const found = compareIn(pair, a.members, b.members);
    if (found.length === 0 || (old.branches.length === 1 && now.branches.length === 1)) return found;
    const others = {
      old: beside(() => resolveMembers(pair.new.context, b.members), a),
      new: besideNow(() => resolveMembers(pair.old.context, a.members), b),
    };
    const isKnown = remembered(
      () =>
        isInside(pair, b, [...plainOnly(old, a), ...others.old()]) ||
        (now.branches.length === 1 && isInsideByName(pair, b)),
    );
    const isKept = remembered(() => isHeldByNew(pair, a.members, [...plainOnly(now, b), ...others.new()]));
    return found.map((each) => {
      if (each.suspected) return each;
      if (each.effect === 'narrows') {
        const gone = shownBy(each, a, pair, 'old');
        // What fitted another alternative of \`oneOf\` as well never came.
        if (gone && !old.discriminator && isRefusedBeside(pair, 'old', { union: old, own: a }, gone))
          return { ...each, effect: 'none' };
        return isKept() || (gone && isHeldByNew(pair, gone, others.new())) ? { ...each, effect: 'none' } : each;
      }
      if (each.effect !== 'widens') return each;
      const come = shownBy(each, b, pair, 'new');
      if (come && !now.discriminator && isRefusedBeside(pair, 'new', { union: now, own: b }, come))
        return { ...each, effect: 'none' };
      if (!isKnown() && !(come && isInside(pair, { members: come }, others.old()))) return each;
      // What another branch allowed all along fits two branches now.
      return now.kind === 'oneOf' ? { ...each, effect: 'narrows', provable: true } : { ...each, effect: 'none' };
    });
  };
}

/**
 * Gives a branch that is no union again: piece by piece its counterpart may be in it and in others. A union may refuse what
 * each of its own branches allows.
 */
function plainOnly({ context }: ResolvedUnion, branch: UnionBranch): UnionBranch[] {
  return resolveUnion(resolveMembers(context, branch.members)) ? [] : [branch];
}

function remembered<T extends object | boolean>(decide: () => T): () => T {
  let known: T | undefined;
  return () => {
    known ??= decide();
    return known;
  };
}

/** Gives a branch with nothing but the values that a difference lets in or takes away; undefined where it is not known which. */
function shownBy(
  { trail, show, only }: Difference,
  { members, pointer }: UnionBranch,
  pair: Pair,
  side: 'old' | 'new',
): Member[] | undefined {
  const way = trail.slice(pair.trail.length, -1);
  const listed = show?.[side];
  const shown = listed ? { enum: listed } : only?.[side];
  if (!shown || !way.every(({ token = '', ...sides }) => sides[side].names.has(token))) return undefined;
  const schema = way.reduceRight(
    (inner: Schema, { token = '' }) => ({ required: [token], properties: { [token]: inner } }),
    shown as Schema,
  );
  return [...members, { schema, pointer: `${pointer}/shown${JSON.stringify(schema)}` }];
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
