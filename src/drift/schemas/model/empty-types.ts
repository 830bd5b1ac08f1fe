import type { Schema } from '../../../schema/types.ts';
import type { Member } from './conjunction.ts';

/** Lists keywords that set the two ends of one thing. */
const ends = [
  { least: ['minLength'], most: ['maxLength'] },
  { least: ['minItems'], most: ['maxItems'] },
  { least: ['minProperties'], most: ['maxProperties', 'additionalProperties'] },
  { least: ['required'], most: ['maxProperties'] },
  { least: ['minimum', 'exclusiveMinimum'], most: ['maximum', 'exclusiveMaximum'] },
];

/** Tells whether schemas set both ends of something: only such may leave nothing between them. */
export function setsBothEnds(schemas: readonly Schema[]): boolean {
  const says = (keywords: readonly string[]) =>
    schemas.some((schema) => keywords.some((keyword) => schema[keyword] !== undefined));
  return ends.some(({ least, most }) => says(most) && says(least));
}

/** Names the types of which no value meets the limits of all leaves: a least one is above a greatest one. */
export function emptyTypes(leaves: readonly Member[]): readonly string[] {
  const schemas = leaves.map(({ schema }) => schema);
  if (!setsBothEnds(schemas)) return [];
  return [
    ...(isEmptyCount(schemas, 'Length') ? ['string'] : []),
    ...(isEmptyCount(schemas, 'Items') ? ['array'] : []),
    ...(isEmptyObject(schemas) ? ['object'] : []),
    ...(isEmptyRange(schemas, false) ? ['number', 'integer'] : isEmptyRange(schemas, true) ? ['integer'] : []),
  ];
}

function isEmptyCount(schemas: readonly Schema[], what: 'Length' | 'Items'): boolean {
  return Math.max(0, ...numbersIn(schemas, `min${what}`)) > Math.min(...numbersIn(schemas, `max${what}`));
}

/** Names that must be there count, and so do those that alone may be there. */
function isEmptyObject(schemas: readonly Schema[]): boolean {
  const required = new Set(schemas.flatMap(({ required: names }) => names ?? []));
  const closed = schemas.flatMap(({ additionalProperties, patternProperties, properties = {} }) =>
    additionalProperties === false && patternProperties === undefined ? [Object.keys(properties).length] : [],
  );
  const least = Math.max(required.size, ...numbersIn(schemas, 'minProperties'));
  return least > Math.min(...numbersIn(schemas, 'maxProperties'), ...closed);
}

function isEmptyRange(schemas: readonly Schema[], isWhole: boolean): boolean {
  const [lower, upper] = [highest(schemas, 1), -highest(schemas, -1)];
  const isOpen = isExclusive(schemas, 'minimum', lower) || isExclusive(schemas, 'maximum', upper);
  if (lower > upper || (lower === upper && isOpen)) return true;
  if (!isWhole || !Number.isFinite(lower) || !Number.isFinite(upper)) return false;
  const first = Math.ceil(lower) + (Number.isInteger(lower) && isExclusive(schemas, 'minimum', lower) ? 1 : 0);
  const last = Math.floor(upper) - (Number.isInteger(upper) && isExclusive(schemas, 'maximum', upper) ? 1 : 0);
  return first > last;
}

/** Finds the highest of the lower bounds, or, with the sign turned, the lowest of the upper ones. */
function highest(schemas: readonly Schema[], sign: 1 | -1): number {
  const keywords = sign === 1 ? ['minimum', 'exclusiveMinimum'] : ['maximum', 'exclusiveMaximum'];
  return Math.max(...keywords.flatMap((keyword) => numbersIn(schemas, keyword).map((value) => value * sign)));
}

/** Tells whether a bound is no value itself: 3.0 says so by a flag, 3.1 by a number of its own. */
function isExclusive(schemas: readonly Schema[], end: 'minimum' | 'maximum', bound: number): boolean {
  const flag = end === 'minimum' ? 'exclusiveMinimum' : 'exclusiveMaximum';
  return schemas.some((schema) => {
    const mark: unknown = schema[flag];
    return mark === bound || (mark === true && schema[end] === bound);
  });
}

function numbersIn(schemas: readonly Schema[], keyword: string): number[] {
  return schemas.flatMap((schema) => (typeof schema[keyword] === 'number' ? [schema[keyword]] : []));
}
