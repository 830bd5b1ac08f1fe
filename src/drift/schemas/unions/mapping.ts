import { type Difference, located, type StatedDifference, saidOf, type UnionPair } from '../difference.ts';
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
  const ofOld = Object.entries(before).flatMap(([value, target]) => {
    // Without an entry a value chooses the schema of its name.
    const [was, is] = [schemaName(target), schemaName(after[value] ?? impliedBy(now, value))];
    if (isTold(value) || ![old, now].every(({ branches }) => branches.some(({ name }) => name === was))) return [];
    if (is === undefined) {
      const what = saidOf(value, 'is in the mapping no more');
      const gone = {
        rule: 'mapping-removed',
        effect: 'vanishes',
        before: value,
        after: null,
        pointer,
        ...what,
      } as const;
      return [withValue(pair, gone, { value, name: was })];
    }
    // A schema that is only called otherwise reads as it did.
    if (was === is || !old.branches.some(({ name }) => name === is)) return [];
    const what = `${value} is read as ${is} now, and was read as ${was}`;
    const moved = { rule: 'mapping-retargeted', effect: 'both', before: was, after: is, pointer, what } as const;
    return [withValue(pair, { ...moved, misread: true, show: { old: [value], new: [value] } }, { value, name: was })];
  });
  return [...ofOld, ...addedEntries(pair, found)];
}

/** Finds entries for branches that were there before; of a value that the branch listed nothing else comes than did. */
function addedEntries(pair: UnionPair, found: readonly Difference[]): Difference[] {
  const { old, new: now } = pair.unions;
  const before = old.discriminator?.mapping ?? {};
  return Object.entries(now.discriminator?.mapping ?? {}).flatMap(([value, target]) => {
    const name = schemaName(target);
    const isKnown = Object.hasOwn(before, value) || impliedBy(old, value) === name;
    const isTold = found.some(({ rule, after }) => rule === 'enum-value-added' && after === value);
    if (isKnown || isTold || !old.branches.some((branch) => branch.name === name)) return [];
    const listed = resolveProperty(branchOf(old, name), old.discriminator?.name ?? '').values?.value;
    const effect = listed?.includes(value) ? 'none' : 'widens';
    const pointer = `${now.discriminator?.pointer}/mapping`;
    const what = { ...saidOf(value, 'is in the mapping now'), what: `${value} is in the mapping now, with ${name}` };
    const added = { rule: 'mapping-added', effect, before: null, after: value, pointer, ...what } as const;
    return [withValue(pair, { ...added, show: { new: [value] } }, { value, name })];
  });
}

/** Gives the name of the branch that a value chooses where the mapping says nothing of it: its own. */
function impliedBy({ branches }: ResolvedUnion, value: string): string | undefined {
  return branches.some(({ name }) => name === value) ? value : undefined;
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
