import { type ResolvedSchema, resolveMembers, resolveProperty } from '../model/resolved-schema.ts';
import type { ResolvedUnion, UnionBranch } from '../model/unions.ts';
import { mayOverlap } from './may-overlap.ts';

/** Of so many branches each is looked at sooner than an index of them is made. */
const fewBranches = 12;
/** Bounds the pairs of branches that are looked at for what keeps them apart, beside those that a property's values keep apart. */
const mostPairs = 10_000;

/** Gives the branches that may allow some of what a schema allows, without one; undefined where too many were looked at. */
export type FindSiblings = (like: ResolvedSchema, without: UnionBranch) => readonly UnionBranch[] | undefined;

/**
 * Makes what finds the siblings of a branch that may overlap it. Those that list other values of a property that they require cost
 * nothing, however many there are.
 */
export function siblingsIn({ context, branches }: ResolvedUnion): FindSiblings {
  const all = branches.map((branch) => ({ branch, resolved: resolveMembers(context, branch.members) }));
  const index = indexOf(all);
  let left = mostPairs;
  return (like, without) => {
    const near = index(like);
    left -= near.length;
    if (left < 0) return undefined;
    return near
      .filter(({ branch, resolved }) => branch !== without && mayOverlap(like, resolved))
      .map(({ branch }) => branch);
  };
}

/** Gives pairs of branches that may overlap, each once. */
export function* overlappingPairs(union: ResolvedUnion): Generator<[ResolvedSchema, ResolvedSchema]> {
  const { context, branches } = union;
  const siblings = siblingsIn(union);
  const order = new Map(branches.map((branch, index) => [branch, index]));
  for (const [index, branch] of branches.entries()) {
    const resolved = resolveMembers(context, branch.members);
    for (const other of siblings(resolved, branch) ?? [])
      if ((order.get(other) ?? 0) > index) yield [resolved, resolveMembers(context, other.members)];
  }
}

interface ResolvedBranch {
  branch: UnionBranch;
  resolved: ResolvedSchema;
}

/** Makes what finds the branches that the values of one property do not keep apart from a schema. */
function indexOf(all: readonly ResolvedBranch[]): (like: ResolvedSchema) => readonly ResolvedBranch[] {
  const name = all.length > fewBranches ? mostListedName(all) : undefined;
  if (name === undefined) return () => all;
  const free = new Set<ResolvedBranch>();
  const byValue = new Map<unknown, ResolvedBranch[]>();
  for (const each of all) {
    const values = listedIn(each.resolved, name);
    if (!values) free.add(each);
    for (const value of values ?? []) byValue.set(value, [...(byValue.get(value) ?? []), each]);
  }
  return (like) => {
    const values = resolveProperty(like, name).values?.value;
    if (!values) return all;
    const near = new Set([...values.flatMap((value) => byValue.get(value) ?? []), ...free]);
    return near.size === all.length ? all : [...near];
  };
}

/** Finds the property of which most branches list the values and require one. */
function mostListedName(all: readonly ResolvedBranch[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { resolved } of all)
    for (const name of resolved.required.keys())
      if (listedIn(resolved, name)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0];
}

/** Gives the values that a required property may have; undefined where they are not listed, or are no plain values. */
function listedIn(resolved: ResolvedSchema, name: string): readonly unknown[] | undefined {
  if (!resolved.required.has(name)) return undefined;
  const { values, takesNull } = resolveProperty(resolved, name);
  if (!values || takesNull || values.value.some((value) => typeof value === 'object')) return undefined;
  return values.value;
}
