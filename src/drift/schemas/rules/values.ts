import { type Json, sameJson } from '../../../schema/json.ts';
import type { Rule } from '../difference.ts';
import { facts, fits } from '../model/resolved-schema.ts';

/** The values that a place is limited to: one change for each that came or went. */
export const values: Rule = ({ old, new: now, tag }) => {
  const [before, after] = [old.values, now.values];
  if (!before && !after) return [];
  if (!before && after)
    return [told('enum-added', 'narrows', null, after.value, after.at, 'only the listed values are left')];
  // Of another type altogether is for another rule to tell.
  if (before && !after && now.types && !before.value.some((value) => fits(value, now.types?.value ?? []))) return [];
  if (before && !after)
    return [told('enum-dropped', 'widens', before.value, null, before.at, 'any value may stand there now')];
  const listed = (after?.value ?? []).filter((value) => !includes(before?.value, value));
  const gone = (before?.value ?? []).filter((value) => !includes(after?.value, value));
  const at = after?.at ?? '';
  if (before?.value.length === 1 && after?.value.length === 1 && listed.length === 1 && isConst(old) && isConst(now)) {
    return [told('const-changed', 'both', before.value[0], listed[0], at, 'another value than before stands there')];
  }
  return [
    ...listed.map((value) => ({
      ...told(
        'enum-value-added',
        'widens',
        null,
        value,
        at,
        `${JSON.stringify(value)} may arrive, which was never listed`,
      ),
      show: { new: [value] },
      ...(tag ? { tag } : {}),
    })),
    ...gone.map((value) => ({
      ...told(
        'enum-value-removed',
        tag ? 'vanishes' : 'narrows',
        value,
        null,
        at,
        `${JSON.stringify(value)} is no longer listed`,
      ),
      show: { old: [value] },
      ...(tag ? { tag } : {}),
    })),
  ];
};

function told(
  rule: string,
  effect: 'widens' | 'narrows' | 'both' | 'vanishes',
  before: unknown,
  after: unknown,
  at: string,
  what: string,
) {
  return { rule, effect, before, after, at, what };
}

function includes(list: readonly Json[] | undefined, value: Json): boolean {
  return list?.some((other) => sameJson(other, value)) ?? false;
}

function isConst(shape: Parameters<typeof facts>[0]): boolean {
  return facts(shape, 'const').length > 0;
}
