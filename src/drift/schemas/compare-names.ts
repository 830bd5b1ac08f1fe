import { type BothMembers, compareBelow, membersKey, ofBoth, positionBelow, resolveBoth } from './both-sides.ts';
import { type Difference, located, type Pair, stated } from './difference.ts';
import { isIdentical } from './model/equality.ts';
import { matches, namesLike, plainName } from './model/name-patterns.ts';
import { facts, isImpossible, patternMembers, propertyMembers, type ResolvedSchema } from './model/resolved-schema.ts';

/** Compares what is asked of names that match a pattern like a property whose name does. */
export function compareNamePattern(pair: Pair, pattern: string): readonly Difference[] {
  const sides = [pair.old, pair.new];
  const isKept = sides.every((side) => hasNamePattern(side, pattern));
  // What one side says by this pattern the other one may say by another, or of some of these names.
  const names = isKept ? [] : namesLike(pattern);
  if (names.length === 0)
    return compareNames(
      pair,
      pattern,
      ofBoth(pair, (side) => patternMembers(side, pattern)),
    );
  const differing = new Map<string, [name: string, members: BothMembers]>();
  for (const name of names) {
    const members = ofBoth(pair, (side) => propertyMembers(side, name));
    if (isIdentical(pair.comparison, ...members)) continue;
    const key = members.map(membersKey).join(' ');
    if (!differing.has(key)) differing.set(key, [name, members]);
  }
  const isMoved =
    !hasNamePattern(pair.new, pattern) &&
    names.every((name) => patternsOf(pair.new).some((each) => matches(each, name)));
  return [
    ...(isMoved ? [movedPattern(pair, pattern)] : []),
    ...[...differing.values()].flatMap(([name, members]) => compareNames(pair, pattern, members, name)),
  ];
}

/** Compares what is asked of names of a pattern, as of the one that is given. */
function compareNames(
  pair: Pair,
  pattern: string,
  members: BothMembers,
  token = plainName(pattern) ?? '*',
): readonly Difference[] {
  const { old, new: now } = resolveBoth(pair, members);
  const wasForbidden = isImpossible(old);
  if (wasForbidden === isImpossible(now)) return wasForbidden ? [] : compareBelow(pair, token, members);
  const [before, after] = [old, now].map(({ pointer }) => ({ value: pattern, pointer }));
  const what = `names like ${pattern} ${wasForbidden ? 'may be there now, and were forbidden' : 'are forbidden now'}`;
  const difference = wasForbidden
    ? stated({ rule: 'property-added', effect: 'widens', what, byPattern: true }, undefined, after)
    : stated({ rule: 'property-removed', effect: 'narrows', what, byPattern: true }, before, undefined);
  return [located(difference, { ...positionBelow(pair, token), old, new: now })];
}

/** Lists the patterns of names of which something is asked. */
export function patternsOf(side: ResolvedSchema): string[] {
  return facts<object>(side, 'patternProperties').flatMap(({ value }) => Object.keys(value));
}

/** States that what is asked of names by a pattern is asked by another one, as far as any name shows. */
function movedPattern(pair: Pair, pattern: string): Difference {
  const { old, new: now } = resolveBoth(
    pair,
    ofBoth(pair, (side) => patternMembers(side, pattern)),
  );
  return located(saidByAnother(pattern, old.pointer), { ...pair, old, new: now });
}

function hasNamePattern(side: ResolvedSchema, pattern: string): boolean {
  return facts<object>(side, 'patternProperties').some(({ value }) => Object.hasOwn(value, pattern));
}

/** States that nothing was found that a pattern of names no longer asks, now that another one asks it. */
function saidByAnother(pattern: string, pointer: string) {
  const what = `what is asked of names like ${pattern} is asked by another pattern now`;
  return stated({ rule: 'pattern-changed', effect: 'unclear', what }, { value: pattern, pointer }, undefined);
}
