import type { Difference } from '../difference.ts';
import type { Part } from '../model/conjunction.ts';
import type { World } from '../model/context.ts';
import { type Shape, shapeOf } from '../model/resolved-schema.ts';
import { type Choice, mostAlternatives, tagOf } from '../model/unions.ts';
import type { Position, Walk } from '../walk.ts';
import { compareTagged } from './discriminated.ts';
import { type Sided, where } from './side.ts';
import { compareUntagged } from './undiscriminated.ts';

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
