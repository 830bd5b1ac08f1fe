import { type Difference, type Effect, located, type Position } from '../difference.ts';
import type { Member } from '../model/conjunction.ts';
import { isTypeAmong, propertyMembers, type ResolvedSchema, resolveMembers } from '../model/resolved-schema.ts';
import type { UnionBranch } from '../model/unions.ts';
import type { UnionSide, UnionSides } from './sides.ts';

/** States that a branch came or went. */
export function branchDifference(
  { rule, effect }: { rule: 'union-branch-added' | 'union-branch-removed'; effect: Effect },
  { members, name, pointer }: UnionBranch,
  sides: UnionSides,
  position: Position,
): Difference {
  const [old, now] = [sides.old.resolved, sides.new.resolved];
  const label = name ?? pointer;
  if (rule === 'union-branch-removed') {
    const what = `${label} is no longer among the alternatives`;
    const here = { old: resolveMembers(old.context, members), new: now };
    return located({ rule, effect, before: label, after: null, pointer, what }, here, position);
  }
  const within = effect === 'none';
  const what = within ? `${label} is a new alternative, within what was allowed` : `${label} may stand there now`;
  const here = { old, new: resolveMembers(now.context, members) };
  return located({ rule, effect, before: null, after: label, pointer, what }, here, position);
}

/** States that only what one of several branches allows is left where no union was. */
export function unionAddedDifference({ old, new: now }: UnionSides, position: Position): Difference {
  const { kind, pointer } = now.union;
  const what = 'only what one of the alternatives allows is left';
  const here = { old: old.resolved, new: now.resolved };
  return located({ rule: 'union-added', effect: 'narrows', before: null, after: kind, pointer, what }, here, position);
}

/** Cuts a location up by its listed values or its types, each of which a branch of its own may hold. */
export function cutUp({ members, pointer, types, values, takesNull }: ResolvedSchema): Member[][] {
  const cut = (schema: Member['schema']): Member[] => [...members, { schema, pointer: `${pointer}/piece` }];
  const nothing = takesNull ? [cut({ enum: [null] })] : [];
  if (values) return [...values.value.slice(0, 50).map((value) => cut({ enum: [value] })), ...nothing];
  if (!types) return [[...members]];
  return [...types.value.map((type) => cut({ type })), ...nothing];
}

/** Weakens what narrows a branch where a value could fit a second branch of a `oneOf`: to narrow the one lets it pass. */
export function entangled(side: UnionSide, branch: UnionBranch, found: readonly Difference[]): readonly Difference[] {
  if (found.length === 0 || !overlaps(side, branch)) return found;
  return found.map((each) =>
    each.effect === 'narrows' || each.effect === 'none'
      ? { ...each, effect: 'unclear', what: `${each.what}, and the alternatives overlap` }
      : each,
  );
}

/** Tells whether a value may fit another branch of a `oneOf` as well, which refuses it; `home` is the branch's document. */
export function overlaps({ union, resolved: { context } }: UnionSide, branch: UnionBranch, home = context): boolean {
  if (union.kind !== 'oneOf') return false;
  const resolved = resolveMembers(home, branch.members);
  return union.branches.some(
    (other) => other !== branch && mayOverlap(resolved, resolveMembers(context, other.members)),
  );
}

/** Deeper than this nothing is looked for that keeps two schemas apart. */
const deepestOverlap = 12;

/** Tells whether nothing keeps two schemas apart: not their types, and not the values of a property that one requires. */
function mayOverlap(a: ResolvedSchema, b: ResolvedSchema, depth = 0): boolean {
  const sharesType = (type: string, types: readonly string[]): boolean =>
    isTypeAmong(type, types) || (type === 'number' && types.includes('integer'));
  if (a.types && b.types && !a.types.value.some((type) => sharesType(type, b.types?.value ?? []))) return false;
  if (a.values && b.values && !a.values.value.some((value) => b.values?.value.includes(value))) return false;
  if (depth > deepestOverlap) return true;
  const both = [...a.names.keys()].filter(
    (name) => b.names.has(name) && (a.required.has(name) || b.required.has(name)),
  );
  const property = (side: ResolvedSchema, name: string): ResolvedSchema =>
    resolveMembers(side.context, propertyMembers(side, name));
  return both.every((name) => mayOverlap(property(a, name), property(b, name), depth + 1));
}

/** Compares whether what fits several branches is refused: `oneOf` refuses it, `anyOf` does not. */
export function compareKinds({ old, new: now }: UnionSides, position: Position): Difference[] {
  const { kind, branches } = old.union;
  if (!old.resolved.members.length || kind === now.union.kind) return [];
  if (branches.length < 2 || now.union.branches.length < 2) return [];
  const [first, ...rest] = branches.map(({ members }) => resolveMembers(old.resolved.context, members));
  if (!first || !rest.some((other) => mayOverlap(first, other))) return [];
  const loosened = kind === 'oneOf';
  const what = `what fits several alternatives ${loosened ? 'may come now' : 'no longer comes'}`;
  const common = { before: kind, after: now.union.kind, pointer: now.union.pointer, what };
  const here = { old: old.resolved, new: now.resolved };
  return [located({ rule: 'union-kind-changed', effect: loosened ? 'unclear' : 'narrows', ...common }, here, position)];
}
