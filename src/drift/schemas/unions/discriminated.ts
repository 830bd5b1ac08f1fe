import type { Difference } from '../difference.ts';
import type { Part } from '../model/conjunction.ts';
import { propertyParts, type Shape, shapeOf } from '../model/resolved-schema.ts';
import type { Alternative, Choice, Tagged } from '../model/unions.ts';
import type { Position, Walk } from '../walk.ts';
import { type Sided, where } from './side.ts';

export interface TaggedSide extends Sided {
  choice: Choice;
  tags: Tagged;
}

/** Alternatives with a tag are compared value by value; values with the same two alternatives together. */
export function compareTagged(walk: Walk, old: TaggedSide, now: TaggedSide, position: Position): Difference[] {
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
