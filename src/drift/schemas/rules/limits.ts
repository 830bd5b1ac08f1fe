import { type RuleDifference, type SchemaRule, stated } from '../difference.ts';
import { type Fact, facts, type ResolvedSchema, takesType } from '../model/resolved-schema.ts';

/** Compares lengths, counts and bounds; each is a difference by itself. */
export const compareLimits: SchemaRule = ({ old, new: now }) => {
  // A limit of what cannot stand here limits nothing.
  const both = (...types: string[]): boolean => takesType(old, ...types) && takesType(now, ...types);
  const kinds = [
    ...(both('string') ? ['Length'] : []),
    ...(both('array') ? ['Items'] : []),
    ...(both('object') ? ['Properties'] : []),
  ];
  return [
    ...kinds.flatMap((kind) => compareEnd(`min${kind}`, old, now)),
    ...kinds.flatMap((kind) => compareEnd(`max${kind}`, old, now)),
    ...(both('number', 'integer')
      ? [...compareBound('minimum', old, now), ...compareBound('maximum', old, now), ...compareMultiples(old, now)]
      : []),
    ...(both('array') ? compareUniqueness(old, now) : []),
  ];
};

type Limit = Fact<unknown> | undefined;

function limitDifference(keyword: string, loosened: boolean, before: Limit, after: Limit): RuleDifference {
  const verb = after === undefined ? 'dropped' : loosened ? 'loosened' : before === undefined ? 'added' : 'tightened';
  return stated({ ...change(loosened), what: `${keyword} is ${verb}` }, before, after);
}

function change(loosened: boolean) {
  return loosened
    ? ({ rule: 'limit-loosened', effect: 'widens' } as const)
    : ({ rule: 'limit-tightened', effect: 'narrows' } as const);
}

function compareEnd(keyword: string, old: ResolvedSchema, now: ResolvedSchema): RuleDifference[] {
  const [before, after] = [tightest(old, keyword), tightest(now, keyword)];
  if (before?.value === after?.value) return [];
  const towards = keyword.startsWith('min') ? 1 : -1;
  const loosened = after === undefined || (before !== undefined && (after.value - before.value) * towards < 0);
  return [limitDifference(keyword, loosened, before, after)];
}

function tightest(resolved: ResolvedSchema, keyword: string): Fact<number> | undefined {
  const lower = keyword.startsWith('min');
  const all = facts<number>(resolved, keyword).filter(({ value }) => typeof value === 'number');
  const [found] = all.toSorted((a, b) => (lower ? b.value - a.value : a.value - b.value));
  // At least nothing is no limit.
  return found?.value === 0 && lower ? undefined : found;
}

type BoundKeyword = 'minimum' | 'maximum';

interface Bound extends Fact<number> {
  exclusive: boolean;
}

function compareBound(side: BoundKeyword, old: ResolvedSchema, now: ResolvedSchema): RuleDifference[] {
  const [before, after] = [boundOf(old, side), boundOf(now, side)];
  if (!before && !after) return [];
  if (before && after && compareTightness(side, before, after) === 0) return [];
  const loosened = after === undefined || (before !== undefined && compareTightness(side, before, after) < 0);
  return [limitDifference(side, loosened, before, after)];
}

/** Finds the tightest bound on one side: 3.0 says by a flag that it is exclusive, 3.1 by a number of its own. */
function boundOf({ leaves, types, context }: ResolvedSchema, side: BoundKeyword): Bound | undefined {
  const other = side === 'minimum' ? 'exclusiveMinimum' : 'exclusiveMaximum';
  const all = leaves.flatMap(({ schema, pointer }): Bound[] => {
    const [value, mark] = [schema[side], schema[other]];
    const flagged = context.dialect === '3.0' && mark === true;
    return [
      ...(typeof value === 'number' ? [{ value, pointer: `${pointer}/${side}`, exclusive: flagged }] : []),
      ...(typeof mark === 'number' ? [{ value: mark, pointer: `${pointer}/${other}`, exclusive: true }] : []),
    ];
  });
  const [tightestBound] = all.toSorted((a, b) => compareTightness(side, a, b));
  // Of whole numbers, more than 0 is at least 1.
  const whole = types !== undefined && !types.value.includes('number') && Number.isInteger(tightestBound?.value);
  if (!whole || !tightestBound?.exclusive) return tightestBound;
  return { ...tightestBound, value: tightestBound.value + (side === 'minimum' ? 1 : -1), exclusive: false };
}

/** Orders bounds: negative where the first is the tighter one. */
function compareTightness(side: BoundKeyword, a: Bound, b: Bound): number {
  const byValue = side === 'minimum' ? b.value - a.value : a.value - b.value;
  return byValue || Number(b.exclusive) - Number(a.exclusive);
}

function compareMultiples(old: ResolvedSchema, now: ResolvedSchema): RuleDifference[] {
  const [before, after] = [multipleOf(old), multipleOf(now)];
  if (before?.value === after?.value) return [];
  const loosened = after === undefined || (before !== undefined && divides(after.value, before.value));
  if (loosened || !before || divides(before.value, after.value))
    return [limitDifference('multipleOf', loosened, before, after)];
  const what = 'numbers are multiples of another one than before';
  return [stated({ rule: 'multiple-changed', effect: 'both', what }, before, after)];
}

/** Finds the number that all values are multiples of: of several, their least common multiple. */
function multipleOf(resolved: ResolvedSchema): Fact<number> | undefined {
  const all = facts<number>(resolved, 'multipleOf').filter(({ value }) => typeof value === 'number' && value > 0);
  const [first, ...others] = all;
  return others.reduce((found, { value, pointer }) => {
    const common = found && commonMultiple(found.value, value);
    return common === undefined || common === found?.value ? found : { value: common, pointer };
  }, first);
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

function compareUniqueness(old: ResolvedSchema, now: ResolvedSchema): RuleDifference[] {
  const unique = (side: ResolvedSchema): Limit => facts(side, 'uniqueItems').find(({ value }) => value === true);
  const [before, after] = [unique(old), unique(now)];
  if (!before === !after) return [];
  const what = before ? 'items may now be equal' : 'items always differ now';
  return [stated({ ...change(before !== undefined), what }, before, after)];
}
