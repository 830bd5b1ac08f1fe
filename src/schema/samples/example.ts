import type { Json } from '../json.ts';
import { valueAt, withValueAt } from '../pointer.ts';
import type { Variant } from '../variants.ts';
import { type Extent, sample } from './sample.ts';

/** Makes an example of a variant; its discriminators have the given values, or else their first. */
export function exampleOf(variant: Variant, extent: Extent, values: (string | undefined)[] = []): Json {
  const base = sample(variant.schema, { extent });
  return variant.tags.reduce((example, { path: pattern, values: own }, index) => {
    const path = inFirstItems(pattern);
    // A discriminator inside something optional stands only in an example that has it.
    const parentIsThere = valueAt(example, path.slice(0, -1)) !== undefined;
    return parentIsThere ? withValueAt(example, path, values[index] ?? own[0]) : example;
  }, base);
}

/** Gives the path through lists that leads to the first item of each: `['*', 'id']` is `['0', 'id']`. */
export function inFirstItems(path: readonly string[]): string[] {
  return path.map((token) => (token === '*' ? '0' : token));
}
