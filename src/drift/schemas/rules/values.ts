import type { Json } from '../../../schema/json.ts';
import { type Pair, type SchemaRule, type StatedDifference, saidOf, stated } from '../difference.ts';
import type { Fact } from '../model/conjunction.ts';
import { countedValues, isListed } from '../model/listed-values.ts';
import { bothTake, facts, hasWholeNumbers, type ResolvedSchema } from '../model/resolved-schema.ts';
import { fits, isTypeAmong, typeOf } from '../model/types.ts';
import { isSaidByValues } from './limits.ts';

/** Compares the JSON types that may stand at a location; null is for another rule, and listed values speak for themselves. */
export const compareTypes: SchemaRule = ({ old, new: now }) => {
  if (old.values && now.values) return [];
  const isSameNumber = hasWholeNumbers(old) && hasWholeNumbers(now);
  const [before, after] = [old, now].map((side) => (isSameNumber ? withWholeNumbers(typesIn(side)) : typesIn(side)));
  const [was, is] = [written(before), written(after)];
  if (!before && !after) return [];
  if (!before) return stated({ rule: 'type-added', effect: 'narrows', what: 'it was free before' }, was, is);
  if (!after) return stated({ rule: 'type-dropped', effect: 'widens', what: 'anything may stand there now' }, was, is);
  const wider = after.value.filter((type) => !isTypeAmong(type, before.value));
  const gone = before.value.filter((type) => !isTypeAmong(type, after.value));
  const list = (types: readonly string[]): string => types.join(' or ');
  if (wider.length === 0 && gone.length === 0) return [];
  if (gone.length === 0) {
    const what = `it may now also be of type ${list(wider)}`;
    return stated({ rule: 'type-widened', effect: 'widens', what, only: { new: { type: wider } } }, was, is);
  }
  if (wider.length === 0) {
    const what = `it is no longer of type ${list(gone)}`;
    return stated({ rule: 'type-narrowed', effect: 'narrows', what, only: { old: { type: gone } } }, was, is);
  }
  // A number where a whole number stood takes the whole ones too.
  const widens = gone.every((type) => type === 'integer' && after.value.includes('number'));
  const what = `it was of type ${list(before.value)} and is now of type ${list(after.value)}`;
  return stated({ rule: 'type-changed', effect: widens ? 'widens' : 'both', what }, was, is);
};

/** Calls numbers whole ones: what they are multiples of says so. */
function withWholeNumbers(types: Fact<string[]> | undefined): Fact<string[]> | undefined {
  return types && { ...types, value: types.value.map((type) => (type === 'number' ? 'integer' : type)) };
}

function typesIn({ types, values }: ResolvedSchema): Fact<string[]> | undefined {
  if (types && !values) return types;
  return values && { value: [...new Set(values.value.map(typeOf))], pointer: values.pointer };
}

function written(types: Fact<string[]> | undefined): Fact<unknown> | undefined {
  return types?.value.length === 1 ? { ...types, value: types.value[0] } : types;
}

/** Compares whether null may stand at a location. Where the type is free on one side, that is the change to report. */
export const compareNull: SchemaRule = ({ old, new: now }) => {
  const isFree = ({ types, values }: ResolvedSchema): boolean => types === undefined && values === undefined;
  if (old.takesNull === now.takesNull || isFree(old) || isFree(now)) return [];
  return {
    ...(now.takesNull
      ? { rule: 'nullable-added', effect: 'widens', what: 'it may now be null' }
      : { rule: 'nullable-removed', effect: 'narrows', what: 'it is no longer null' }),
    before: old.takesNull,
    after: now.takesNull,
    pointer: now.types?.pointer.replace(/\/type$/, '') ?? now.values?.pointer ?? now.pointer,
    show: { old: [null], new: [null] },
  };
};

/** Compares the values that a location is limited to: one difference for each that came or went. */
export const compareValues: SchemaRule = ({ old, new: now, selects }) => {
  const [before, after] = [old.values, now.values];
  if (!before && !after) return [];
  // What can be counted is as good as listed.
  if (before ? !after && isSaidBy(before, now) : after && isSaidBy(after, old)) return [];
  if (!before)
    return stated({ rule: 'enum-added', effect: 'narrows', what: 'only the listed values are left' }, before, after);
  if (!after) {
    // Of another type altogether is for another rule to report.
    const { types } = now;
    if (types && !before.value.some((value) => fits(value, types.value))) return [];
    return stated({ rule: 'enum-dropped', effect: 'widens', what: 'any value may stand there now' }, before, after);
  }
  const listed = after.value.filter((value) => !isListed(before.value, value));
  const gone = before.value.filter((value) => !isListed(after.value, value));
  const { pointer } = after;
  const single = before.value.length === 1 && after.value.length === 1 && listed.length === 1;
  if (single && [old, now].every((side) => facts(side, 'const').length > 0)) {
    const what = 'another value than before stands there';
    return { rule: 'const-changed', effect: 'both', before: before.value[0], after: listed[0], pointer, what };
  }
  return [
    ...listed.map((value) => ({ ...addedValue(value), pointer, show: { new: [value] } })),
    ...gone.map((value) => {
      const effect = selects ? ('vanishes' as const) : ('narrows' as const);
      return { ...removedValue(value), effect, pointer, show: { old: [value] } };
    }),
  ];
};

