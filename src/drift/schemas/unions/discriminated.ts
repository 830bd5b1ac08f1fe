import { type Difference, located, type Position } from '../difference.ts';
import type { Member } from '../model/conjunction.ts';
import { propertyMembers, type ResolvedSchema, resolveMembers } from '../model/resolved-schema.ts';
import type { ResolvedUnion, Selector, UnionBranch } from '../model/unions.ts';
import { addedValue, removedValue } from '../rules/values.ts';

/** Holds a location, its union, and the property that tells the branches apart. */
export interface DiscriminatedSide {
  resolved: ResolvedSchema;
  union: ResolvedUnion;
  selector: Selector;
}

export interface DiscriminatedSides {
  old: DiscriminatedSide;
  new: DiscriminatedSide;
}

/** Holds the values that choose one branch before and one after. */
export interface ValueGroup {
  old: UnionBranch;
  new: UnionBranch;
  values: string[];
}

type BranchOfValue = Map<string, { branch: UnionBranch; index: number }>;

function branchesByValue({ union, selector }: DiscriminatedSide): BranchOfValue {
  return new Map(
    union.branches.flatMap((branch, index) =>
      (selector.values[index] ?? []).map((value) => [value, { branch, index }] as const),
    ),
  );
}

/** Finds the values that choose a branch on one side only, each compared with the branch of the same name, or the first. */
export function valueDifferences(sides: DiscriminatedSides, position: Position): Difference[] {
  const [before, after] = [branchesByValue(sides.old), branchesByValue(sides.new)];
  const alike = ({ union: { branches } }: DiscriminatedSide, { name }: UnionBranch): UnionBranch | undefined =>
    branches.find((each) => name !== undefined && each.name === name) ?? branches[0];
  const added = [...after].filter(([value]) => !before.has(value));
  const removed = [...before].filter(([value]) => !after.has(value));
  const all: OneSided[] = [
    ...added.map(([value, { branch }]) => ({
      value,
      side: 'new' as const,
      old: alike(sides.old, branch),
      new: branch,
    })),
    ...removed.map(([value, { branch }]) => ({
      value,
      side: 'old' as const,
      old: branch,
      new: alike(sides.new, branch),
    })),
  ];
  return all.map((each) => valueDifference(each, sides, position));
}

/** Holds a value that only one side has, and the branches that it is shown in. */
interface OneSided {
  value: string;
  side: 'old' | 'new';
  old: UnionBranch | undefined;
  new: UnionBranch | undefined;
}

function valueDifference(
  { value, side, ...shown }: OneSided,
  sides: DiscriminatedSides,
  position: Position,
): Difference {
  const { name } = sides[side].selector;
  const resolve = (branch: UnionBranch | undefined, { resolved }: DiscriminatedSide): ResolvedSchema =>
    branch ? resolveMembers(resolved.context, branch.members) : resolved;
  const property = (holder: ResolvedSchema): ResolvedSchema =>
    resolveMembers(holder.context, propertyMembers(holder, name));
  const holder = { old: resolve(shown.old, sides.old), new: resolve(shown.new, sides.new), token: name };
  const end = { old: property(holder.old), new: property(holder.new) };
  return {
    ...(side === 'new' ? addedValue(value) : removedValue(value)),
    pointer: (end[side].values ?? end[side]).pointer,
    types: position.types ?? [value],
    trail: [...position.trail, holder, end],
    show: { [side]: [value] },
  };
}

/** Groups the values that both sides have by the branches that they choose. */
export function sharedGroups(sides: DiscriminatedSides): ValueGroup[] {
  const before = branchesByValue(sides.old);
  const groups = new Map<string, ValueGroup>();
  for (const [value, { branch, index }] of branchesByValue(sides.new)) {
    const own = before.get(value);
    if (!own) continue;
    const key = `${own.index} ${index}`;
    const group = groups.get(key) ?? { old: own.branch, new: branch, values: [] };
    group.values.push(value);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** Makes a member that holds both sides to the values that they share: the list itself was compared already. */
export function sharedValues({ new: branch, values }: ValueGroup, { name }: Selector): Member {
  const schema = { required: [name], properties: { [name]: { enum: values } } };
  return { schema, pointer: `${branch.pointer}/shared` };
}

/** Tells whether values that chose one branch now choose what was another one before. */
export function isRetargeted({ old, new: now }: ValueGroup, { union }: DiscriminatedSide): boolean {
  return now.name !== undefined && old.name !== now.name && union.branches.some(({ name }) => name === now.name);
}

/** States that values choose another branch than before. */
export function retargetedDifference(group: ValueGroup, sides: DiscriminatedSides, position: Position): Difference {
  const { values, old, new: now } = group;
  const { union, resolved } = sides.new;
  const members = [...now.members, sharedValues(group, sides.new.selector)];
  const here = {
    old: resolveMembers(sides.old.resolved.context, old.members),
    new: resolveMembers(resolved.context, members),
  };
  const difference = {
    rule: 'mapping-retargeted',
    effect: 'both' as const,
    before: old.name,
    after: now.name,
    pointer: (union.discriminator ?? union).pointer,
    what: `${values.join(', ')} now comes as ${now.name}, and came as ${old.name}`,
    misread: true as const,
  };
  return located(difference, here, { ...position, types: position.types ?? values });
}

/** Finds values that are listed and choose no branch: what comes with them cannot be told. */
export function unboundValues(sides: DiscriminatedSides, position: Position): Difference[] {
  const before = valuesListedBy(sides.old);
  const chosen = new Set<unknown>([...sides.new.selector.values.flat(), ...sides.old.selector.values.flat()]);
  const here = { old: sides.old.resolved, new: sides.new.resolved };
  return [...valuesListedBy(sides.new)]
    .filter((value) => !before.has(value) && !chosen.has(value))
    .map((after) => {
      const what = `${JSON.stringify(after)} is listed now, but nothing says what comes with it`;
      const common = { before: null, after, pointer: sides.new.union.pointer, what };
      return located({ rule: 'enum-value-untied', effect: 'unclear', ...common }, here, position);
    });
}

function valuesListedBy({ union, selector, resolved }: DiscriminatedSide): Set<unknown> {
  const { context, members } = resolved;
  return new Set(
    [...union.branches.map((branch) => branch.members.slice(0, -1)), members]
      .flatMap((each) => propertyMembers(resolveMembers(context, each), selector.name))
      .flatMap((member) => resolveMembers(context, [member]).values?.value ?? []),
  );
}
