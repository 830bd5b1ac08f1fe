import { type Difference, located, type StatedDifference, type UnionPair } from '../difference.ts';
import { type ResolvedSchema, resolveMembers, resolveProperty } from '../model/resolved-schema.ts';
import type { ResolvedUnion } from '../model/unions.ts';

/**
 * Finds values of which the mapping says something else, or nothing any more, though both documents have the branch: readers
 * and generated code go by the mapping, whatever lists in the branches say to validators.
 */
export function compareMappings(pair: UnionPair, found: readonly Difference[]): Difference[] {
  const { old, new: now } = pair.unions;
  const [before, after] = [old.discriminator?.mapping ?? {}, now.discriminator?.mapping ?? {}];
  if (!now.discriminator || old.discriminator?.name !== now.discriminator.name) return [];
  const pointer = `${now.discriminator.pointer}/mapping`;
  const isTold = (value: string) =>
    found.some(
      (each) => each.rule === 'mapping-retargeted' || (each.rule === 'enum-value-removed' && each.before === value),
    );
  return Object.entries(before).flatMap(([value, target]) => {
    const [was, is] = [target, after[value]].map(schemaName);
    if (isTold(value) || ![old, now].every(({ branches }) => branches.some(({ name }) => name === was))) return [];
    if (is === undefined) {
      const what = `the mapping no longer says what comes with ${value}`;
      const gone = { rule: 'mapping-removed', effect: 'vanishes', before: value, after: null, pointer, what } as const;
      return [withValue(pair, gone, { value, name: was })];
    }
    // A schema that is only called otherwise reads as it did.
    if (was === is || !old.branches.some(({ name }) => name === is)) return [];
    const what = `${value} is read as ${is} now, and was read as ${was}`;
    const moved = { rule: 'mapping-retargeted', effect: 'both', before: was, after: is, pointer, what } as const;
    return [withValue(pair, { ...moved, misread: true, show: { old: [value], new: [value] } }, { value, name: was })];
  });
}

/** Locates a difference at the property that chooses, with one value of it, in the branch of this name. */
function withValue(
  pair: UnionPair,
  difference: StatedDifference,
  { value, name }: { value: string; name: string | undefined },
): Difference {
  const token = pair.unions.new.discriminator?.name ?? '';
  const holder = { old: branchOf(pair.unions.old, name), new: branchOf(pair.unions.new, name), token };
  const end = { old: resolveProperty(holder.old, token), new: resolveProperty(holder.new, token) };
  return located(difference, { ...pair, ...end, trail: [...pair.trail, holder], types: pair.types ?? [value] });
}

/** Resolves a branch without what chooses it. */
function branchOf({ context, branches, discriminator }: ResolvedUnion, name: string | undefined): ResolvedSchema {
  const branch = branches.find((each) => each.name === name);
  const chosen = discriminator?.pointer ?? '';
  return resolveMembers(context, branch?.members.filter(({ pointer }) => !pointer.startsWith(chosen)) ?? []);
}

function schemaName(target: unknown): string | undefined {
  return typeof target === 'string' ? target.split('/').at(-1) : undefined;
}
