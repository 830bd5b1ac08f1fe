import { createRequire } from 'node:module';
import type FastCheck from 'fast-check';
import { boundedRegExp } from './patterns.ts';
import type { Schema } from './types.ts';

const require = createRequire(import.meta.url);

/** fast-check takes time to load, and only a contract with patterns, or a run with random events, needs it. */
export function fastCheck(): typeof FastCheck {
  return (
    (require('fast-check') as { default?: typeof FastCheck }).default ?? (require('fast-check') as typeof FastCheck)
  );
}

const tries = 200;
/** The same texts are asked for once for every event that they stand in. */
const found = new Map<string, string | undefined>();
const mostFound = 10_000;

/** A text that matches a pattern and keeps to the lengths beside it; undefined when none was found. */
export function matchingText(schema: Schema, seed = 1): string | undefined {
  const { pattern, minLength = 0, maxLength = Number.POSITIVE_INFINITY } = schema;
  if (pattern === undefined) return undefined;
  const key = JSON.stringify([pattern, minLength, maxLength, seed]);
  if (!found.has(key)) {
    if (found.size >= mostFound) found.clear();
    found.set(key, searchText(pattern, minLength, maxLength, seed));
  }
  return found.get(key);
}

function searchText(pattern: string, minLength: number, maxLength: number, seed: number): string | undefined {
  try {
    const fc = fastCheck();
    const size = minLength > 20 ? '+2' : '-1';
    const matching = fc.stringMatching(new RegExp(pattern, 'u'), { size });
    const regExp = boundedRegExp(pattern, 'u');
    return fc
      .sample(matching, { seed, numRuns: tries })
      .find((text) => lengthOf(text) >= minLength && lengthOf(text) <= maxLength && regExp.test(text));
  } catch {
    // A pattern that the generator cannot read is reported as one that no case exercises.
    return undefined;
  }
}

/** A property for each of a schema's `patternProperties` that a name could be found for. */
export function patternedKeys({ patternProperties = {} }: Schema): { key: string; schema: Schema }[] {
  return Object.entries(patternProperties).flatMap(([pattern, schema]) => {
    const key = matchingText({ pattern, minLength: 1 });
    return key === undefined ? [] : [{ key, schema }];
  });
}

/** JSON Schema counts characters, not code units. */
export function lengthOf(text: string): number {
  return [...text].length;
}
