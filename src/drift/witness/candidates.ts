import { isObject, type Json } from '../../schema/json.ts';
import type { SampleBudget } from '../../schema/samples/sample.ts';
import { matchingText } from '../../schema/samples/strings.ts';
import type { Difference, TrailStep } from '../schemas/difference.ts';
import { type Member, readMember } from '../schemas/model/conjunction.ts';
import {
  facts,
  frontLength,
  isImpossible,
  propertyMembers,
  type ResolvedSchema,
  resolveMembers,
  takesType,
} from '../schemas/model/resolved-schema.ts';
import { resolveUnion } from '../schemas/model/unions.ts';
import { containedItems, type Sampling, sampleList, sampleResolved, sampleResolvedObject } from './samples.ts';

/** Holds what one side allows at a location, what the other does, and how much may be made. */
interface CandidateSides {
  own: ResolvedSchema;
  other: ResolvedSchema;
  minimal: Sampling;
  maximal: Sampling;
}

/** Makes values that one side may allow and the other not: likely ones first. They are tried, and need not be right. */
export function* witnessCandidates(
  { show }: Difference,
  { old, new: now }: TrailStep,
  content: 'old' | 'new',
  budget: SampleBudget,
): Generator<Json> {
  const [own, other] = content === 'new' ? [now, old] : [old, now];
  const minimal: Sampling = { extent: 'minimal', budget };
  const maximal: Sampling = { extent: 'maximal', budget };
  for (const value of show?.[content] ?? []) yield value as Json;
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
  const branches = resolveUnion(own)?.branches.slice(0, 20) ?? [];
  for (const each of [own, ...branches.map(({ members }) => resolveMembers(own.context, members))]) {
    const sides = { own: each, other, minimal, maximal };
    if (takesType(each, 'object')) yield* candidateObjects(sides);
    if (takesType(each, 'array')) yield* candidateLists(sides);
    if (takesType(each, 'string')) yield* candidateTexts(sides);
    if (takesType(each, 'number', 'integer')) yield* candidateNumbers(sides);
    if (takesType(each, 'boolean')) yield* [true, false];
    yield sampleResolved(each, minimal);
    yield sampleResolved(each, maximal);
  }
}

/** Resolves what conditions ask, met on purpose, with what they then demand left out or given just so. */
function metConditions({ leaves, members, context }: ResolvedSchema): ResolvedSchema[] {
  return leaves.flatMap(({ schema, pointer }) => {
    const clause = (keyword: string): Member[] =>
      schema[keyword] === undefined ? [] : [readMember(context, schema[keyword], `${pointer}/${keyword}`)];
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
        ...(isObject(asked) ? [[requiring([name]), readMember(context, asked, pointer)]] : []),
      ]),
    ].map((more) => resolveMembers(context, [...members, ...more]));
  });
}

/** Resolves what a location says it must not be: the other side may send that. */
function denials({ leaves, context }: ResolvedSchema): ResolvedSchema[] {
  return leaves.flatMap(({ schema: { not }, pointer }) =>
    not === undefined ? [] : [resolveMembers(context, [readMember(context, not, `${pointer}/not`)])],
  );
}

function* candidateObjects({ own, other, minimal, maximal }: CandidateSides): Generator<Json> {
  const names = new Set([...own.names.keys(), ...other.names.keys(), ...other.required.keys()]);
  for (const sampling of [minimal, maximal]) {
    const whole = sampleResolvedObject(own, sampling);
    yield whole;
    for (const name of names) {
      const { [name]: _, ...without } = whole;
      yield without;
      const property = resolveMembers(own.context, propertyMembers(own, name));
      if (isImpossible(property)) continue;
      yield { ...whole, [name]: sampleResolved(property, maximal) };
      // What may be anything may be of a kind that the other side does not know.
      for (const odd of oddities) yield { ...whole, [name]: odd };
    }
    yield { ...whole, hookproofUndeclared: 'anything' };
    for (const most of limitsOf('maxProperties', other)) {
      const count = Math.min(most + 1, 200);
      const more = Array.from({ length: count }, (_, index) => [`hookproof${index}`, 'anything'] as const);
      yield { ...whole, ...Object.fromEntries(more) };
    }
  }
  yield {};
}

const oddities: Json[] = ['text', 7, 1.5, true, {}, [], null];

function limitsOf(keyword: string, ...sides: readonly ResolvedSchema[]): number[] {
  return sides.flatMap((side) => facts<number>(side, keyword).map(({ value }) => value));
}

function* candidateLists({ own, other, maximal }: CandidateSides): Generator<Json> {
  const counts = new Set<number>([0, 1, 2, frontLength(own) + 1, frontLength(other) + 1]);
  for (const members of containedItems(own, 1))
    for (const value of resolveMembers(own.context, members).values?.value ?? []) yield [value];
  for (const keyword of ['minItems', 'maxItems'])
    for (const limit of limitsOf(keyword, own, other))
      for (const near of [limit - 1, limit, limit + 1]) counts.add(near);
  for (const count of counts) if (count >= 0 && count <= 2_000) yield sampleList(own, count, maximal);
  for (const keyword of ['minContains', 'maxContains'])
    for (const limit of limitsOf(keyword, own, other))
      for (const times of [limit - 1, limit, limit + 1])
        yield containedItems(own, Math.max(times, 0)).map((members) =>
          sampleResolved(resolveMembers(own.context, members), maximal),
        );
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
  for (const keyword of ['minLength', 'maxLength'])
    for (const limit of limitsOf(keyword, other, own))
      for (const length of [limit - 1, limit, limit + 1])
        if (length >= 0 && length <= 100_000) yield* textsOfLength(length, text);
  // To make texts for a pattern takes a library that takes long to load, so these come last.
  const lengths = ['minLength', 'maxLength'].flatMap((keyword) => limitsOf(keyword, other));
  for (const { value: pattern } of facts<string>(own, 'pattern')) {
    for (const near of lengths.flatMap((length) => [length - 1, length + 1]))
      yield matchingText({ pattern, minLength: Math.max(near, 0), maxLength: Math.max(near, 0) }) ?? '';
    for (let seed = 1; seed <= 6; seed++) {
      const matching = matchingText({ pattern }, seed);
      if (matching !== undefined) yield matching;
    }
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
  for (const keyword of ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'])
    for (const value of limitsOf(keyword, other, own))
      if (typeof value === 'number') yield* [value, value - 1, value + 1, value - 0.5, value + 0.5];
  for (const value of limitsOf('multipleOf', own, other)) for (let times = 1; times < 12; times++) yield value * times;
}
