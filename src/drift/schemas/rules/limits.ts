import type { Schema } from '../../../schema/types.ts';
import { type Effect, type Pair, type SchemaRule, type StatedDifference, stated } from '../difference.ts';
import type { Fact } from '../model/conjunction.ts';
import { impliedMost, mostOf } from '../model/counts.ts';
import { meetsLimits } from '../model/listed-values.ts';
import { bothTake, facts, hasWholeNumbers, type ResolvedSchema } from '../model/resolved-schema.ts';

/** Compares lengths, counts and bounds; each is a difference by itself. */
export const compareLimits: SchemaRule = (pair) => {
  const { old, new: now } = pair;
  // A limit of what cannot stand here limits nothing.
  const kinds = [
    ...(bothTake(pair, 'string') ? ['Length'] : []),
    ...(bothTake(pair, 'array') ? ['Items'] : []),
    ...(bothTake(pair, 'object') ? ['Properties'] : []),
  ];
  const hasNumbers = bothTake(pair, 'number', 'integer');
  const keywords = [
    ...['min', 'max'].flatMap((end) => kinds.map((kind) => end + kind)),
    ...(hasNumbers ? ['minimum', 'maximum'] : []),
  ];
  return [
    ...keywords.flatMap((keyword) => compareBound(keyword, old, now)),
    ...(hasNumbers ? compareMultiples(old, now) : []),
    ...(bothTake(pair, 'array') ? compareUniqueness(old, now) : []),
  ].filter(({ effect }) => !isSaidByValues(pair, effect));
};

/** Tells whether listed values say by themselves what a limit would let in or keep out: all of them are within it. */
export function isSaidByValues({ old, new: now }: Pair, effect: Effect): boolean {
  const isWithin = ({ values }: ResolvedSchema, { leaves }: ResolvedSchema): boolean =>
    values?.value.every((value) => meetsLimits(value, leaves)) ?? false;
  if (old.values && now.values) return true;
  if (effect === 'widens' || effect === 'unclear') return isWithin(now, old);
  return effect === 'narrows' && isWithin(old, now);
}

const loosening = { rule: 'limit-loosened', effect: 'widens' } as const;
const tightening = { rule: 'limit-tightened', effect: 'narrows' } as const;

type Limit = Fact<unknown> | undefined;

export function limitDifference(keyword: string, loosened: boolean, before: Limit, after: Limit): StatedDifference {
  const verb = after === undefined ? 'dropped' : loosened ? 'loosened' : before === undefined ? 'added' : 'tightened';
  return stated({ ...(loosened ? loosening : tightening), what: `${keyword} is ${verb}` }, before, after);
}

interface Bound extends Fact<number> {
  exclusive: boolean;
}

function compareBound(keyword: string, old: ResolvedSchema, now: ResolvedSchema): StatedDifference[] {
  // Where only one side has whole numbers, that is what differs.
  const isWhole = isOfWholeType(old) && isOfWholeType(now);
  const [before, after] = [boundOf(old, keyword, isWhole), boundOf(now, keyword, isWhole)];
  if (!before && !after) return [];
  const order = before && after ? compareTightness(keyword, before, after) : after ? 1 : -1;
  if (order === 0 || isReachedAnyway(keyword, order < 0 ? before : after, order < 0 ? now : old)) return [];
  const only = order < 0 ? before && { new: beyond(keyword, before) } : after && { old: beyond(keyword, after) };
  return [{ ...limitDifference(keyword, order < 0, before, after), ...(only && { only }) }];
}

/** Tells whether a side keeps to a bound without it: by the names that must be there, or that alone may be. */
function isReachedAnyway(keyword: string, bound: Bound | undefined, { required, leaves }: ResolvedSchema): boolean {
  if (bound === undefined) return false;
  if (keyword === 'minProperties') return required.size >= bound.value;
  if (keyword !== 'maxProperties') return false;
  return leaves.some(
    ({ schema: { additionalProperties, patternProperties, properties = {} } }) =>
      additionalProperties === false &&
      patternProperties === undefined &&
      Object.keys(properties).length <= bound.value,
  );
}

/** Writes what is not within a bound. */
function beyond(keyword: string, { value, exclusive }: Bound): Schema {
  if (keyword === 'minimum') return exclusive ? { maximum: value } : { exclusiveMaximum: value };
  if (keyword === 'maximum') return exclusive ? { minimum: value } : { exclusiveMinimum: value };
  const kind = keyword.slice(3);
  return keyword.startsWith('min') ? { [`max${kind}`]: value - 1 } : { [`min${kind}`]: value + 1 };
}

