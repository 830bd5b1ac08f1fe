import type { Difference } from '../difference.ts';
import type { Part } from '../model/conjunction.ts';
import { identical } from '../model/equality.ts';
import { propertyParts, type Shape, shapeOf } from '../model/resolved-schema.ts';
import type { Alternative, Choice } from '../model/unions.ts';
import type { Position, Walk } from '../walk.ts';
import { type Sided, where } from './side.ts';

export interface UntaggedSide extends Sided {
  choice: Choice;
}

export function compareUntagged(walk: Walk, old: UntaggedSide, now: UntaggedSide, position: Position): Difference[] {
  const left = new Set(old.choice.alternatives);
  const paired: [Alternative, Alternative][] = [];
  const waiting: Alternative[] = [];
  const pairUp = (before: Alternative, after: Alternative): void => {
    paired.push([before, after]);
    left.delete(before);
  };
  for (const after of now.choice.alternatives) {
    const named = [...left].find(({ name }) => name !== undefined && name === after.name);
    // What holds beside the union may differ, and is told for each branch that stayed as it was.
    const kept = named ?? [...left].find((before) => sameBranch(walk, before, after));
    if (kept) pairUp(kept, after);
    else waiting.push(after);
  }
  const still = waiting.filter((after) => {
    const equal = [...left].find((before) => walk.compare(before.parts, after.parts, position).length === 0);
    if (equal) pairUp(equal, after);
    return equal === undefined;
  });
  // One that is left on each side is taken to be the same one, changed; and one schema that became several, or several one, each.
  const [only] = left;
  if (still.length === 1 && left.size === 1 && only) pairUp(only, still.pop() as Alternative);
  const contained = still.filter((after) => inSome(walk, old.choice.alternatives, after, position));
  const foreign = still.filter((after) => !contained.includes(after));
  // Where one side is no union, what stands there now is held against what is most like it.
  const [before, after] = [old.choice.alternatives, now.choice.alternatives];
  const likened = before.length === 1 || after.length === 1 ? foreign : [];
  const gone = [...left].filter(
    (before) =>
      !contained.some((after) => inSome(walk, [before], after, position)) &&
      likened.length === 0 &&
      !(old.choice.alternatives.length === 1 && contained.length > 0),
  );
  const branch = (rule: BranchRule, effect: Difference['effect'], each: Alternative): Difference =>
    branchDifference({ rule, effect }, { old, now }, each, walk, position);
  return [
    ...paired.flatMap(([a, b]) => entangled(walk, old, a, walk.compare(a.parts, b.parts, position))),
    ...likened.flatMap((each) => likest(walk, before, each, position)),
    ...foreign.filter((each) => !likened.includes(each)).map((each) => branch('union-branch-added', 'widens', each)),
    ...(before.length > 1 ? contained : []).map((each) =>
      branch('union-branch-added', overlaps(old, each, walk) ? 'unclear' : 'none', each),
    ),
    ...(before.length === 1 && after.length > 1 && foreign.length === 0 && paired.length === 0
      ? unionAdded(walk, old, now, position)
      : []),
    ...(after.length === 1 && likened.length > 0 ? before : [])
      .filter((each) => !covered(walk, each.parts, after, position))
      .map((each) => branch('union-branch-removed', overlaps(old, each, walk) ? 'unclear' : 'narrows', each)),
    ...gone.map((each) => branch('union-branch-removed', overlaps(old, each, walk) ? 'unclear' : 'narrows', each)),
    ...kindChange(walk, old, now, position),
  ];
}

function sameBranch(walk: Walk, { own: before }: Alternative, { own: after }: Alternative): boolean {
  return before !== undefined && after !== undefined && identical(walk, [before], [after]);
}

/** The differences from the alternative that has the fewest. */
function likest(
  walk: Walk,
  all: readonly Alternative[],
  after: Alternative,
  position: Position,
): readonly Difference[] {
  const found = all.slice(0, 20).map(({ parts }) => walk.compare(parts, after.parts, position));
  return found.toSorted((a, b) => a.length - b.length)[0] ?? [];
}

/** Where no union was, what none of its alternatives allows is gone. */
function unionAdded(walk: Walk, old: UntaggedSide, now: UntaggedSide, position: Position): Difference[] {
  if (pieces(old.shape).every((parts) => covered(walk, parts, now.choice.alternatives, position))) return [];
  const { trail, types } = position;
  return [
    {
      rule: 'union-added',
      effect: 'narrows',
      before: null,
      after: now.choice.kind,
      at: now.choice.at,
      what: 'only what one of the alternatives allows is left',
      trail: [...trail, { old: old.shape, new: now.shape }],
      ...(types === undefined ? {} : { types }),
    },
  ];
}

