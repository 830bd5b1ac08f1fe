import { userError } from '../../../errors.ts';
import { type Difference, located, type Pair, type UnionPair } from '../difference.ts';
import type { Member } from '../model/conjunction.ts';
import { type ResolvedSchema, resolveMembers } from '../model/resolved-schema.ts';
import { type ResolvedUnion, resolveUnion } from '../model/unions.ts';
import { compareDiscriminated } from './discriminated.ts';
import { compareMappings } from './mapping.ts';
import { compareUndiscriminated } from './undiscriminated.ts';

const mostComparedBranches = 2_000;
/** Unions that follow one another at one location are compared so often, where more than some lie around. */
export const mostNestedWays = 500;
const fewNested = 8;

/** Finds the differences of a location that has a union on either side; undefined where it has none. */
export function compareUnions(pair: Pair): readonly Difference[] | undefined {
  const [first, second] = [resolveUnion(pair.old), resolveUnion(pair.new)];
  if (!first && !second) return undefined;
  countWay(pair);
  const unions = { old: first ?? singleBranch(pair.old, second), new: second ?? singleBranch(pair.new, first) };
  const many = [unions.old, unions.new].find(({ branches }) => branches.length > mostComparedBranches);
  if (many) {
    const what = `a union of more than ${mostComparedBranches} alternatives is not compared`;
    const common = { before: null, after: null, pointer: many.pointer, what };
    return [located({ rule: 'keyword-undecided', effect: 'unclear', ...common }, pair)];
  }
  const unionPair = { ...pair, unions };
  const renamed = renamedDiscriminator(unionPair);
  const discriminated = compareDiscriminated(unionPair);
  if (discriminated) return [...renamed, ...discriminated, ...compareMappings(unionPair, discriminated)];
  const found = compareUndiscriminated(unionPair);
  return [...renamed, ...found, ...compareMappings(unionPair, found)];
}

/** Throws an input error where each way through some unions leads through two of the next ones, and so on. */
function countWay({ comparison, old, new: now }: Pair): void {
  const nested = Math.max(...[...old.members, ...now.members].map(({ within = [] }) => within.length));
  if (nested <= fewNested || --comparison.nestedWays > 0) return;
  throw userError('input', `${now.context.source}: ${now.pointer} multiplies to too many alternatives`);
}

/** Reads what is no union as one; where the other side writes null as a branch of its own, so does this. */
function singleBranch(resolved: ResolvedSchema, other: ResolvedUnion | undefined): ResolvedUnion {
  const { context, members, pointer, takesNull, types } = resolved;
  const branch = (...more: Member[]) => ({ members: [...members, ...more], name: undefined, pointer });
  const union = { context, pointer, discriminator: undefined };
  if (!takesNull || !types?.value.length || other?.branches.length !== 2 || !hasNullBranch(other))
    return { kind: 'anyOf', ...union, branches: [branch()] };
  const only = (type: string | string[]): Member => ({ schema: { type }, pointer: `${pointer}#${type}` });
  return { kind: other.kind, ...union, branches: [branch(only(types.value)), branch(only('null'))] };
}

function hasNullBranch({ context, branches }: ResolvedUnion): boolean {
  return branches.some(({ members }) => {
    const { takesNull, types, values } = resolveMembers(context, members);
    return takesNull && (types?.value.length === 0 || values?.value.length === 0);
  });
}

/** Finds that another property chooses, or that none is named by which readers and generated code may choose, or one is now. */
function renamedDiscriminator(pair: UnionPair): Difference[] {
  const { old, new: now } = pair.unions;
  const [before, after] = [old.discriminator, now.discriminator];
  if (before?.name === after?.name) return [];
  if (before && after) {
    const what = `${after.name} chooses the alternative now, and not ${before.name}`;
    const common = { before: before.name, after: after.name, pointer: after.pointer, what };
    return [located({ rule: 'discriminator-renamed', effect: 'both', ...common, misread: true }, pair)];
  }
  const named = before ?? after;
  // What is meant without being written, and what is no union any more, is told by what it comes to.
  const isWritten = [old, now].every(({ branches }) => branches.some(({ own }) => own !== undefined));
  if (!named?.pointer.endsWith('/discriminator') || !isWritten) return [];
  const common = { before: before?.name ?? null, after: after?.name ?? null, pointer: named.pointer };
  return before
    ? [
        located(
          {
            rule: 'discriminator-removed',
            effect: 'vanishes',
            ...common,
            what: `${named.name} is no longer named as what chooses`,
          },
          pair,
        ),
      ]
    : [
        located(
          { rule: 'discriminator-added', effect: 'none', ...common, what: `${named.name} is named as what chooses` },
          pair,
        ),
      ];
}
