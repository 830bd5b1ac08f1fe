import type { Json } from '../../schema/json.ts';
import type { Difference, TrailStep } from '../schemas/difference.ts';
import { isListed, meetsLimits } from '../schemas/model/listed-values.ts';
import {
  frontLength,
  isImpossible,
  isUnmeetable,
  itemMembers,
  type ResolvedSchema,
  resolveMembers,
  takesType,
} from '../schemas/model/resolved-schema.ts';
import { fits } from '../schemas/model/types.ts';
import { resolveUnion } from '../schemas/model/unions.ts';
import { overlappingPairs } from '../schemas/unions/siblings.ts';
import { conditionPairs, conditionWays, denials } from './condition-ways.ts';
import {
  containedItems,
  propertyAt,
  resolvedBranches,
  type Sampling,
  sampleList,
  sampleResolved,
  sampleResolvedObject,
} from './samples.ts';
import { type CandidateSides, candidateNumbers, candidateTexts, limitsOf, nearLimits } from './scalar-candidates.ts';

/**
 * Makes values that one side may allow and the other not: likely ones first. They are tried, and need not be right; what the
 * side that sends them plainly refuses is left out.
 */
export function* witnessCandidates(
  difference: Difference,
  { old, new: now }: TrailStep,
  content: 'old' | 'new',
  sampling: Omit<Sampling, 'extent'>,
): Generator<Json> {
  const [own, other] = content === 'new' ? [now, old] : [old, now];
  for (const value of allCandidates(difference, { own, other }, content, sampling))
    if (isPlainlyWithin(value, own)) yield value;
}

/** Tells whether nothing that a location asks for by itself excludes a value: type, list, lengths, counts, bounds and patterns. */
export function isPlainlyWithin(value: Json, { types, values, takesNull, leaves }: ResolvedSchema): boolean {
  if (value === null) return takesNull;
  if (types && !fits(value, types.value)) return false;
  return (!values || isListed(values.value, value)) && meetsLimits(value, leaves);
}

function* allCandidates(
  { show, rule }: Difference,
  { own, other }: Pick<CandidateSides, 'own' | 'other'>,
  content: 'old' | 'new',
  sampling: Omit<Sampling, 'extent'>,
): Generator<Json> {
  const minimal: Sampling = { ...sampling, extent: 'minimal' };
  const maximal: Sampling = { ...sampling, extent: 'maximal' };
  for (const value of show?.[content] ?? []) yield value as Json;
  const overlaps = /^union-/.test(rule);
  // An alternative that came is shown by itself first.
  const [first, last] = rule === 'union-branch-added' ? [false, overlaps] : [overlaps, false];
  if (first) yield* overlappingEither(own, other, { minimal, maximal });
  yield* own.values?.value ?? [];
  if (own.takesNull) yield null;
  for (const met of [...conditionWays(other), ...conditionWays(own)]) {
    yield sampleResolved(met, minimal);
    yield sampleResolved(met, maximal);
  }
  for (const pair of conditionPairs(own, other)) yield* candidatesInside({ ...pair, minimal, maximal });
  const denied = { own: denials(own), other: denials(other) };
  for (const each of [...denied.other, ...denied.own]) {
    yield* each.values?.value ?? [];
    yield sampleResolved(each, minimal);
  }
  // What the other side denies, and this one denies no more.
  for (const one of denied.other)
    for (const another of denied.own) yield* candidatesOfTypes({ own: one, other: another, minimal, maximal });
  for (const each of [own, ...resolvedBranches(own, sampling.places).slice(0, 20)])
    yield* candidatesOfTypes({ own: each, other, minimal, maximal });
  if (last) yield* overlappingEither(own, other, { minimal, maximal });
}

function* candidatesOfTypes(sides: CandidateSides): Generator<Json> {
  const { own, minimal, maximal } = sides;
  if (takesType(own, 'object')) yield* candidateObjects(sides);
  if (takesType(own, 'array')) yield* candidateLists(sides);
  if (takesType(own, 'string')) yield* candidateTexts(sides);
  if (takesType(own, 'number', 'integer')) yield* candidateNumbers(sides);
  if (takesType(own, 'boolean')) yield* [true, false];
  yield sampleResolved(own, minimal);
  yield sampleResolved(own, maximal);
}

function* overlappingEither(
  own: ResolvedSchema,
  other: ResolvedSchema,
  extents: Pick<CandidateSides, 'minimal' | 'maximal'>,
): Generator<Json> {
  yield* overlapping({ own: other, other: own, ...extents });
  yield* overlapping({ own, other, ...extents });
  // What one of them lists may be what all others refuse.
  for (const side of [own, other])
    for (const way of innerWays(side, extents.minimal.places)) yield* way.values?.value.slice(0, mostListed) ?? [];
}

const mostPairs = 30;

