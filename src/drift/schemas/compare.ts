import {
  type Comparison,
  type Difference,
  type Effect,
  located,
  nameToken,
  type Pair,
  type Position,
} from './difference.ts';
import type { Member } from './model/conjunction.ts';
import { isIdentical } from './model/equality.ts';
import {
  frontLength,
  isImpossible,
  itemMembers,
  objectOf,
  patternMembers,
  propertyMembers,
  type ResolvedSchema,
  resolveMembers,
  takesType,
  undeclaredMembers,
} from './model/resolved-schema.ts';
import { type ResolvedUnion, resolveUnion, selectorOf, type UnionBranch } from './model/unions.ts';
import { nameLike, patternAllowance } from './pattern-properties.ts';
import { compareKeywords } from './rules/keywords.ts';
import { compareLimits } from './rules/limits.ts';
import { compareProperties, compareRequired } from './rules/properties.ts';
import { compareFormats, comparePatterns } from './rules/texts.ts';
import { compareNull, compareTypes, compareValues } from './rules/values.ts';
import {
  type DiscriminatedSides,
  isRetargeted,
  retargetedDifference,
  sharedGroups,
  sharedValues,
  unboundValues,
  valueDifferences,
} from './unions/discriminated.ts';
import { renamedDiscriminator, singleBranch, type UnionSides, uncomparedUnion } from './unions/sides.ts';
import {
  branchDifference,
  compareKinds,
  cutUp,
  entangled,
  overlaps,
  unionAddedDifference,
} from './unions/undiscriminated.ts';

/** Lists what is compared at each location of a body, one aspect a rule. */
const schemaRules = [
  ...[compareTypes, compareNull, compareValues, compareFormats, comparePatterns],
  ...[compareLimits, compareRequired, compareProperties, compareKeywords],
];

/** Deeper than any event, and no danger to the stack. */
const deepestTrail = 40;
const atTop: Position = { trail: [], types: undefined, selects: false, from: 0 };

/** Finds all differences between what two schemas allow, however deep. Throws an input error for what is no schema. */
export function compareSchemas(comparison: Comparison, old: Member, now: Member): Difference[] {
  const { deep } = comparison;
  const found = [...compareMembers(comparison, [old], [now], atTop)];
  for (let next = deep.shift(); next; next = deep.shift())
    found.push(
      ...compareMembers(comparison, next.old, next.new, { ...next.position, from: next.position.trail.length }),
    );
  return [...new Set(found)];
}

/** Finds the differences between what two conjunctions allow, except those that lie too deep. */
function compareMembers(
  comparison: Comparison,
  old: readonly Member[],
  now: readonly Member[],
  position: Position,
): readonly Difference[] {
  const key = `${pairKey(old)} ${pairKey(now)}${position.selects ? ' selects' : ''}`;
  const known = comparison.known.get(key);
  if (known) return known.types === position.types ? known.differences : retyped(known.differences, position);
  if (comparison.open.has(key) || isIdentical(comparison, old, now)) return [];
  if (position.trail.length - position.from > deepestTrail) {
    comparison.deep.push({ old, new: now, position });
    return [];
  }
  comparison.open.add(key);
  const [before, after] = [resolveMembers(comparison.old, old), resolveMembers(comparison.new, now)];
  const unions = { old: resolveUnion(before), new: resolveUnion(after) };
  const pair = { ...position, old: before, new: after };
  const found = unions.old || unions.new ? compareUnions(comparison, pair, unions) : compareResolved(comparison, pair);
  comparison.open.delete(key);
  const differences = [...new Set(found)];
  comparison.known.set(key, { types: position.types, differences });
  return differences;
}

function pairKey(members: readonly Member[]): string {
  return members
    .map(({ pointer, schema, within = '' }) => `${pointer}#${Object.keys(schema).length}${within}`)
    .toSorted()
    .join(',');
}

/** Gives the same differences, met again on the way to other event types. */
function retyped(differences: readonly Difference[], { types }: Position): Difference[] {
  return differences.map(({ types: _, ...all }) => (types === undefined ? all : { ...all, types }));
}

