import { type Difference, nameToken, type Pair, type Step } from './difference.ts';
import type { Part } from './model/conjunction.ts';
import type { World } from './model/context.ts';
import { identical } from './model/equality.ts';
import {
  frontLength,
  isImpossible,
  itemParts,
  otherParts,
  propertyParts,
  type Shape,
  shapeOf,
  takesType,
} from './model/resolved-schema.ts';
import { choiceOf } from './model/unions.ts';
import { comparePatterns } from './pattern-properties.ts';
import { rules } from './rules/index.ts';
import { compareChoices } from './unions/compare.ts';
import { atTop, type Known, type Position, type Walk } from './walk.ts';

/** A comparison that nothing is known of yet. */
export function walkOf(old: World, now: World): Walk {
  const walk: Walk = {
    old,
    new: now,
    known: new Map(),
    open: new Set(),
    deep: [],
    compare: (a, b, position) => compareParts(walk, a, b, position),
  };
  return walk;
}

/** Deeper than any event, and no danger to the stack. */
const deepest = 40;

/** All differences between what two schemas allow, however deep. Throws an input error for schemas that cannot be read. */
export function compareAll(walk: Walk, old: readonly Part[], now: readonly Part[]): Difference[] {
  const found = [...compareParts(walk, old, now)];
  for (let next = walk.deep.shift(); next; next = walk.deep.shift())
    found.push(...compareParts(walk, next.old, next.new, { ...next.position, from: next.position.trail.length }));
  return [...new Set(found)];
}

/** All differences between what two conjunctions of schemas allow, except those that lie too deep. */
export function compareParts(
  walk: Walk,
  old: readonly Part[],
  now: readonly Part[],
  position: Position = atTop,
): readonly Difference[] {
  const key = `${keyOf(old)} ${keyOf(now)}${position.tag ? ' tag' : ''}`;
  const known = walk.known.get(key);
  if (known) return known.types === position.types ? known.differences : retyped(known, position);
  if (walk.open.has(key) || identical(walk, old, now)) return [];
  if (position.trail.length - position.from > deepest) {
    walk.deep.push({ old, new: now, position });
    return [];
  }
  walk.open.add(key);
  const found = compareShapes(walk, shapeOf(walk.old, old), shapeOf(walk.new, now), position);
  walk.open.delete(key);
  const differences = [...new Set(found)];
  walk.known.set(key, { types: position.types, differences });
  return differences;
}

/** The same differences, met again on the way to other event types. */
function retyped({ differences }: Known, { types }: Position): Difference[] {
  return differences.map((each) => {
    if (types !== undefined) return { ...each, types };
    const { types: _, ...all } = each;
    return all;
  });
}

function keyOf(parts: readonly Part[]): string {
  return parts
    .map(({ at, schema }) => `${at}#${Object.keys(schema).length}`)
    .toSorted()
    .join(',');
}

function compareShapes(walk: Walk, old: Shape, now: Shape, position: Position): Difference[] {
  const [before, after] = [choiceOf(old), choiceOf(now)];
  if (before || after)
    return compareChoices(walk, { shape: old, choice: before }, { shape: now, choice: after }, position);
  const trail = [...position.trail, { old, new: now }];
  const pair: Pair = { old, new: now, trail, types: position.types, tag: position.tag, from: position.from };
  const here = rules.flatMap((rule) =>
    rule(pair).map(
      (told): Difference => ({
        ...told,
        trail,
        ...(position.types === undefined ? {} : { types: position.types }),
      }),
    ),
  );
  if (isImpossible(old) || isImpossible(now)) return here;
  return [...here, ...objectsWithin(walk, pair), ...listsWithin(walk, pair)];
}

function objectsWithin(walk: Walk, pair: Pair): Difference[] {
  const { old, new: now } = pair;
  if (!takesType(old, 'object') || !takesType(now, 'object')) return [];
  const names = [...new Set([...now.names.keys(), ...old.names.keys()])];
  const declared = names.flatMap((name) => {
    const [before, after] = [propertyParts(old, name), propertyParts(now, name)];
    if (before.length + after.length === 0 || identical(walk, before, after)) return [];
    // That a name is declared, forbidden, or no longer so, is for a rule to tell.
    if (isImpossible(shapeOf(walk.old, before)) || isImpossible(shapeOf(walk.new, after))) return [];
    const unsaid = (shape: Shape, parts: readonly Part[]): boolean =>
      !shape.names.has(name) && parts.length === 0 && !shape.required.has(name);
    if (unsaid(old, before) || unsaid(now, after)) return [];
    return [...compareParts(walk, before, after, down(pair, name, isTag(pair, name)))];
  });
  const [before, after] = [otherParts(old), otherParts(now)];
  const closed = isImpossible(shapeOf(walk.old, before)) || isImpossible(shapeOf(walk.new, after));
  const undeclared =
    closed || before.length + after.length === 0 ? [] : compareParts(walk, before, after, down(pair, '*'));
  const patterned = comparePatterns(walk, pair, (token) => down(pair, token));
  return [...declared, ...undeclared, ...patterned, ...namesWithin(walk, pair)];
}

/** What the names of properties must be like is compared like any text. */
function namesWithin(walk: Walk, pair: Pair): readonly Difference[] {
  const parts = ({ leaves }: Shape): Part[] =>
    leaves.flatMap(({ schema, at }) =>
      schema.propertyNames === undefined ? [] : [{ schema: schema.propertyNames, at: `${at}/propertyNames` }],
    );
  const [before, after] = [parts(pair.old), parts(pair.new)];
  return before.length + after.length === 0 ? [] : compareParts(walk, before, after, down(pair, nameToken));
}

function listsWithin(walk: Walk, pair: Pair): Difference[] {
  const { old, new: now } = pair;
  if (!takesType(old, 'array') || !takesType(now, 'array')) return [];
  const front = Math.max(frontLength(old), frontLength(now));
  const first = Array.from({ length: front }, (_, index) =>
    compareParts(walk, itemParts(old, index), itemParts(now, index), down(pair, String(index))),
  );
  const [before, after] = [itemParts(old), itemParts(now)];
  return [
    ...first.flat(),
    ...(before.length + after.length === 0 ? [] : compareParts(walk, before, after, down(pair, '*'))),
  ];
}

function down({ trail, types, from }: Pair, token: string, tag = false): Position {
  const last = trail.at(-1) as Step;
  return { trail: [...trail.slice(0, -1), { ...last, token }], types, tag, from };
}

/** By which names events tell their type and their action, in objects so deep at most: the whole is 1 deep. */
const telling = [
  { named: /^(type|event|event_?type)$/i, deepest: 2 },
  { named: /^action$/i, deepest: 3 },
];

/**
 * A required property with listed values beside a union chooses what the union holds, whether the document says so or not;
 * and one that is called so near the top of an event says what it is about.
 */
function isTag({ old, tag, trail }: Pair, name: string): boolean {
  if (tag) return true;
  if (!shapeOf(old.world, propertyParts(old, name)).values) return false;
  if (telling.some(({ named, deepest }) => trail.length <= deepest && named.test(name))) return true;
  if (!old.required.has(name)) return false;
  return [...old.names.keys()].some(
    (other) => other !== name && choiceOf(shapeOf(old.world, propertyParts(old, other))) !== undefined,
  );
}
