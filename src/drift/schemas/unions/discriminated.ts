import { type ComparedBranch, type Difference, located, saidOf, type UnionPair } from '../difference.ts';
import type { Member } from '../model/conjunction.ts';
import { isUnmeetable, propertyMembers, resolveMembers, resolveProperty } from '../model/resolved-schema.ts';
import type { ResolvedUnion, UnionBranch } from '../model/unions.ts';
import { addedValue, removedValue } from '../rules/values.ts';

/** Holds the property whose values tell branches apart, and the branch that each value chooses. */
interface Selector {
  name: string;
  branches: ReadonlyMap<string, UnionBranch>;
}

interface DiscriminatedPair extends UnionPair {
  selectors: { old: Selector; new: Selector };
}

/**
 * Compares branches value by value, values with the same two branches together. Undefined where no property, or not the same
 * one, tells the branches apart on both sides.
 */
export function compareDiscriminated(unionPair: UnionPair): Difference[] | undefined {
  const [old, now] = [selectorOf(unionPair.unions.old), selectorOf(unionPair.unions.new)];
  if (!old || old.name !== now?.name) return undefined;
  const pair = { ...unionPair, selectors: { old, new: now } };
  const added = [...now.branches.keys()].filter((value) => !old.branches.has(value));
  const removed = [...old.branches.keys()].filter((value) => !now.branches.has(value));
  const shared = [...now.branches.keys()].filter((value) => old.branches.has(value));
  const groups = Map.groupBy(shared, (value) =>
    JSON.stringify([old, now].map(({ branches }) => branches.get(value)?.pointer)),
  );
  return [
    ...added.map((value) => valueDifference(pair, 'new', value)),
    ...removed.map((value) => valueDifference(pair, 'old', value)),
    ...[...groups.values()].flatMap((values) => compareChosen(pair, values)),
    ...unboundValues(pair),
  ];
}

/** Finds the property that discriminates: each branch lists its own values, requires it, and none is in two lists. */
function selectorOf({ context, branches, discriminator }: ResolvedUnion): Selector | undefined {
  const all = branches.map((branch) => ({ branch, resolved: resolveMembers(context, branch.members) }));
  const names = [...(discriminator ? [discriminator.name] : []), ...(all[0]?.resolved.names.keys() ?? [])];
  for (const name of new Set(names)) {
    const lists = all.map(({ branch, resolved }) => {
      const values = resolved.required.has(name) ? (resolveProperty(resolved, name).values?.value ?? []) : [];
      return values.map((value) => [value, branch] as const);
    });
    const chosen = lists.flat();
    const complete = lists.every((list) => list.length > 0) && chosen.every(([value]) => typeof value === 'string');
    const byValue = new Map(chosen as [string, UnionBranch][]);
    if (complete && byValue.size > 0 && byValue.size === chosen.length) return { name, branches: byValue };
  }
  return undefined;
}

/** States that a value chooses a branch on one side only, which is shown beside the branch of the same name, or the first. */
function valueDifference(pair: DiscriminatedPair, side: 'old' | 'new', value: string): Difference {
  const { name, branches } = pair.selectors[side];
  const own = branches.get(value);
  const alike = ({ branches: all }: ResolvedUnion): UnionBranch | undefined =>
    all.find((each) => each.name !== undefined && each.name === own?.name) ?? all[0];
  const holderIn = (shown: 'old' | 'new') => {
    const branch = shown === side ? own : alike(pair.unions[shown]);
    return branch ? resolveMembers(pair[shown].context, branch.members) : pair[shown];
  };
  const holder = { old: holderIn('old'), new: holderIn('new'), token: name };
  const branch = side === 'new' && own ? { branch: choice(pair, { value, own, alike: alike(pair.unions.old) }) } : {};
  const end = { old: resolveProperty(holder.old, name), new: resolveProperty(holder.new, name) };
  const difference = {
    ...(side === 'new' ? addedValue(value) : removedValue(value)),
    pointer: writtenAt((end[side].values ?? end[side]).pointer, pair.unions[side]),
    show: { [side]: [value] },
    ...branch,
  };
  return located(difference, { ...pair, ...end, trail: [...pair.trail, holder], types: pair.types ?? [value] });
}

