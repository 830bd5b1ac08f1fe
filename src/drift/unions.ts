import type { Difference, Step } from './difference.ts';
import type { Part } from './model/parts.ts';
import { propertyParts, type Shape, shapeOf } from './model/shape.ts';
import { type Alternative, type Choice, mostAlternatives, type Tagged, tagOf } from './model/unions.ts';
import type { World } from './model/world.ts';
import type { Position, Walk } from './walk.ts';

/** A place with a union, or without one, which is a union of one. */
interface Sided {
  shape: Shape;
  choice: Choice | undefined;
}

/** Differences between two places of which one has a union at least. */
export function compareChoices(walk: Walk, old: Sided, now: Sided, position: Position): Difference[] {
  const before = old.choice ?? single(old.shape, walk.new, now.choice);
  const after = now.choice ?? single(now.shape, walk.old, old.choice);
  const many = [before, after].find(({ alternatives }) => alternatives.length > mostAlternatives);
  if (many) return [undecided(many, old, now, position)];
  const [tagsBefore, tagsAfter] = [tagOf(walk.old, before), tagOf(walk.new, after)];
  const renamed = renamedTag(before, after, old, now, position);
  if (tagsBefore && tagsAfter && tagsBefore.name === tagsAfter.name)
    return [
      ...renamed,
      ...compareTagged(
        walk,
        { ...old, choice: before, tags: tagsBefore },
        { ...now, choice: after, tags: tagsAfter },
        position,
      ),
    ];
  return [...renamed, ...compareUntagged(walk, { ...old, choice: before }, { ...now, choice: after }, position)];
}

/** A place without a union; where the other side writes null as an alternative of its own, so does this. */
function single({ parts, at, takesNull, types }: Shape, world: World, other: Choice | undefined): Choice {
  if (takesNull && types?.value.length && other?.alternatives.length === 2 && hasNull(world, other)) {
    const only = (type: unknown): Part => ({ schema: { type } as Part['schema'], at: `${at}#${type}` });
    const alternatives = [
      { parts: [...parts, only(types.value)], name: undefined, at },
      { parts: [only('null')], name: undefined, at },
    ];
    return { kind: other.kind, at, alternatives, discriminator: undefined };
  }
  return { kind: 'anyOf', at, alternatives: [{ parts: [...parts], name: undefined, at }], discriminator: undefined };
}

/** Whether one alternative is null and nothing else. */
function hasNull(world: World, { alternatives }: Choice): boolean {
  return alternatives.some(({ parts }) => {
    const { takesNull, types, values } = shapeOf(world, parts);
    return takesNull && (types?.value.length === 0 || values?.value.length === 0);
  });
}

function undecided(choice: Choice, old: Sided, now: Sided, position: Position): Difference {
  const what = `a union of more than ${mostAlternatives} alternatives is not compared`;
  return {
    rule: 'keyword-undecided',
    effect: 'unclear',
    before: null,
    after: null,
    at: choice.at,
    what,
    ...where(old, now, position),
  };
}

function where(old: Sided, now: Sided, { trail, types }: Position): { trail: Step[]; types?: readonly string[] } {
  return { trail: [...trail, { old: old.shape, new: now.shape }], ...(types === undefined ? {} : { types }) };
}

function renamedTag(before: Choice, after: Choice, old: Sided, now: Sided, position: Position): Difference[] {
  const [a, b] = [before.discriminator, after.discriminator];
  if (!a || !b || a.name === b.name) return [];
  const what = `${b.name} chooses the alternative now, and not ${a.name}`;
  return [
    {
      rule: 'discriminator-renamed',
      effect: 'both',
      before: a.name,
      after: b.name,
      at: `${b.at}`,
      what,
      misread: true,
      ...where(old, now, position),
    },
  ];
}

interface TaggedSide extends Sided {
  choice: Choice;
  tags: Tagged;
}

