import type FastCheck from 'fast-check';
import { loadPackage } from '../../load-package.ts';
import type { Schema } from '../types.ts';
import { boundedRegExp, renewPatternBudget } from '../validate/patterns.ts';
import { stretched, withoutAssertions } from './regexes.ts';

/** fast-check takes time to load, and only a contract with patterns, or a run with random events, needs it. */
export function fastCheck(): typeof FastCheck {
  return (
    (loadPackage('fast-check') as { default?: typeof FastCheck }).default ??
    (loadPackage('fast-check') as typeof FastCheck)
  );
}

/** Most patterns are met at once; those that lengths narrow down take more tries. */
const tries = [4, 200];

/** Finds a text that matches a pattern and keeps to the lengths beside it; undefined when none was found. */
export function matchingText(schema: Schema, seed = 1): string | undefined {
  const { pattern, minLength = 0, maxLength = Number.POSITIVE_INFINITY } = schema;
  if (pattern === undefined) return undefined;
  return remembered(texts, JSON.stringify([pattern, minLength, maxLength, seed]), () => {
    // Made once there is a text to try: a pattern that is none has no text.
    const matches = (text: string): boolean => boundedRegExp(pattern, 'u').test(text);
    const fits = (text: string): boolean => lengthOf(text) >= minLength && lengthOf(text) <= maxLength && matches(text);
    for (const numRuns of tries) {
      // No value is validated here, and how long others took must not decide what is found.
      renewPatternBudget();
      const texts = textsMatching(pattern, minLength, seed, numRuns);
      const text = texts.find(fits);
      if (text !== undefined) return text;
      // A length that chance does not meet is come to step by step.
      const far = (text: string): number => Math.max(minLength - lengthOf(text), lengthOf(text) - maxLength, 0);
      const [near] = texts.toSorted((a, b) => far(a) - far(b));
      const made = near === undefined ? undefined : stretched(near, minLength, maxLength, matches);
      if (made !== undefined) return made;
    }
    return undefined;
  });
}

/** Finds so many texts that match a pattern, more or less as long as they must be; none where we cannot read it. */
export function textsMatching(pattern: string, minLength: number, seed: number, numRuns: number): string[] {
  const fc = fastCheck();
  const size = minLength > 20 ? '+2' : '-1';
  const matching = remembered(arbitraries, `${size}${pattern}`, () => {
    const readable = withoutAssertions(pattern);
    try {
      const arbitrary = fc.stringMatching(new RegExp(readable, 'u'), { size });
      if (readable === pattern) return arbitrary;
      const right = boundedRegExp(pattern, 'u');
      return arbitrary.map((text) => (right.test(text) ? text : undefined));
    } catch {
      // A pattern that the generator cannot read is reported as one that no case exercises.
      return undefined;
    }
  });
  return matching ? fc.sample(matching, { seed, numRuns }).filter((text) => text !== undefined) : [];
}

// The same texts are asked for once for every event that they stand in, and to prepare for a pattern takes milliseconds.
const texts = new Map<string, string | undefined>();
const arbitraries = new Map<string, FastCheck.Arbitrary<string | undefined> | undefined>();
const mostRemembered = 2_000;

function remembered<T>(known: Map<string, T>, key: string, make: () => T): T {
  if (known.has(key)) return known.get(key) as T;
  const made = make();
  if (known.size >= mostRemembered) known.clear();
  known.set(key, made);
  return made;
}

/** Finds a property for each of a schema's `patternProperties` that a name could be found for. */
export function patternedKeys({ patternProperties = {} }: Schema): { key: string; pattern: string; schema: Schema }[] {
  return Object.entries(patternProperties).flatMap(([pattern, schema]) => {
    const key = matchingText({ pattern, minLength: 1 });
    return key === undefined ? [] : [{ key, pattern, schema }];
  });
}

/** Counts characters, as JSON Schema does, not code units. */
export function lengthOf(text: string): number {
  return [...text].length;
}