/** Tells whether a list has all that may stand at a location, where that can be counted. */
function isSaidBy({ value: list }: Fact<Json[]>, { types, leaves }: ResolvedSchema): boolean {
  return (types && countedValues(types.value, leaves)?.every((value) => isListed(list, value))) ?? false;
}

/** States that a value joined a list. */
export function addedValue(value: unknown) {
  const what = saidOf(JSON.stringify(value), 'may arrive, which was never listed');
  return { rule: 'enum-value-added', effect: 'widens', before: null, after: value, ...what } as const;
}

/** States that a value left a list by which other parts of an event are chosen. */
export function removedValue(value: unknown) {
  const what = saidOf(JSON.stringify(value), 'is no longer listed');
  return { rule: 'enum-value-removed', effect: 'vanishes', before: value, after: null, ...what } as const;
}

/** Lists the formats that are asserted, here and in the receiver; another one is a word of the author's. */
const assertedFormats = new Set([
  ...['date-time', 'date', 'time', 'iso-time', 'iso-date-time', 'duration'],
  ...['uri', 'uri-reference', 'uri-template', 'url'],
  ...['email', 'hostname', 'ipv4', 'ipv6', 'regex', 'uuid', 'json-pointer', 'json-pointer-uri-fragment'],
  ...['relative-json-pointer', 'byte', 'int32', 'int64'],
]);

/** Compares the format of a text or a number. */
export const compareFormats: SchemaRule = (pair) => {
  if (!bothTake(pair, 'string', 'number', 'integer')) return [];
  const { gone, come } = exchanged(pair, 'format');
  const isAsserted = [gone, come].some((format) => format && assertedFormats.has(format.value));
  // Listed values say all by themselves, unless a format keeps some of them out.
  if (pair.old.values && pair.new.values && !isAsserted) return [];
  // Whether listed values are of the format is for an event to show.
  const provable = pair.old.values !== undefined || pair.new.values !== undefined;
  if (gone && come) {
    const what = `it was a ${gone.value} and is now a ${come.value}`;
    // Whoever reads the one format reads the other wrongly, whether or not a validator knows them.
    return stated({ rule: 'format-changed', effect: 'both', what, misread: true }, gone, come);
  }
  if (gone) {
    const effect = assertedFormats.has(gone.value) ? 'widens' : 'unclear';
    const what = `it need no longer be a ${gone.value}`;
    return stated({ rule: 'format-removed', effect, what, provable }, gone, come);
  }
  if (!come) return [];
  const what = `it is always a ${come.value} now`;
  return stated({ rule: 'format-added', effect: 'narrows', what, provable }, gone, come);
};

/** Compares the pattern of a text; whether one pattern includes another is not decided. */
export const comparePatterns: SchemaRule = (pair) => {
  if (!bothTake(pair, 'string')) return [];
  const { gone, come } = exchanged(pair, 'pattern');
  return exchangedPattern(gone, come).filter(({ effect }) => !isSaidByValues(pair, effect));
};

function exchangedPattern(gone: Fact<string> | undefined, come: Fact<string> | undefined): StatedDifference[] {
  if (gone && come) {
    const what = 'texts must match another pattern than before';
    return [stated({ rule: 'pattern-changed', effect: 'unclear', what }, gone, come)];
  }
  if (gone) {
    const what = 'texts need no longer match a pattern';
    return [stated({ rule: 'pattern-removed', effect: 'widens', what }, gone, come)];
  }
  if (!come) return [];
  return [stated({ rule: 'pattern-added', effect: 'narrows', what: 'texts now match a pattern' }, gone, come)];
}

/** Finds the first fact of each side whose value the other side does not have. */
function exchanged({ old, new: now }: Pair, keyword: string) {
  const [before, after] = [facts<string>(old, keyword), facts<string>(now, keyword)];
  const lacks = (all: readonly Fact<string>[], { value }: Fact<string>) => !all.some((other) => other.value === value);
  return { gone: before.find((each) => lacks(after, each)), come: after.find((each) => lacks(before, each)) };
}