/** Orders bounds: negative where the first is the tighter one. */
function compareTightness(keyword: string, a: Bound, b: Bound): number {
  const byValue = keyword.startsWith('min') ? b.value - a.value : a.value - b.value;
  return byValue || Number(b.exclusive) - Number(a.exclusive);
}

const exclusiveKeywords: Record<string, string> = { minimum: 'exclusiveMinimum', maximum: 'exclusiveMaximum' };

/** Finds the tightest bound on one side: 3.0 says by a flag that it is exclusive, 3.1 by a number of its own. */
function boundOf(resolved: ResolvedSchema, keyword: string, isWhole: boolean): Bound | undefined {
  const { leaves, context } = resolved;
  const other = exclusiveKeywords[keyword];
  const isCount = keyword === 'maxItems' || keyword === 'maxProperties';
  const implied = isCount ? impliedMost(resolved, keyword).map((each) => ({ ...each, exclusive: false })) : [];
  const all = leaves.flatMap(({ schema, pointer, home = context }): Bound[] => {
    const [value, mark] = [schema[keyword], other && schema[other]];
    const exclusive = home.dialect === '3.0' && mark === true;
    return [
      ...(typeof value === 'number' ? [{ value, pointer: `${pointer}/${keyword}`, exclusive }] : []),
      ...(typeof mark === 'number' ? [{ value: mark, pointer: `${pointer}/${other}`, exclusive: true }] : []),
    ];
  });
  const [found] = [...all, ...implied].toSorted((a, b) => compareTightness(keyword, a, b));
  // A count of at least nothing is no limit.
  if (!other) return found?.value === 0 && keyword.startsWith('min') ? undefined : found;
  // Of whole numbers, more than 0 is at least 1.
  if (!isWhole || !Number.isInteger(found?.value) || !found?.exclusive) return found;
  return { ...found, value: found.value + (keyword === 'minimum' ? 1 : -1), exclusive: false };
}

function compareMultiples(old: ResolvedSchema, now: ResolvedSchema): StatedDifference[] {
  const [before, after] = [multipleOf(old, now), multipleOf(now, old)];
  if (before?.value === after?.value) return [];
  const loosened = after === undefined || (before !== undefined && divides(after.value, before.value));
  if (loosened || !before || divides(before.value, after.value))
    return [limitDifference('multipleOf', loosened, before, after)];
  const what = 'numbers are multiples of another one than before';
  return [stated({ rule: 'multiple-changed', effect: 'both', what }, before, after)];
}

/**
 * Finds the number that all values are multiples of: of several, their least common multiple. Whole numbers are multiples of
 * 1 all along, which says something only where the other side has that in its own words.
 */
function multipleOf(resolved: ResolvedSchema, other: ResolvedSchema): Fact<number> | undefined {
  const isWhole = isOfWholeType(resolved);
  const [first, ...others] = facts<number>(resolved, 'multipleOf').filter(
    ({ value }) => !(isWhole && divides(value, 1)),
  );
  const one = { value: 1, pointer: resolved.types?.pointer ?? resolved.pointer };
  if (!first && isWhole && !isOfWholeType(other) && hasWholeNumbers(other)) return one;
  return others.reduce((found, { value, pointer }) => {
    const common = found && commonMultiple(found.value, value);
    return common === undefined || common === found?.value ? found : { value: common, pointer };
  }, first);
}

function isOfWholeType({ types }: ResolvedSchema): boolean {
  return types !== undefined && !types.value.includes('number');
}

/** Finds the first multiple of the one that the other divides; undefined where there is none within reach. */
function commonMultiple(a: number, b: number): number | undefined {
  for (let times = 1; times <= 10_000; times++) if (divides(b, a * times)) return a * times;
  return undefined;
}

function divides(divisor: number, value: number): boolean {
  const ratio = value / divisor;
  return Math.abs(ratio - Math.round(ratio)) < 1e-9 * Math.max(1, Math.abs(ratio));
}

function compareUniqueness(old: ResolvedSchema, now: ResolvedSchema): StatedDifference[] {
  const unique = (side: ResolvedSchema): Limit => facts(side, 'uniqueItems').find(({ value }) => value === true);
  const [before, after] = [unique(old), unique(now)];
  if (!before === !after) return [];
  // A list of one item has no two alike.
  if (mostOf(before ? now : old, 'maxItems') <= 1) return [];
  const difference = before
    ? { ...loosening, what: 'items may now be equal' }
    : { ...tightening, what: 'items always differ now' };
  return [stated(difference, before, after)];
}