/** Alternatives with a tag are compared value by value; values with the same two alternatives together. */
function compareTagged(walk: Walk, old: TaggedSide, now: TaggedSide, position: Position): Difference[] {
  const before = byValue(old);
  const after = byValue(now);
  const differences: Difference[] = [];
  for (const [value, { alternative }] of after) {
    if (before.has(value)) continue;
    const alike =
      old.choice.alternatives.find(({ name }) => name !== undefined && name === alternative.name) ??
      old.choice.alternatives[0];
    differences.push(tagDifference('enum-value-added', walk, old, now, alike, alternative, value, position));
  }
  for (const [value, { alternative }] of before) {
    if (after.has(value)) continue;
    const alike =
      now.choice.alternatives.find(({ name }) => name !== undefined && name === alternative.name) ??
      now.choice.alternatives[0];
    differences.push(tagDifference('enum-value-removed', walk, old, now, alternative, alike, value, position));
  }
  const groups = new Map<string, { old: Alternative; new: Alternative; values: string[] }>();
  for (const [value, { alternative, index }] of after) {
    const own = before.get(value);
    if (!own) continue;
    const key = `${own.index} ${index}`;
    const group = groups.get(key) ?? { old: own.alternative, new: alternative, values: [] };
    group.values.push(value);
    groups.set(key, group);
  }
  for (const group of groups.values()) differences.push(...compareGroup(walk, old, now, group, position));
  return [...differences, ...listedOnly(walk, old, now, position)];
}

/** A place that lists values which no alternative is chosen by: what comes with them cannot be told. */
function listedOnly(walk: Walk, old: TaggedSide, now: TaggedSide, position: Position): Difference[] {
  const listed = ({ choice, tags, shape }: TaggedSide, world: Walk['old']): Set<unknown> =>
    new Set(
      [...choice.alternatives.map(({ parts }) => parts.slice(0, -1)), shape.parts]
        .flatMap((parts) => propertyParts(shapeOf(world, parts), tags.name))
        .flatMap((part) => shapeOf(world, [part]).values?.value ?? []),
    );
  const [before, after] = [listed(old, walk.old), listed(now, walk.new)];
  const chosen = new Set(now.tags.values.flat());
  const chosenBefore = new Set(old.tags.values.flat());
  return [...after]
    .filter((value) => !before.has(value) && !chosen.has(value as string) && !chosenBefore.has(value as string))
    .map((value) => {
      const what = `${JSON.stringify(value)} is listed now, but nothing says what comes with it`;
      return {
        rule: 'enum-value-untied',
        effect: 'unclear' as const,
        before: null,
        after: value,
        at: now.choice.at,
        what,
        ...where(old, now, position),
      };
    });
}

function byValue({ choice, tags }: TaggedSide): Map<string, { alternative: Alternative; index: number }> {
  return new Map(
    choice.alternatives.flatMap((alternative, index) =>
      (tags.values[index] ?? []).map((value) => [value, { alternative, index }] as const),
    ),
  );
}

function tagDifference(
  rule: 'enum-value-added' | 'enum-value-removed',
  walk: Walk,
  old: TaggedSide,
  now: TaggedSide,
  before: Alternative | undefined,
  after: Alternative | undefined,
  value: string,
  { trail, types }: Position,
): Difference {
  const added = rule === 'enum-value-added';
  const [oldShape, newShape] = [
    before ? shapeOf(walk.old, before.parts) : old.shape,
    after ? shapeOf(walk.new, after.parts) : now.shape,
  ];
  const { name } = added ? now.tags : old.tags;
  const child = (shape: Shape): Shape => shapeOf(shape.world, propertyParts(shape, name));
  const [oldChild, newChild] = [child(oldShape), child(newShape)];
  const tagged = (added ? newChild : oldChild).values;
  return {
    rule,
    effect: added ? 'widens' : 'vanishes',
    before: added ? null : value,
    after: added ? value : null,
    at: tagged?.at ?? (added ? newChild : oldChild).at,
    what: added
      ? `${JSON.stringify(value)} may arrive, which was never listed`
      : `${JSON.stringify(value)} is no longer listed`,
    tag: true,
    types: types ?? [value],
    trail: [...trail, { old: oldShape, new: newShape, token: name }, { old: oldChild, new: newChild }],
    show: added ? { new: [value] } : { old: [value] },
  };
}

