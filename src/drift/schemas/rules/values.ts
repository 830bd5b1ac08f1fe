import { type Rule, stated } from '../difference.ts';
import { facts, fits, isListed } from '../model/resolved-schema.ts';

/** Compares the values that a location is limited to: one difference for each that came or went. */
export const compareValues: Rule = ({ old, new: now, selects }) => {
  const [before, after] = [old.values, now.values];
  if (!before && !after) return [];
  if (!before)
    return [stated({ rule: 'enum-added', effect: 'narrows', what: 'only the listed values are left' }, before, after)];
  // Of another type altogether is for another rule to report.
  const otherType = now.types && !before.value.some((value) => fits(value, now.types?.value ?? []));
  if (!after)
    return otherType
      ? []
      : [stated({ rule: 'enum-dropped', effect: 'widens', what: 'any value may stand there now' }, before, after)];
  const listed = after.value.filter((value) => !isListed(before.value, value));
  const gone = before.value.filter((value) => !isListed(after.value, value));
  const { pointer } = after;
  const single = before.value.length === 1 && after.value.length === 1 && listed.length === 1;
  if (single && [old, now].every((side) => facts(side, 'const').length > 0)) {
    const what = 'another value than before stands there';
    return [{ rule: 'const-changed', effect: 'both', before: before.value[0], after: listed[0], pointer, what }];
  }
  return [
    ...listed.map((value) => ({ ...addedValue(value), pointer, show: { new: [value] } })),
    ...gone.map((value) => {
      const effect = selects ? ('vanishes' as const) : ('narrows' as const);
      return { ...removedValue(value), effect, pointer, show: { old: [value] } };
    }),
  ];
};

/** States that a value joined a list. */
export function addedValue(value: unknown) {
  const what = `${JSON.stringify(value)} may arrive, which was never listed`;
  return { rule: 'enum-value-added', effect: 'widens', before: null, after: value, what } as const;
}

/** States that a value left a list by which other parts of an event are chosen. */
export function removedValue(value: unknown) {
  const what = `${JSON.stringify(value)} is no longer listed`;
  return { rule: 'enum-value-removed', effect: 'vanishes', before: value, after: null, what } as const;
}
