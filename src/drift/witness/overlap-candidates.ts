import type { Json } from '../../schema/json.ts';
import type { Difference, SuspectedOverlap, Trail, TrailStep } from '../schemas/difference.ts';
import { itemMembers, propertyMembers, type ResolvedSchema, resolveMembers } from '../schemas/model/resolved-schema.ts';
import type { UnionBranch } from '../schemas/model/unions.ts';
import { siblingsIn } from '../schemas/unions/siblings.ts';
import { witnessCandidates } from './candidates.ts';
import type { Sampling } from './samples.ts';
import { within } from './surroundings.ts';

/** Bounds the search: changes of alternatives, siblings of each, values for each two, and how much is made of them in all. */
const most = { changes: 24, siblings: 4, values: 40, characters: 200_000 };
/** Bounds the names that are tried which are not declared in an alternative, but may be in its sibling. */
const mostFreeNames = 2;

/**
 * Makes values that fit two alternatives of the union that refuses them, and one of the other document's: such as a change
 * inside one of the alternatives shows, put into what fits both.
 */
export function* overlapCandidates(
  { overlap }: Difference,
  sampling: Omit<Sampling, 'extent'>,
  renew: () => boolean,
): Generator<Json> {
  let characters = 0;
  for (const change of overlap?.changed.slice(0, most.changes) ?? [])
    for (const both of overlap ? bothWays(change, overlap) : [])
      for (const end of valuesOn(change, both, overlap as SuspectedOverlap, sampling))
        for (const extent of ['minimal', 'maximal'] as const) {
          if (characters > most.characters || !renew()) return;
          const value = within(both.way, both.steps.slice(0, -1), end, { ...sampling, extent });
          characters += JSON.stringify(value).length;
          yield value;
        }
}

function valuesOn(
  change: Difference,
  { steps, way }: BothWay,
  { side }: SuspectedOverlap,
  sampling: Omit<Sampling, 'extent'>,
): Iterable<Json> {
  const [both, end] = [steps.at(-1), way.at(-1)];
  if (!both || !end) return [];
  const place: TrailStep = side === 'old' ? { old: both, new: end.new } : { old: end.old, new: both };
  return witnessCandidates(change, place, side, sampling).take(most.values);
}

/** Holds the way from a union to a change in one of its alternatives, and what that and a sibling ask for together at each step. */
interface BothWay {
  way: Trail;
  steps: readonly ResolvedSchema[];
}

/** Goes on the way to a change in an alternative, with each sibling that it may overlap. */
function bothWays({ trail }: Difference, { union, side }: SuspectedOverlap): BothWay[] {
  const branchIn = (step: TrailStep): UnionBranch | undefined => {
    const places = new Set(step[side].members.map(({ pointer }) => pointer));
    return union.branches.find(({ own }) => own !== undefined && places.has(own.pointer));
  };
  const start = trail.findIndex((step) => branchIn(step) !== undefined);
  const [first, ...others] = trail.slice(Math.max(start, 0));
  const branch = first && branchIn(first);
  if (!branch) return [];
  const siblings = siblingsIn(union)(resolveMembers(union.context, branch.members), branch) ?? [];
  return siblings.slice(0, most.siblings).flatMap((sibling) => {
    const beside = resolveMembers(union.context, sibling.members);
    const named = [first, ...others].some(({ token }) => token === '*') ? mostFreeNames : 0;
    return Array.from({ length: named + 1 }, (_, index) => joinedWay([first, ...others], { beside, side, index }));
  });
}

/** Joins what is asked on a way with what a sibling asks there; `index` says which of the sibling's names stands for any name. */
function joinedWay(
  trail: Trail,
  { beside, side, index }: { beside: ResolvedSchema; side: 'old' | 'new'; index: number },
): BothWay {
  let other: ResolvedSchema | undefined = beside;
  const steps: ResolvedSchema[] = [];
  const way = trail.map((step) => {
    const own: ResolvedSchema = step[side];
    const members = [...new Set([...own.members, ...(other?.members ?? [])])];
    steps.push(resolveMembers(own.context, members));
    const isList = own.types?.value.includes('array') || step.token === undefined;
    const names = isList || step.token !== '*' ? [] : [...(other?.names.keys() ?? [])];
    const free = names.filter((name) => !own.names.has(name))[index];
    const token = step.token === '*' ? (free ?? '*') : step.token;
    other = other && token !== undefined ? besideAt(other, token) : undefined;
    return token === undefined ? step : { ...step, token };
  });
  return { way, steps };
}

function besideAt(resolved: ResolvedSchema, token: string): ResolvedSchema {
  const isIndex = /^(\*|\d+)$/.test(token) && !resolved.names.has(token);
  const members = isIndex
    ? itemMembers(resolved, token === '*' ? undefined : Number(token))
    : propertyMembers(resolved, token);
  return resolveMembers(resolved.context, members);
}
