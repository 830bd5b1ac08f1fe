import { type BothMembers, compareBelow, membersKey, ofBoth, resolveBoth } from './both-sides.ts';
import { compareNamePattern, patternsOf } from './compare-names.ts';
import { type Comparison, type Difference, located, nameToken, type Pair, type Position } from './difference.ts';
import type { Member } from './model/conjunction.ts';
import type { DocumentContext } from './model/context.ts';
import { mostOf } from './model/counts.ts';
import { isIdentical } from './model/equality.ts';
import {
  bothTake,
  frontLength,
  isImpossible,
  itemMembers,
  propertyMembers,
  type ResolvedSchema,
  resolveMembers,
  resolveProperty,
  undeclaredMembers,
} from './model/resolved-schema.ts';
import { resolveUnion } from './model/unions.ts';
import { compareConditions } from './rules/conditions.ts';
import { compareContained } from './rules/contained.ts';
import { compareEnds } from './rules/ends.ts';
import { innerMembers } from './rules/inner.ts';
import { compareKeywords } from './rules/keywords.ts';
import { compareLimits } from './rules/limits.ts';
import { compareProperties, compareRequired } from './rules/properties.ts';
import { compareFormats, compareNull, comparePatterns, compareTypes, compareValues } from './rules/values.ts';
import { compareUnions, mostNestedWays } from './unions/compare.ts';

/** Lists what is compared at each location of a body, one aspect a rule. */
const schemaRules = [
  ...[compareTypes, compareNull, compareValues, compareFormats, comparePatterns],
  ...[compareLimits, compareRequired, compareProperties, compareContained, compareConditions, compareKeywords],
];

/** Begins a comparison that nothing is known of yet. */
export function newComparison(old: DocumentContext, now: DocumentContext): Comparison {
  return {
    old,
    new: now,
    known: new Map(),
    references: new Map(),
    deep: [],
    nestedWays: mostNestedWays,
    compareMembers,
  };
}

/** Finds all differences between what two schemas allow, however deep. Throws an input error for what is no schema. */
export function compareSchemas(comparison: Comparison, old: Member, now: Member): Difference[] {
  const { deep } = comparison;
  deep.push([[old], [now], { comparison, trail: [], types: undefined, selects: false, from: 0 }]);
  const found: (readonly Difference[])[] = [];
  for (let next = deep.shift(); next; next = deep.shift()) {
    const [before, after, position] = next;
    found.push(compareMembers(before, after, { ...position, from: position.trail.length }));
  }
  return [...new Set(found.flat())];
}

/** Deeper than any event, and no danger to the stack. */
const deepestTrail = 40;

function compareMembers(old: readonly Member[], now: readonly Member[], position: Position): readonly Difference[] {
  const { comparison, trail, types, selects, from } = position;
  const key = `${membersKey(old)} ${membersKey(now)}${selects ? ' selects' : ''}`;
  const known = comparison.known.get(key);
  // The same differences may be met again on the way to other event types.
  if (known) return known.types === types ? known.differences : known.differences.map((each) => ({ ...each, types }));
  if (isIdentical(comparison, old, now)) return [];
  if (trail.length - from > deepestTrail) {
    comparison.deep.push([old, now, position]);
    return [];
  }
  comparison.known.set(key, { types, differences: [] });
  const sides = { old: resolveMembers(comparison.old, old), new: resolveMembers(comparison.new, now) };
  const pair = { comparison, trail, types, selects, from, ...sides };
  const differences = [...new Set(compareUnions(pair) ?? compareResolved(pair))];
  comparison.known.set(key, { types, differences });
  return differences;
}

function compareResolved(pair: Pair): Difference[] {
  const ends = compareEnds(pair);
  if (ends) return ends.map((found) => located(found, pair));
  const own = schemaRules.flatMap((rule) => rule(pair)).map((found) => located(found, pair));
  return [...own, ...compareObjects(pair), ...compareLists(pair)];
}

function compareObjects(pair: Pair): readonly Difference[] {
  const { old, new: now } = pair;
  // That nothing may stand in an object is for a rule to report.
  const isEmpty = ofBoth(pair, (side) => mostOf(side, 'maxProperties')).includes(0);
  if (!bothTake(pair, 'object') || isEmpty) return [];
  const names = [...new Set([...now.names.keys(), ...old.names.keys()])];
  const undeclared = ofBoth(pair, undeclaredMembers);
  const patterns = ofBoth(pair, patternsOf);
  // What the names of properties must be like is compared like any text.
  const propertyNames = ofBoth(pair, (side) => innerMembers(side, 'propertyNames'));
  return [
    ...names.flatMap((name) => compareProperty(pair, name)),
    ...(isAnyForbidden(pair, undeclared) ? [] : compareBelow(pair, '*', undeclared)),
    ...[...new Set(patterns.flat())].flatMap((pattern) => compareNamePattern(pair, pattern)),
    ...compareBelow(pair, nameToken, propertyNames),
  ];
}

function compareProperty(pair: Pair, name: string): readonly Difference[] {
  const members = ofBoth(pair, (side) => propertyMembers(side, name));
  if (isIdentical(pair.comparison, ...members)) return [];
  // That a name is declared, forbidden, or no longer so, is for a rule to report.
  if (isAnyForbidden(pair, members)) return [];
  const isUnsaid = (side: ResolvedSchema, own: readonly Member[]): boolean =>
    !side.names.has(name) && own.length === 0 && !side.required.has(name);
  if (isUnsaid(pair.old, members[0]) || isUnsaid(pair.new, members[1])) return [];
  return compareBelow(pair, name, members, isSelecting(pair, name));
}

function compareLists(pair: Pair): readonly Difference[] {
  if (!bothTake(pair, 'array')) return [];
  const length = Math.max(...ofBoth(pair, frontLength));
  // That a list ends sooner on one side is for a rule to report.
  const end = Math.min(...ofBoth(pair, (side) => mostOf(side, 'maxItems')));
  const compared = [...Array(Math.min(length, end)).keys(), ...(end > length ? [undefined] : [])];
  return compared.flatMap((index) => {
    const items = ofBoth(pair, (side) => itemMembers(side, index));
    return compareBelow(pair, String(index ?? '*'), items);
  });
}

function isAnyForbidden(pair: Pair, members: BothMembers): boolean {
  return Object.values(resolveBoth(pair, members)).some(isImpossible);
}

/** Names by which events say their type and their action, in objects so deep at most: the whole is 0 deep. */
const selecting = [
  { named: /^(type|event|event_?type)$/i, deepest: 1 },
  { named: /^action$/i, deepest: 2 },
];

/**
 * Tells whether a property chooses what else holds: a required one with listed values beside a union does, whether or not
 * the document says so; and one that is called so near the top of an event says what it is about.
 */
function isSelecting({ old, selects, trail }: Pair, name: string): boolean {
  if (selects) return true;
  if (!resolveProperty(old, name).values) return false;
  if (selecting.some(({ named, deepest }) => trail.length <= deepest && named.test(name))) return true;
  if (!old.required.has(name)) return false;
  return [...old.names.keys()].some(
    (other) => other !== name && resolveUnion(resolveProperty(old, other)) !== undefined,
  );
}
