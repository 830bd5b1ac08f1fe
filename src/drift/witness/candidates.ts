import { isObject, type Json } from '../../schema/json.ts';
import { matchingText } from '../../schema/samples/strings.ts';
import type { Difference, TrailStep } from '../schemas/difference.ts';
import { type Member, readInner } from '../schemas/model/conjunction.ts';
import { meetsLimits } from '../schemas/model/listed-values.ts';
import {
  facts,
  fits,
  frontLength,
  isImpossible,
  isListed,
  isUnmeetable,
  type ResolvedSchema,
  resolveMembers,
  takesType,
} from '../schemas/model/resolved-schema.ts';
import { resolveUnion } from '../schemas/model/unions.ts';
import { overlappingPairs } from '../schemas/unions/siblings.ts';
import {
  containedItems,
  propertyAt,
  resolvedBranches,
  type Sampling,
  sampleList,
  sampleResolved,
  sampleResolvedObject,
} from './samples.ts';

interface CandidateSides {
  own: ResolvedSchema;
  other: ResolvedSchema;
  minimal: Sampling;
  maximal: Sampling;
}

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
function isPlainlyWithin(value: Json, { types, values, takesNull, leaves }: ResolvedSchema): boolean {
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
  for (const met of [...metConditions(other), ...metConditions(own)]) {
    yield sampleResolved(met, minimal);
    yield sampleResolved(met, maximal);
  }
  for (const denied of [...denials(other), ...denials(own)]) {
    yield* denied.values?.value ?? [];
    yield sampleResolved(denied, minimal);
  }
  for (const each of [own, ...resolvedBranches(own, sampling.places).slice(0, 20)]) {
    const sides = { own: each, other, minimal, maximal };
    if (takesType(each, 'object')) yield* candidateObjects(sides);
    if (takesType(each, 'array')) yield* candidateLists(sides);
    if (takesType(each, 'string')) yield* candidateTexts(sides);
    if (takesType(each, 'number', 'integer')) yield* candidateNumbers(sides);
    if (takesType(each, 'boolean')) yield* [true, false];
    yield sampleResolved(each, minimal);
    yield sampleResolved(each, maximal);
  }
  if (last) yield* overlappingEither(own, other, { minimal, maximal });
}

function* overlappingEither(
  own: ResolvedSchema,
  other: ResolvedSchema,
  extents: Pick<CandidateSides, 'minimal' | 'maximal'>,
): Generator<Json> {
  yield* overlapping({ own: other, other: own, ...extents });
  yield* overlapping({ own, other, ...extents });
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
    }
  }
}

/** Resolves what conditions ask, met on purpose, with what they then demand left out or given just so. */
function metConditions({ leaves, members, context }: ResolvedSchema): ResolvedSchema[] {
  return leaves.flatMap((leaf) => {
    const { schema, pointer } = leaf;
    const clause = (keyword: string): Member[] =>
      schema[keyword] === undefined ? [] : [readInner(context, leaf, schema[keyword], `${pointer}/${keyword}`)];
    const requiring = (names: readonly unknown[]): Member => ({ schema: { required: names as string[] }, pointer });
    const dependents = ['dependentRequired', 'dependentSchemas'].flatMap((keyword) =>
      isObject(schema[keyword]) ? Object.entries(schema[keyword]) : [],
    );
    return [
      ...(schema.if === undefined ? [] : [clause('if'), [...clause('if'), ...clause('then')]]),
      ...clause('else').map((member) => [member]),
      ...dependents.flatMap(([name, asked]) => [
        [requiring([name])],
        ...(Array.isArray(asked) ? [[requiring([name, ...asked])]] : []),
        ...(isObject(asked) ? [[requiring([name]), readInner(context, leaf, asked, pointer)]] : []),
      ]),
    ].map((more) => resolveMembers(context, [...members, ...more]));
  });
}

/** Resolves what a location says it must not be: the other side may send that. */
function denials({ leaves, context }: ResolvedSchema): ResolvedSchema[] {
  return leaves.flatMap((leaf) => {
    const { not } = leaf.schema;
    return not === undefined ? [] : [resolveMembers(context, [readInner(context, leaf, not, `${leaf.pointer}/not`)])];
  });
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
      const more = Array.from({ length: count }, (_, index) => [`hookproof${index}`, 'anything'] as const);
      yield { ...whole, ...Object.fromEntries(more) };
    }
  }
  yield {};
}

