import { isObject, type Json, sameJson } from '../../../schema/json.ts';
import type { Schema } from '../../../schema/types.ts';
import { isMultipleOf } from '../../../schema/validate/decimals.ts';
import { mayMatch } from '../../../schema/validate/patterns.ts';
import type { Member } from './conjunction.ts';

type KeepsLimit = (value: never, limit: never, schema: Schema) => boolean;

const textLimits: Record<string, KeepsLimit> = {
  minLength: (text: string, least: number) => [...text].length >= least,
  maxLength: (text: string, most: number) => [...text].length <= most,
  pattern: (text: string, pattern: string) => mayMatch(pattern, text),
};
const numberLimits: Record<string, KeepsLimit> = {
  minimum: (value: number, least: number, { exclusiveMinimum }) =>
    exclusiveMinimum === true ? value > least : value >= least,
  maximum: (value: number, most: number, { exclusiveMaximum }) =>
    exclusiveMaximum === true ? value < most : value <= most,
  exclusiveMinimum: (value: number, least: number | boolean) => typeof least === 'boolean' || value > least,
  exclusiveMaximum: (value: number, most: number | boolean) => typeof most === 'boolean' || value < most,
  multipleOf: (value: number, step: number) => isMultipleOf(value, step),
};
const listLimits: Record<string, KeepsLimit> = {
  minItems: (list: Json[], least: number) => list.length >= least,
  maxItems: (list: Json[], most: number) => list.length <= most,
  uniqueItems: (list: Json[], isUnique: boolean) => !isUnique || hasNoTwoAlike(list),
};
const objectLimits: Record<string, KeepsLimit> = {
  minProperties: (object: object, least: number) => Object.keys(object).length >= least,
  maxProperties: (object: object, most: number) => Object.keys(object).length <= most,
  required: (object: object, names: string[]) => names.every((name) => Object.hasOwn(object, name)),
};

/** Bounds how many values of a type are as good as listed. */
const mostCounted = 1_000;

/** Lists the values of some types within the limits of all leaves, where they can be counted: truth values, whole numbers between two bounds, the empty text. */
export function countedValues(types: readonly string[], leaves: readonly Member[]): Json[] | undefined {
  const found = types.map((type) => valuesOf(type, leaves));
  if (found.some((each) => each === undefined)) return undefined;
  return found.flatMap((each) => each ?? []).filter((value) => meetsLimits(value, leaves));
}

function valuesOf(type: string, leaves: readonly Member[]): Json[] | undefined {
  const said = (keywords: readonly string[]): number[] =>
    leaves.flatMap(({ schema }) => keywords.map((each) => schema[each]).filter((each) => typeof each === 'number'));
  if (type === 'boolean') return [true, false];
  if (type === 'string') return said(['maxLength']).includes(0) ? [''] : undefined;
  if (type !== 'integer') return undefined;
  const first = Math.ceil(Math.max(...said(['minimum', 'exclusiveMinimum'])));
  const last = Math.floor(Math.min(...said(['maximum', 'exclusiveMaximum'])));
  if (!(last - first < mostCounted)) return undefined;
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

/** Tells whether a value is within the plain limits of all leaves: lengths, counts, bounds and patterns. */
export function meetsLimits(value: Json, leaves: readonly Member[]): boolean {
  const limits = limitsFor(value);
  return leaves.every(({ schema }) =>
    Object.entries(limits).every(
      ([keyword, isMet]) =>
        schema[keyword] === undefined || isMet(value as never, schema[keyword] as never, schema) !== false,
    ),
  );
}

function limitsFor(value: Json): Record<string, KeepsLimit> {
  if (typeof value === 'string') return textLimits;
  if (typeof value === 'number') return numberLimits;
  if (Array.isArray(value)) return listLimits;
  return isObject(value) ? objectLimits : {};
}

function hasNoTwoAlike(list: readonly Json[]): boolean {
  return list.every((each, at) => list.findIndex((other) => sameJson(other, each)) === at);
}

/** Tells whether a value is one of a list, as JSON. */
export function isListed(list: readonly Json[], value: Json): boolean {
  return list.some((other) => sameJson(other, value));
}
