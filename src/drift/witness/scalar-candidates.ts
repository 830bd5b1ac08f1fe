import type { Json } from '../../schema/json.ts';
import { matchingText } from '../../schema/samples/strings.ts';
import { facts, type ResolvedSchema } from '../schemas/model/resolved-schema.ts';
import { type Sampling, sampleResolved } from './samples.ts';

/** Holds a location on the side that sends and on the other one, and how full samples of it are. */
export interface CandidateSides {
  own: ResolvedSchema;
  other: ResolvedSchema;
  minimal: Sampling;
  maximal: Sampling;
}

/** Holds texts of many formats, and of none. */
const sampleTexts = [
  ...['not of any format', 'text', '', 'x', '-', 'Ä 1', '2026-01-15', '2026-01-15T09:30:00Z', '09:30:00Z'],
  ...['2026-01-15T09:30:00+05:30', '2026-01-15T09:30:00.250Z', '2026-01-15T09:30:00-00:30'],
  ...['https://example.com/x', '/relative', 'someone@example.com', 'host.example.com', '192.0.2.1', '2001:db8::1'],
  ...['11111111-2222-4333-8444-555555555555', 'PT45S', 'c2FtcGxl', '/a/b', '1/a', 'null', '7', 'true'],
  ...['AB-12', 'ABC', 'abc'],
];

/** Makes texts near the limits of both sides, and of many formats. */
export function* candidateTexts({ own, other, maximal }: CandidateSides): Generator<Json> {
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

/** Makes numbers near the limits of both sides. */
export function* candidateNumbers({ own, other, maximal }: CandidateSides): Generator<Json> {
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

/** Lists the limits that sides set by some keywords. */
export function limitsOf(keywords: readonly string[], ...sides: readonly ResolvedSchema[]): number[] {
  return keywords.flatMap((keyword) => sides.flatMap((side) => facts<number>(side, keyword).map(({ value }) => value)));
}

/** Lists limits and what is next to them, as far as it can be a length. */
export function nearLimits(keywords: readonly string[], ...sides: readonly ResolvedSchema[]): number[] {
  const near = limitsOf(keywords, ...sides).flatMap((limit) => [limit - 1, limit, limit + 1]);
  return near.filter((length) => length >= 0);
}