/** Of so many listed values of a property each is tried. */
const mostListed = 12;

const oddities: Json[] = ['text', 7, 1.5, true, {}, [], null];

function limitsOf(keywords: readonly string[], ...sides: readonly ResolvedSchema[]): number[] {
  return keywords.flatMap((keyword) => sides.flatMap((side) => facts<number>(side, keyword).map(({ value }) => value)));
}

/** Lists limits and what is next to them, as far as it can be a length. */
function nearLimits(keywords: readonly string[], ...sides: readonly ResolvedSchema[]): number[] {
  const near = limitsOf(keywords, ...sides).flatMap((limit) => [limit - 1, limit, limit + 1]);
  return near.filter((length) => length >= 0);
}

function* candidateLists({ own, other, maximal }: CandidateSides): Generator<Json> {
  for (const { values } of containedItems(own, 1)) for (const value of values?.value ?? []) yield [value];
  const fronts = [frontLength(own) + 1, frontLength(other) + 1];
  for (const count of new Set([0, 1, 2, ...fronts, ...nearLimits(['minItems', 'maxItems'], own, other)]))
    if (count <= 2_000) yield sampleList(own, count, maximal);
  for (const times of nearLimits(['minContains', 'maxContains'], own, other))
    yield containedItems(own, times).map((item) => sampleResolved(item, maximal));
  const [item] = sampleList(own, 1, maximal);
  if (item !== undefined) yield [item, structuredClone(item)];
}

/** Holds texts of many formats, and of none. */
const sampleTexts = [
  ...['not of any format', 'text', '', 'x', '-', 'Ä 1', '2026-01-15', '2026-01-15T09:30:00Z', '09:30:00Z'],
  ...['2026-01-15T09:30:00+05:30', '2026-01-15T09:30:00.250Z', '2026-01-15T09:30:00-00:30'],
  ...['https://example.com/x', '/relative', 'someone@example.com', 'host.example.com', '192.0.2.1', '2001:db8::1'],
  ...['11111111-2222-4333-8444-555555555555', 'PT45S', 'c2FtcGxl', '/a/b', '1/a', 'null', '7', 'true'],
  ...['AB-12', 'ABC', 'abc'],
];

function* candidateTexts({ own, other, maximal }: CandidateSides): Generator<Json> {
  const text = sampleResolved(own, maximal);
  if (typeof text === 'string') yield text;
  yield* sampleTexts;
  for (const length of nearLimits(['minLength', 'maxLength'], other, own))
    if (length <= 100_000) yield* textsOfLength(length, text);
  // To make texts for a pattern takes a library that takes long to load, so these come last.
  for (const { value: pattern } of facts<string>(own, 'pattern')) {
    for (const length of nearLimits(['minLength', 'maxLength'], other))
      yield matchingText({ pattern, minLength: length, maxLength: length }) ?? '';
    for (let seed = 1; seed <= 6; seed++) yield matchingText({ pattern }, seed) ?? '';
  }
}

/** Holds what makes a text of a format as long as it must be, before and behind; labels of a host are 63 long at most. */
const lengthened = [
  ['', '@example.com'],
  ['someone@', '.example.com'],
  ['https://example.com/', ''],
] as const;

function* textsOfLength(length: number, text: Json): Generator<Json> {
  yield 'x'.repeat(length);
  for (const [head, tail] of lengthened)
    yield `${head}${'x'.repeat(Math.max(length - head.length - tail.length, 1))}${tail}`;
  if (typeof text === 'string') yield text.repeat(Math.ceil((length + 1) / Math.max(text.length, 1))).slice(0, length);
}

function* candidateNumbers({ own, other, maximal }: CandidateSides): Generator<Json> {
  const number = sampleResolved(own, maximal);
  if (typeof number === 'number') yield number;
  yield* [1.5, 0, 1, -1, 7, 0.1, -0.5, 2 ** 31, 2 ** 53, 1e20, -(2 ** 40)];
  for (const value of limitsOf(['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'], other, own))
    if (typeof value === 'number') yield* [value, value - 1, value + 1, value - 0.5, value + 0.5];
  for (const value of limitsOf(['multipleOf'], own, other))
    for (let times = 1; times < 12; times++) yield value * times;
  // Between two multiples lies what is none.
  for (const value of limitsOf(['multipleOf'], other)) yield* [value / 2, value * 1.5, value + 1];
}
