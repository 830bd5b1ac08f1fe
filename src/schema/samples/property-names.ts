import type { Schema } from '../types.ts';
import { boundedRegExp } from '../validate/patterns.ts';
import { matchingText } from './strings.ts';

/** Finds so many property names that a schema allows and does not declare, as far as its `propertyNames` lets us find them. */
export function otherNames(schema: Schema, count: number, stem = 'hookproofKey'): string[] {
  const { properties = {}, patternProperties = {}, propertyNames = {} } = schema;
  const { enum: listed, pattern, minLength = 0, maxLength = Number.POSITIVE_INFINITY } = propertyNames;
  const plain = Array.from({ length: count }, (_, index) => (index === 0 ? stem : `${stem}${index}`));
  const short = Array.from({ length: count }, (_, index) => index.toString(36).padEnd(Math.min(minLength, 200), 'k'));
  const matching =
    pattern === undefined
      ? []
      : Array.from({ length: count * 4 }, (_, seed) => matchingText(propertyNames, seed + 1) ?? stem);
  const right = pattern === undefined ? undefined : boundedRegExp(pattern, 'u');
  const fits = (name: string): boolean =>
    !Object.hasOwn(properties, name) &&
    !Object.keys(patternProperties).some((each) => boundedRegExp(each, 'u').test(name)) &&
    name.length >= minLength &&
    name.length <= maxLength &&
    (right?.test(name) ?? true);
  const candidates = listed?.filter((name) => typeof name === 'string') ?? [...plain, ...short, ...matching];
  return [...new Set(candidates)].filter(fits).slice(0, count);
}