/** Gives where the list is written that chooses: what a discriminator asks for stands in no branch. */
function writtenAt(pointer: string, { discriminator }: ResolvedUnion): string {
  const mapping = `${discriminator?.pointer}/mapping`;
  return pointer.startsWith(`${mapping}/`)
    ? mapping
    : discriminator && pointer.startsWith(`${discriminator.pointer}/`)
      ? discriminator.pointer
      : pointer;
}

/** Holds the alternative that a value chooses: the old document's where it has the same one, and else the new one's. */
function choice(
  { selectors, unions, ...pair }: DiscriminatedPair,
  { value, own, alike }: { value: string; own: UnionBranch; alike: UnionBranch | undefined },
): ComparedBranch {
  const { name } = selectors.new;
  const isOld = alike?.own !== undefined && alike.name !== undefined && alike.name === own.name;
  const [branch, side] = isOld ? [alike, pair.old] : [own, pair.new];
  const schema = { required: [name], properties: { [name]: { enum: [value] } } };
  const chosen = [...(branch.own ? [branch.own] : branch.members), { schema, pointer: `${branch.pointer}/chosen` }];
  return { union: unions.old, own: chosen, context: side.context, isOld };
}

/** Compares what comes with values that all choose the same branch before, and the same one after. */
function compareChosen(pair: DiscriminatedPair, values: readonly string[]): readonly Difference[] {
  const [value = ''] = values;
  const [old, now] = [pair.selectors.old.branches.get(value), pair.selectors.new.branches.get(value)];
  if (!old || !now) return [];
  const { name } = pair.selectors.new;
  // Both sides are held to the values that they share: the list itself was compared already.
  const schema = { required: [name], properties: { [name]: { enum: [...values] } } };
  const shared: Member = { schema, pointer: `${now.pointer}/shared` };
  const inner = { ...pair, types: pair.types ?? values };
  const members = [...now.members, shared];
  const before = [...old.members, shared];
  // What one union chooses may leave no way through the next one.
  if (isUnmeetable(resolveMembers(pair.old.context, before)) && isUnmeetable(resolveMembers(pair.new.context, members)))
    return [];
  const found = pair.comparison.compareMembers(before, members, inner);
  const wasAnother = pair.unions.old.branches.some((branch) => branch.name === now.name);
  if (found.length === 0 || now.name === undefined || old.name === now.name || !wasAnother) return found;
  const difference = {
    rule: 'mapping-retargeted',
    effect: 'both',
    before: old.name,
    after: now.name,
    pointer: (pair.unions.new.discriminator ?? pair.unions.new).pointer,
    what: `${values.join(', ')} now comes as ${now.name}, and came as ${old.name}`,
    misread: true,
  } as const;
  const here = {
    old: resolveMembers(pair.old.context, old.members),
    new: resolveMembers(pair.new.context, members),
  };
  return [located(difference, { ...inner, ...here })];
}

/** Finds values that are listed and choose no branch: what comes with them cannot be told. */
function unboundValues(pair: DiscriminatedPair): Difference[] {
  const { old, new: now } = pair.selectors;
  const before = valuesListedBy(pair, 'old');
  const chosen = new Set<unknown>([...now.branches.keys(), ...old.branches.keys()]);
  return [...valuesListedBy(pair, 'new')]
    .filter((value) => !before.has(value) && !chosen.has(value))
    .map((after) => {
      const what = saidOf(JSON.stringify(after), 'is listed now, but nothing says what comes with it');
      const common = { before: null, after, pointer: pair.unions.new.pointer, ...what };
      return located({ rule: 'enum-value-untied', effect: 'unclear', ...common }, pair);
    });
}

function valuesListedBy({ unions, selectors, ...sides }: DiscriminatedPair, side: 'old' | 'new'): Set<unknown> {
  const { context, members } = sides[side];
  return new Set(
    [...unions[side].branches.map((branch) => branch.members.slice(0, -1)), members]
      .flatMap((each) => propertyMembers(resolveMembers(context, each), selectors[side].name))
      .flatMap((member) => resolveMembers(context, [member]).values?.value ?? []),
  );
}