function compareResolved(comparison: Comparison, { trail: above, ...here }: Pair): Difference[] {
  const { old, new: now } = here;
  const pair: Pair = { ...here, trail: [...above, { old, new: now }] };
  const { trail, types } = pair;
  const own = schemaRules.flatMap((rule) =>
    rule(pair).map((found): Difference => ({ ...found, trail, ...(types === undefined ? {} : { types }) })),
  );
  if (isImpossible(old) || isImpossible(now)) return own;
  return [...own, ...compareObjects(comparison, pair), ...compareLists(comparison, pair)];
}

function compareObjects(comparison: Comparison, pair: Pair): Difference[] {
  const { old, new: now } = pair;
  if (!takesType(old, 'object') || !takesType(now, 'object')) return [];
  const names = [...new Set([...now.names.keys(), ...old.names.keys()])];
  const [before, after] = [undeclaredMembers(old), undeclaredMembers(now)];
  return [
    ...names.flatMap((name) => compareProperty(comparison, pair, name)),
    ...(isForbidden(old, before) || isForbidden(now, after)
      ? []
      : compareStated(comparison, before, after, positionBelow(pair, '*'))),
    ...compareNamePatterns(comparison, pair),
    ...compareStated(comparison, namesMembers(old), namesMembers(now), positionBelow(pair, nameToken)),
  ];
}

function compareProperty(comparison: Comparison, pair: Pair, name: string): readonly Difference[] {
  const { old, new: now } = pair;
  const [before, after] = [propertyMembers(old, name), propertyMembers(now, name)];
  if (before.length + after.length === 0 || isIdentical(comparison, before, after)) return [];
  // That a name is declared, forbidden, or no longer so, is for a rule to report.
  if (isForbidden(old, before) || isForbidden(now, after)) return [];
  const isUnsaid = (side: ResolvedSchema, members: readonly Member[]): boolean =>
    !side.names.has(name) && members.length === 0 && !side.required.has(name);
  if (isUnsaid(old, before) || isUnsaid(now, after)) return [];
  return compareMembers(comparison, before, after, positionBelow(pair, name, isSelecting(pair, name)));
}

/** Compares each pattern of names like a property whose name matches it. */
function compareNamePatterns(comparison: Comparison, pair: Pair): Difference[] {
  const { old, new: now } = pair;
  const patternsOf = ({ leaves }: ResolvedSchema): string[] =>
    leaves.flatMap(({ schema }) => Object.keys(objectOf(schema.patternProperties)));
  return [...new Set([...patternsOf(old), ...patternsOf(now)])].flatMap((pattern) => {
    const [before, after] = [patternMembers(old, pattern), patternMembers(now, pattern)];
    const position = positionBelow(pair, nameLike(pattern));
    const [refused, refuses] = [isForbidden(old, before), isForbidden(now, after)];
    if (refused && refuses) return [];
    if (!refused && !refuses) return compareMembers(comparison, before, after, position);
    const here = { old: resolveMembers(old.context, before), new: resolveMembers(now.context, after) };
    return [located(patternAllowance(pattern, here, refused), here, position)];
  });
}

function isForbidden({ context }: ResolvedSchema, members: readonly Member[]): boolean {
  return isImpossible(resolveMembers(context, members));
}

/** Finds what the names of properties must be like, which is compared like any text. */
function namesMembers({ leaves }: ResolvedSchema): Member[] {
  return leaves.flatMap(({ schema: { propertyNames }, pointer }) =>
    propertyNames === undefined ? [] : [{ schema: propertyNames, pointer: `${pointer}/propertyNames` }],
  );
}

function compareLists(comparison: Comparison, pair: Pair): Difference[] {
  const { old, new: now } = pair;
  if (!takesType(old, 'array') || !takesType(now, 'array')) return [];
  const front = Array.from({ length: Math.max(frontLength(old), frontLength(now)) }, (_, index) =>
    compareMembers(comparison, itemMembers(old, index), itemMembers(now, index), positionBelow(pair, String(index))),
  );
  return [...front.flat(), ...compareStated(comparison, itemMembers(old), itemMembers(now), positionBelow(pair, '*'))];
}

