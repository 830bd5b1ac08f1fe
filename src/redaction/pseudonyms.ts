import { createHash, createHmac } from 'node:crypto';
import type { Json } from '../schema/json.ts';
import { sample } from '../schema/samples/sample.ts';
import { matchingText } from '../schema/samples/strings.ts';
import { varied } from '../schema/samples/varied.ts';
import type { Schema } from '../schema/types.ts';
import type { Declarations } from './declarations.ts';
import { digits, type Entropy, inEveryShape, phoneDigits, textShapeOf, wordsLike } from './shapes.ts';

export type Pseudonyms = ReturnType<typeof pseudonymsFor>;

/**
 * Makes pseudonyms, the same for the same value as long as the recording lasts. The key is made for it and kept nowhere, so
 * that nobody can find the values again by trying.
 */
export function pseudonymsFor({ verdicts }: Pick<Declarations, 'verdicts'>, key: Buffer) {
  const entropyOf = (value: string): Entropy => {
    const mac = createHmac('sha256', key).update(value).digest();
    return (length) => createHash('shake256', { outputLength: length }).update(mac).digest();
  };
  const fitting = <T extends string | number>(value: T, declared: readonly Schema[], candidates: Iterable<T>): T => {
    const wanted = verdicts(declared, value);
    let first: T | undefined;
    for (const each of candidates) {
      first ??= each;
      if (verdicts(declared, each) === wanted) return each;
    }
    return first ?? value;
  };
  return {
    /** Gives another text for this one, that the schemas of its location validate alike. */
    text(value: string, declared: readonly Schema[]): string {
      const shape = textShapeOf(value);
      return fitting(value, declared, textCandidates(value, declared, entropyOf(shape.canonical?.(value) ?? value)));
    },
    /** Gives another JSON number for this one. */
    number(token: string, declared: readonly Schema[]): string {
      const entropy = entropyOf(/^\d+$/.test(token) ? token : `number ${token}`);
      const made = [...numberCandidates(token, declared, entropy)];
      const chosen = fitting(Number(token), declared, made.map(Number));
      return made.find((each) => Number(each) === chosen) ?? '0';
    },
    /** Tells bytes apart, and gives nothing away: only this recording could make it. */
    digest: (bytes: Buffer): string => createHmac('sha256', key).update(bytes).digest('hex'),
  };
}

const distinctLength = 24;

function* textCandidates(value: string, declared: readonly Schema[], entropy: Entropy): Generator<string> {
  const made = textShapeOf(value).make(value, entropy);
  yield made;
  // The same phone number, as long or as short as a pattern may want it.
  if (/^\+?\d+$/.test(made)) {
    const plus = made.startsWith('+') ? '+' : '';
    for (const count of [14, 13, 12, 11, 10]) yield plus + made.slice(plus.length, plus.length + count);
    yield phoneDigits(entropy);
    yield digits(entropy, value.replace(/\D/g, '').length);
  }
  yield wordsLike(value, entropy, 1);
  yield wordsLike(value.padEnd(24, '-'), entropy, 24);
  const seed = entropy(4).readUInt32BE() & 0x7fffffff;
  yield* inEveryShape(value, entropy);
  for (const schema of declared) {
    // Where a pattern takes long texts, short ones would make too many people the same.
    const longer = { ...schema, minLength: Math.max(schema.minLength ?? 0, distinctLength) };
    const matching = matchingText(longer) === undefined ? undefined : matchingText(longer, seed);
    for (const text of [matching, matchingText(schema, seed)]) if (text !== undefined) yield text;
  }
  for (const schema of declared) {
    const example: Json = sample(schema, { extent: 'minimal' });
    if (typeof example === 'string') yield example;
  }
}

/** Yields as many digits where the number has them; one that could be a phone number becomes one that is reserved. */
function* numberCandidates(token: string, declared: readonly Schema[], entropy: Entropy): Generator<string> {
  if (/^\d{7,}$/.test(token)) yield phoneDigits(entropy);
  const [mantissa = '', exponent = ''] = token.split(/(?=[eE])/);
  for (let round = 0; round < 8; round++) {
    const other = digits((length) => entropy(length * (round + 1)).subarray(length * round), mantissa.length);
    let at = 0;
    const made = mantissa.replace(/\d/g, () => other[at++] ?? '0');
    yield made.replace(/^(-?)0(?=\d)/, '$11') + exponent;
  }
  const seed = entropy(4).readUInt32BE();
  for (const schema of declared) {
    const example: Json = sample(schema, { extent: 'minimal' });
    if (typeof example !== 'number') continue;
    // Narrow bounds leave few numbers of as many digits; the least of them alone would make too many people the same.
    for (const steps of [1_000_000, 1_000]) yield JSON.stringify(varied(example, seed % steps, schema));
    yield JSON.stringify(example);
  }
}
