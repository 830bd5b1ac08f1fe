import { type Difference, located, type Position } from '../difference.ts';
import type { Member } from '../model/conjunction.ts';
import type { DocumentContext } from '../model/context.ts';
import { type ResolvedSchema, resolveMembers } from '../model/resolved-schema.ts';
import type { ResolvedUnion } from '../model/unions.ts';

/** Holds a location and its union; what is no union counts as one of a single branch. */
export interface UnionSide {
  resolved: ResolvedSchema;
  union: ResolvedUnion;
}

export interface UnionSides {
  old: UnionSide;
  new: UnionSide;
}

/** Reads what is no union as one; where the other side writes null as a branch of its own, so does this. */
export function singleBranch(
  { members, pointer, takesNull, types }: ResolvedSchema,
  context: DocumentContext,
  other: ResolvedUnion | undefined,
): ResolvedUnion {
  const branch = (all: Member[]) => ({ members: all, name: undefined, pointer });
  const union = { pointer, discriminator: undefined };
  if (takesNull && types?.value.length && other?.branches.length === 2 && hasNull(context, other)) {
    const only = (type: string | string[]): Member => ({ schema: { type }, pointer: `${pointer}#${type}` });
    return { kind: other.kind, ...union, branches: [branch([...members, only(types.value)]), branch([only('null')])] };
  }
  return { kind: 'anyOf', ...union, branches: [branch([...members])] };
}

/** Tells whether one branch is null and nothing else. */
function hasNull(context: DocumentContext, { branches }: ResolvedUnion): boolean {
  return branches.some(({ members }) => {
    const { takesNull, types, values } = resolveMembers(context, members);
    return takesNull && (types?.value.length === 0 || values?.value.length === 0);
  });
}

/** States that a union has too many branches to be compared. */
export function uncomparedUnion(
  most: number,
  { pointer }: ResolvedUnion,
  sides: UnionSides,
  position: Position,
): Difference {
  const what = `a union of more than ${most} alternatives is not compared`;
  const difference = {
    rule: 'keyword-undecided',
    effect: 'unclear',
    before: null,
    after: null,
    pointer,
    what,
  } as const;
  return located(difference, { old: sides.old.resolved, new: sides.new.resolved }, position);
}

/** Compares which property a discriminator names. */
export function renamedDiscriminator({ old, new: now }: UnionSides, position: Position): Difference[] {
  const [before, after] = [old.union.discriminator, now.union.discriminator];
  if (!before || !after || before.name === after.name) return [];
  const what = `${after.name} chooses the alternative now, and not ${before.name}`;
  const common = { before: before.name, after: after.name, pointer: after.pointer, what };
  const difference = { rule: 'discriminator-renamed', effect: 'both', ...common, misread: true } as const;
  return [located(difference, { old: old.resolved, new: now.resolved }, position)];
}