/** Compares two conjunctions of which one says anything at all. */
function compareStated(
  comparison: Comparison,
  old: readonly Member[],
  now: readonly Member[],
  position: Position,
): readonly Difference[] {
  return old.length + now.length === 0 ? [] : compareMembers(comparison, old, now, position);
}

function positionBelow({ trail, types, from, old, new: now }: Pair, token: string, selects = false): Position {
  return { trail: [...trail.slice(0, -1), { old, new: now, token }], types, selects, from };
}

/** Names by which events say their type and their action, in objects so deep at most: the whole is 1 deep. */
const selecting = [
  { named: /^(type|event|event_?type)$/i, deepest: 2 },
  { named: /^action$/i, deepest: 3 },
];

/**
 * Tells whether a property chooses what else holds: a required one with listed values beside a union does, whether or not
 * the document says so; and one that is called so near the top of an event says what it is about.
 */
function isSelecting({ old, selects, trail }: Pair, name: string): boolean {
  if (selects) return true;
  const property = (other: string): ResolvedSchema => resolveMembers(old.context, propertyMembers(old, other));
  if (!property(name).values) return false;
  if (selecting.some(({ named, deepest }) => trail.length <= deepest && named.test(name))) return true;
  if (!old.required.has(name)) return false;
  return [...old.names.keys()].some((other) => other !== name && resolveUnion(property(other)) !== undefined);
}

/** More branches than these are not told apart. */
const mostComparedBranches = 2_000;

function compareUnions(
  comparison: Comparison,
  { old, new: now, ...position }: Pair,
  unions: { old: ResolvedUnion | undefined; new: ResolvedUnion | undefined },
): Difference[] {
  const before = unions.old ?? singleBranch(old, comparison.new, unions.new);
  const after = unions.new ?? singleBranch(now, comparison.old, unions.old);
  const sides: UnionSides = { old: { resolved: old, union: before }, new: { resolved: now, union: after } };
  const many = [before, after].find(({ branches }) => branches.length > mostComparedBranches);
  if (many) return [uncomparedUnion(mostComparedBranches, many, sides, position)];
  const [selector, other] = [selectorOf(comparison.old, before), selectorOf(comparison.new, after)];
  const renamed = renamedDiscriminator(sides, position);
  if (!selector || selector.name !== other?.name)
    return [...renamed, ...compareUndiscriminated(comparison, sides, position)];
  const discriminated = { old: { ...sides.old, selector }, new: { ...sides.new, selector: other } };
  return [...renamed, ...compareDiscriminated(comparison, discriminated, position)];
}

/** Compares branches value by value; values with the same two branches together. */
function compareDiscriminated(comparison: Comparison, sides: DiscriminatedSides, position: Position): Difference[] {
  const grouped = sharedGroups(sides).flatMap((group) => {
    const shared = sharedValues(group, sides.new.selector);
    const inner = { ...position, types: position.types ?? group.values };
    const found = compareMembers(comparison, [...group.old.members, shared], [...group.new.members, shared], inner);
    if (found.length === 0 || !isRetargeted(group, sides.old)) return found;
    return [retargetedDifference(group, sides, position)];
  });
  return [...valueDifferences(sides, position), ...grouped, ...unboundValues(sides, position)];
}