/** Makes what fits two alternatives of one side, and something of the other. */
function* overlapping({ own, other, minimal, maximal }: CandidateSides): Generator<Json> {
  const union = resolveUnion(own);
  const ways = [other, ...resolvedBranches(other, minimal.places).slice(0, 5)];
  let pairs = 0;
  for (const [first, second] of union ? overlappingPairs(union) : []) {
    if (++pairs > mostPairs) return;
    for (const way of ways) {
      const foreign = way.members.map((member) => ({ ...member, home: member.home ?? way.context }));
      // What holds beside the union is a member of each.
      const members = new Set([...first.members, ...second.members, ...foreign]);
      const both = resolveMembers(own.context, [...members]);
      if (isUnmeetable(both)) continue;
      yield sampleResolved(both, minimal);
      yield sampleResolved(both, maximal);
      for (const inner of innerWays(both, minimal.places)) {
        yield* inner.values?.value.slice(0, mostListed) ?? [];
        if (inner.takesNull) yield null;
        if (takesType(inner, 'string')) yield* candidateTexts({ own: inner, other, minimal, maximal });
        if (takesType(inner, 'number', 'integer')) yield* candidateNumbers({ own: inner, other, minimal, maximal });
        yield sampleResolved(inner, minimal);
      }
    }
  }
}

const mostInnerWays = 12;

/** Resolves the ways through the unions that stand in what fits two alternatives: the nearest first. */
export function innerWays(both: ResolvedSchema, places: Sampling['places']): ResolvedSchema[] {
  const ways = [both];
  for (const way of ways) {
    const inner = resolvedBranches(way, places).filter((each) => !isUnmeetable(each));
    ways.push(...inner.slice(0, mostInnerWays - ways.length));
  }
  return ways;
}

/** Bounds the values of each name that are tried. */
const mostInside = 40;

/** Makes objects in which one name shows what differs there: what a condition asks is compared as a whole, and has no place of its own. */
function* candidatesInside(sides: CandidateSides): Generator<Json> {
  const { own, other, minimal } = sides;
  yield* candidatesOfTypes(sides);
  if (!takesType(own, 'object')) return;
  const whole = sampleResolvedObject(own, minimal);
  for (const name of new Set([...own.names.keys(), ...other.names.keys()])) {
    const inner = { ...sides, own: propertyAt(own, name), other: propertyAt(other, name) };
    if (isImpossible(inner.own)) continue;
    for (const value of candidatesOfTypes(inner).take(mostInside))
      if (isPlainlyWithin(value, inner.own)) yield { ...whole, [name]: value };
  }
}

function* candidateObjects({ own, other, minimal, maximal }: CandidateSides): Generator<Json> {
  const names = new Set([...own.names.keys(), ...other.names.keys(), ...other.required.keys()]);
  for (const sampling of [minimal, maximal]) {
    const whole = sampleResolvedObject(own, sampling);
    yield whole;
    for (const name of names) {
      const { [name]: _, ...without } = whole;
      yield without;
      const property = propertyAt(own, name);
      if (isImpossible(property)) continue;
      yield { ...whole, [name]: sampleResolved(property, maximal) };
      for (const value of property.values?.value.slice(0, mostListed) ?? []) yield { ...whole, [name]: value };
      // What may be anything may be of a kind that the other side does not know.
      for (const odd of oddities) yield { ...whole, [name]: odd };
    }
    yield { ...whole, hookproofUndeclared: 'anything' };
    for (const most of limitsOf(['maxProperties'], other)) {
      const count = Math.min(most + 1, 200);
      const more = Array.from({ length: count }, (_, index) => `hookproof${index}`);
      yield { ...whole, ...Object.fromEntries(more.map((name) => [name, 'anything'])) };
      const value = sampleResolved(propertyAt(own, 'hookproof0'), minimal);
      const lacking = more.slice(Object.keys(whole).length);
      yield { ...whole, ...Object.fromEntries(lacking.map((name) => [name, value])) };
    }
  }
  yield {};
}

/** Of so many listed values of a property each is tried. */
const mostListed = 12;

/** Holds a value of each kind. */
export const oddities: Json[] = ['text', 7, 1.5, true, {}, [], null];

function* candidateLists(sides: CandidateSides): Generator<Json> {
  const { own, other, maximal } = sides;
  yield* listsContaining(sides);
  const fronts = [frontLength(own) + 1, frontLength(other) + 1];
  for (const count of new Set([0, 1, 2, ...fronts, ...nearLimits(['minItems', 'maxItems'], own, other)]))
    if (count <= 2_000) yield sampleList(own, count, maximal);
  for (const times of nearLimits(['minContains', 'maxContains'], own, other))
    yield containedItems(own, times).map((item) => sampleResolved(item, maximal));
  const items = sampleList(own, 2, maximal);
  // In front each item may have a schema of its own; what fits the last of them may fit the others.
  for (const item of items.toReversed()) yield [structuredClone(item), item];
}

/** Makes lists of what shows that one side lets other items count: alone, and behind one that counts for both. */
function* listsContaining(sides: CandidateSides): Generator<Json> {
  const { own, other, minimal } = sides;
  const [counted, others] = [containedItems(own, 1), containedItems(other, 1)];
  for (const item of counted) for (const value of item.values?.value ?? []) yield [value];
  const rest = resolveMembers(own.context, itemMembers(own));
  const length = frontLength(own);
  const front = length > 0 ? sampleList(own, length, minimal).slice(0, length) : [];
  for (const first of [...counted, ...others])
    for (const second of [...counted, ...others]) {
      if (first === second) continue;
      const known = sampleResolved(first, minimal);
      for (const value of candidatesInside({ ...sides, own: second, other: first }).take(mostInside))
        if (isPlainlyWithin(value, rest)) yield* [[value], [known, value]].map((items) => [...front, ...items]);
    }
}
