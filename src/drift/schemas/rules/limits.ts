import type { Rule, Told } from '../difference.ts';
import { type Fact, facts, type Shape, takesType } from '../model/resolved-schema.ts';

/** Lengths, counts and bounds; each is told by itself. */
export const limits: Rule = ({ old, new: now }) => {
  // A limit of what cannot stand here limits nothing.
  const speak = (...types: string[]): boolean => takesType(old, ...types) && takesType(now, ...types);
  const lengths = [
    ...(speak('string') ? ['Length'] : []),
    ...(speak('array') ? ['Items'] : []),
    ...(speak('object') ? ['Properties'] : []),
  ];
  return [
    ...lengths.flatMap((what) => ends(`min${what}`, old, now, Math.max, 1)),
    ...lengths.flatMap((what) => ends(`max${what}`, old, now, Math.min, -1)),
    ...(speak('number', 'integer') ? numeric(old, now) : []),
    ...(speak('array') ? unique(old, now) : []),
  ];
};

function numeric(old: Shape, now: Shape): Told[] {
  return [
    ...bound('minimum', bounds(old, 'minimum'), bounds(now, 'minimum')),
    ...bound('maximum', bounds(old, 'maximum'), bounds(now, 'maximum')),
    ...multiples(old, now),
  ];
}

function ends(keyword: string, old: Shape, now: Shape, choose: typeof Math.max, towards: 1 | -1): Told[] {
  return limit(keyword, tightest(old, keyword, choose), tightest(now, keyword, choose), towards);
}

function tightest(shape: Shape, keyword: string, choose: (...all: number[]) => number): Fact<number> | undefined {
  const all = facts<number>(shape, keyword).filter(({ value }) => typeof value === 'number');
  const value = choose(...all.map((fact) => fact.value));
  const found = all.find((fact) => fact.value === value);
  // At least nothing is no limit.
  return found?.value === 0 && keyword.startsWith('min') ? undefined : found;
}

/** `towards` is 1 where a higher limit is a tighter one. */
function limit(
  keyword: string,
  before: Fact<number> | undefined,
  after: Fact<number> | undefined,
  towards: 1 | -1,
): Told[] {
  if (before?.value === after?.value) return [];
  const loosened = after === undefined || (before !== undefined && (after.value - before.value) * towards < 0);
  return [told(keyword, loosened, before, after)];
}

function told(
  keyword: string,
  loosened: boolean,
  before: Fact<number> | undefined,
  after: Fact<number> | undefined,
): Told {
  const verb = after === undefined ? 'dropped' : loosened ? 'loosened' : before === undefined ? 'added' : 'tightened';
  return {
    rule: loosened ? 'limit-loosened' : 'limit-tightened',
    effect: loosened ? 'widens' : 'narrows',
    before: before?.value ?? null,
    after: after?.value ?? null,
    at: (after ?? before)?.at ?? '',
    what: `${keyword} is ${verb}`,
  };
}

interface Bound extends Fact<number> {
  exclusive: boolean;
}

/** The tightest bound on one side: 3.0 says by a flag that it is exclusive, 3.1 by a number of its own. */
function bounds({ leaves, types, world }: Shape, side: 'minimum' | 'maximum'): Bound | undefined {
  const other = side === 'minimum' ? 'exclusiveMinimum' : 'exclusiveMaximum';
  const all = leaves.flatMap(({ schema, at }): Bound[] => {
    const [value, mark] = [schema[side], schema[other]];
    return [
      ...(typeof value === 'number'
        ? [{ value, at: `${at}/${side}`, exclusive: world.dialect === '3.0' && mark === true }]
        : []),
      ...(typeof mark === 'number' ? [{ value: mark, at: `${at}/${other}`, exclusive: true }] : []),
    ];
  });
  const [tightest] = all.toSorted((a, b) => tighter(side, a, b));
  // Of whole numbers, more than 0 is at least 1.
  const whole = types !== undefined && !types.value.includes('number') && Number.isInteger(tightest?.value);
  if (!whole || !tightest?.exclusive) return tightest;
  return { ...tightest, value: tightest.value + (side === 'minimum' ? 1 : -1), exclusive: false };
}

/** Negative where the first is the tighter one. */
function tighter(side: 'minimum' | 'maximum', a: Bound, b: Bound): number {
  const byValue = side === 'minimum' ? b.value - a.value : a.value - b.value;
  return byValue || Number(b.exclusive) - Number(a.exclusive);
}

function bound(side: 'minimum' | 'maximum', before: Bound | undefined, after: Bound | undefined): Told[] {
  if (!before && !after) return [];
  if (before && after && tighter(side, before, after) === 0) return [];
  const loosened = after === undefined || (before !== undefined && tighter(side, before, after) < 0);
  return [told(side, loosened, before, after)];
}

function multiples(old: Shape, now: Shape): Told[] {
  const [before, after] = [multipleIn(old), multipleIn(now)];
  if (before?.value === after?.value) return [];
  if (before && after && !divides(after.value, before.value) && !divides(before.value, after.value))
    return [
      {
        ...told('multipleOf', true, before, after),
        rule: 'multiple-changed',
        effect: 'both',
        what: 'numbers are multiples of another one than before',
      },
    ];
  return [
    told(
      'multipleOf',
      after === undefined || (before !== undefined && divides(after.value, before.value)),
      before,
      after,
    ),
  ];
}

/** What is a multiple of several numbers is one of their least common multiple. */
function multipleIn(shape: Shape): Fact<number> | undefined {
  const all = facts<number>(shape, 'multipleOf').filter(({ value }) => typeof value === 'number' && value > 0);
  const [first, ...others] = all;
  return others.reduce((found, { value, at }) => {
    const common = found && commonMultiple(found.value, value);
    return common === undefined || common === found?.value ? found : { value: common, at };
  }, first);
}

/** The first multiple of the one that the other divides; undefined where there is none within reach. */
function commonMultiple(a: number, b: number): number | undefined {
  for (let times = 1; times <= 10_000; times++) if (divides(b, a * times)) return a * times;
  return undefined;
}

function divides(divisor: number, value: number): boolean {
  const ratio = value / divisor;
  return Math.abs(ratio - Math.round(ratio)) < 1e-9 * Math.max(1, Math.abs(ratio));
}

function unique(old: Shape, now: Shape): Told[] {
  const [before, after] = [old, now].map((shape) => facts(shape, 'uniqueItems').find(({ value }) => value === true));
  if (!before === !after) return [];
  const dropped = after === undefined;
  return [
    {
      rule: dropped ? 'limit-loosened' : 'limit-tightened',
      effect: dropped ? 'widens' : 'narrows',
      before: !dropped ? null : true,
      after: dropped ? null : true,
      at: (after ?? before)?.at ?? '',
      what: dropped ? 'items may now be equal' : 'items always differ now',
    },
  ];
}