function compareGroup(
  walk: Walk,
  old: TaggedSide,
  now: TaggedSide,
  group: { old: Alternative; new: Alternative; values: string[] },
  position: Position,
): Difference[] {
  const types = position.types ?? group.values;
  // The tag's own list was compared already, so that both sides are seen with the values that they share.
  const shared: Part = {
    schema: { required: [now.tags.name], properties: { [now.tags.name]: { enum: group.values } } },
    at: `${group.new.at}/shared`,
  };
  const found = walk.compare([...group.old.parts, shared], [...group.new.parts, shared], { ...position, types });
  const retargeted =
    found.length > 0 &&
    group.old.name !== group.new.name &&
    old.choice.alternatives.some(({ name }) => name === group.new.name) &&
    group.new.name !== undefined;
  if (!retargeted) return [...found];
  const what = `${group.values.join(', ')} now comes as ${group.new.name}, and came as ${group.old.name}`;
  const step = { old: shapeOf(walk.old, group.old.parts), new: shapeOf(walk.new, [...group.new.parts, shared]) };
  return [
    {
      rule: 'mapping-retargeted',
      effect: 'both',
      before: group.old.name,
      after: group.new.name,
      at: now.choice.discriminator?.at ?? now.choice.at,
      what,
      misread: true,
      types,
      trail: [...position.trail, step],
    },
  ];
}

interface UntaggedSide extends Sided {
  choice: Choice;
}

function compareUntagged(walk: Walk, old: UntaggedSide, now: UntaggedSide, position: Position): Difference[] {
  const left = new Set(old.choice.alternatives);
  const paired: [Alternative, Alternative][] = [];
  const waiting: Alternative[] = [];
  const pairUp = (before: Alternative, after: Alternative): void => {
    paired.push([before, after]);
    left.delete(before);
  };
  for (const after of now.choice.alternatives) {
    const named = [...left].find(({ name }) => name !== undefined && name === after.name);
    if (named) pairUp(named, after);
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
  return [
    ...paired.flatMap(([a, b]) => entangled(walk, old, a, walk.compare(a.parts, b.parts, position))),
    ...likened.flatMap((each) => likest(walk, before, each, position)),
    ...foreign
      .filter((each) => !likened.includes(each))
      .map((after) => branchDifference('union-branch-added', 'widens', old, now, after, walk, position)),
    ...contained
      .filter(() => before.length > 1)
      .map((after) =>
        branchDifference(
          'union-branch-added',
          overlaps(old, after, walk) ? 'unclear' : 'none',
          old,
          now,
          after,
          walk,
          position,
        ),
      ),
    ...[...left]
      .filter(
        (before) =>
          !contained.some((after) => inSome(walk, [before], after, position)) &&
          likened.length === 0 &&
          !(old.choice.alternatives.length === 1 && contained.length > 0),
      )
      .map((before) =>
        branchDifference(
          'union-branch-removed',
          overlaps(old, before, walk) ? 'unclear' : 'narrows',
          old,
          now,
          before,
          walk,
          position,
        ),
      ),
    ...kindChange(walk, old, now, position),
  ];
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

/** Whether everything that an alternative allows is allowed by another one already. */
function inSome(walk: Walk, others: readonly Alternative[], { parts }: Alternative, position: Position): boolean {
  return others.some((other) =>
    walk.compare(other.parts, parts, position).every(({ effect }) => effect === 'narrows' || effect === 'none'),
  );
}

function branchDifference(
  rule: 'union-branch-added' | 'union-branch-removed',
  effect: Difference['effect'],
  old: UntaggedSide,
  now: UntaggedSide,
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
  if (a.types && b.types && !a.types.value.some((type) => b.types?.value.includes(type))) return false;
  if (a.values && b.values && !a.values.value.some((value) => b.values?.value.includes(value))) return false;
  const both = [...a.names.keys()].filter(
    (name) => b.names.has(name) && (a.required.has(name) || b.required.has(name)),
  );
  return both.every((name) => {
    const [left, right] = [a, b].map((shape) => shapeOf(shape.world, propertyParts(shape, name)));
    return !left || !right || mayOverlap(left, right);
  });
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