/** Compares each branch with its counterpart; what has none came, went, or was allowed by another branch all along. */
function compareUndiscriminated(comparison: Comparison, sides: UnionSides, position: Position): Difference[] {
  const [before, after] = [sides.old.union.branches, sides.new.union.branches];
  const { paired, gone, come } = matchBranches(comparison, sides, position);
  const isWithin = (branch: UnionBranch, others: readonly UnionBranch[]): boolean =>
    others.some(({ members }) =>
      onlyHas(['narrows', 'none'], compareMembers(comparison, members, branch.members, position)),
    );
  const covers = (members: readonly Member[]): boolean =>
    after.some((each) => onlyHas(['widens', 'none'], compareMembers(comparison, members, each.members, position)));
  const contained = come.filter((branch) => isWithin(branch, before));
  const foreign = come.filter((branch) => !contained.includes(branch));
  // Where one side is no union, what stands there now is held against what is most like it.
  const liken = (before.length === 1 || after.length === 1) && foreign.length > 0;
  const added = (branch: UnionBranch, effect: Effect) =>
    branchDifference({ rule: 'union-branch-added', effect }, branch, sides, position);
  const removed = (branch: UnionBranch) => {
    const effect = overlaps(sides.old, branch) ? 'unclear' : 'narrows';
    return branchDifference({ rule: 'union-branch-removed', effect }, branch, sides, position);
  };
  const becameUnion =
    before.length === 1 &&
    after.length > 1 &&
    foreign.length + paired.length === 0 &&
    !cutUp(sides.old.resolved).every(covers);
  const lost =
    liken || (before.length === 1 && contained.length > 0)
      ? []
      : gone.filter((branch) => !contained.some((each) => isWithin(each, [branch])));
  return [
    ...paired.flatMap(([a, b]) => entangled(sides.old, a, compareMembers(comparison, a.members, b.members, position))),
    ...(liken
      ? foreign.flatMap((branch) => leastDifferent(comparison, before, branch, position))
      : foreign.map((branch) => added(branch, 'widens'))),
    ...(before.length > 1 ? contained : []).map((branch) =>
      added(branch, overlaps(sides.old, branch, comparison.new) ? 'unclear' : 'none'),
    ),
    ...(becameUnion ? [unionAddedDifference(sides, position)] : []),
    ...(liken && after.length === 1 ? before : []).filter(({ members }) => !covers(members)).map(removed),
    ...lost.map(removed),
    ...compareKinds(sides, position),
  ];
}

function onlyHas(effects: readonly Effect[], differences: readonly Difference[]): boolean {
  return differences.every(({ effect }) => effects.includes(effect));
}

/** Matches branches by name, by what is written in them, by what they allow, and the last one that is left on each side. */
function matchBranches(comparison: Comparison, { old, new: now }: UnionSides, position: Position) {
  const left = new Set(old.union.branches);
  const paired: [UnionBranch, UnionBranch][] = [];
  const pairBy = (
    branches: readonly UnionBranch[],
    find: (all: readonly UnionBranch[], after: UnionBranch) => UnionBranch | undefined,
  ): UnionBranch[] =>
    branches.filter((after) => {
      const before = find([...left], after);
      if (!before) return true;
      paired.push([before, after]);
      left.delete(before);
      return false;
    });
  // What holds beside the union may differ, and is reported for each branch that stayed as it was.
  const isSame = ({ own: before }: UnionBranch, { own: after }: UnionBranch): boolean =>
    before !== undefined && after !== undefined && isIdentical(comparison, [before], [after]);
  const waiting = pairBy(
    now.union.branches,
    (all, after) =>
      all.find(({ name }) => name !== undefined && name === after.name) ?? all.find((before) => isSame(before, after)),
  );
  const come = pairBy(waiting, (all, after) =>
    all.find(({ members }) => compareMembers(comparison, members, after.members, position).length === 0),
  );
  // One that is left on each side is taken to be the same one, changed.
  if (come.length === 1 && left.size === 1) pairBy(come.splice(0), ([last]) => last);
  return { paired, come, gone: [...left] };
}

/** Finds the differences from the branch that has the fewest. */
function leastDifferent(
  comparison: Comparison,
  all: readonly UnionBranch[],
  { members }: UnionBranch,
  position: Position,
): readonly Difference[] {
  const found = all.slice(0, 20).map((each) => compareMembers(comparison, each.members, members, position));
  return found.toSorted((a, b) => a.length - b.length)[0] ?? [];
}