/** Whether one of the alternatives allows everything that these parts do. */
function covered(walk: Walk, parts: readonly Part[], all: readonly Alternative[], position: Position): boolean {
  return all.some((each) =>
    walk.compare(parts, each.parts, position).every(({ effect }) => effect === 'widens' || effect === 'none'),
  );
}

/** A place cut up by its listed values or its types, each of which an alternative of its own may hold. */
function pieces({ parts, at, types, values, takesNull }: Shape): Part[][] {
  const cut = (schema: Part['schema']): Part[] => [...parts, { schema, at: `${at}/piece` }];
  const nothing = takesNull ? [cut({ enum: [null] })] : [];
  if (values) return [...values.value.slice(0, 50).map((value) => cut({ enum: [value] })), ...nothing];
  if (!types) return [[...parts]];
  return [...types.value.map((type) => cut({ type })), ...nothing];
}

/** Whether everything that an alternative allows is allowed by another one already. */
function inSome(walk: Walk, others: readonly Alternative[], { parts }: Alternative, position: Position): boolean {
  return others.some((other) =>
    walk.compare(other.parts, parts, position).every(({ effect }) => effect === 'narrows' || effect === 'none'),
  );
}

type BranchRule = 'union-branch-added' | 'union-branch-removed';

function branchDifference(
  { rule, effect }: { rule: BranchRule; effect: Difference['effect'] },
  { old, now }: { old: UntaggedSide; now: UntaggedSide },
  { parts, name, at }: Alternative,
  walk: Walk,
  { trail, types }: Position,
): Difference {
  const added = rule === 'union-branch-added';
  const label = name ?? at;
  return {
    rule,
    effect,
    before: added ? null : label,
    after: added ? label : null,
    at,
    what: added
      ? effect === 'none'
        ? `${label} is a new alternative, within what was allowed`
        : `${label} may stand there now`
      : `${label} is no longer among the alternatives`,
    trail: [
      ...trail,
      { old: added ? old.shape : shapeOf(walk.old, parts), new: added ? shapeOf(walk.new, parts) : now.shape },
    ],
    ...(types === undefined ? {} : { types }),
  };
}

/** Where a value could fit a second alternative of a `oneOf`, which refuses it, to narrow the one is to let it pass. */
function entangled(
  walk: Walk,
  old: UntaggedSide,
  alternative: Alternative,
  found: readonly Difference[],
): readonly Difference[] {
  if (found.length === 0 || !overlaps(old, alternative, walk)) return found;
  return found.map((each) =>
    each.effect === 'narrows' || each.effect === 'none'
      ? { ...each, effect: 'unclear', what: `${each.what}, and the alternatives overlap` }
      : each,
  );
}

/** What fitted two branches of a `oneOf` was refused; with one of them gone it may be taken. */
function overlaps({ choice }: UntaggedSide, gone: Alternative, walk: Walk): boolean {
  if (choice.kind !== 'oneOf') return false;
  return choice.alternatives.some(
    (other) => other !== gone && mayOverlap(shapeOf(walk.old, gone.parts), shapeOf(walk.old, other.parts)),
  );
}

/** Nothing keeps two shapes apart: not their types, and not the values of a property that both require. */
function mayOverlap(a: Shape, b: Shape): boolean {
  if (a.types && b.types && !a.types.value.some((type) => sharesType(type, b.types?.value ?? []))) return false;
  if (a.values && b.values && !a.values.value.some((value) => b.values?.value.includes(value))) return false;
  const both = [...a.names.keys()].filter(
    (name) => b.names.has(name) && (a.required.has(name) || b.required.has(name)),
  );
  return both.every((name) => {
    const [left, right] = [a, b].map((shape) => shapeOf(shape.world, propertyParts(shape, name)));
    return !left || !right || mayOverlap(left, right);
  });
}

/** A whole number is a number, too. */
function sharesType(type: string, others: readonly string[]): boolean {
  return (
    others.includes(type) ||
    (type === 'integer' && others.includes('number')) ||
    (type === 'number' && others.includes('integer'))
  );
}

function kindChange(walk: Walk, old: UntaggedSide, now: UntaggedSide, position: Position): Difference[] {
  if (!old.shape.parts.length || old.choice.kind === now.choice.kind) return [];
  if (old.choice.alternatives.length < 2 || now.choice.alternatives.length < 2) return [];
  const [first, ...rest] = old.choice.alternatives.map(({ parts }) => shapeOf(walk.old, parts));
  if (!first || !rest.some((other) => mayOverlap(first, other))) return [];
  const loosened = old.choice.kind === 'oneOf';
  const what = loosened
    ? 'what fits several alternatives may come now'
    : 'what fits several alternatives no longer comes';
  return [
    {
      rule: 'union-kind-changed',
      effect: loosened ? 'unclear' : 'narrows',
      before: old.choice.kind,
      after: now.choice.kind,
      at: now.choice.at,
      what,
      ...where(old, now, position),
    },
  ];
}
