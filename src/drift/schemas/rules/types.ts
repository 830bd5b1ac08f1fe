import { type Rule, stated } from '../difference.ts';
import { type Fact, isTypeAmong, type ResolvedSchema, typeOf } from '../model/resolved-schema.ts';

/** Compares the JSON types that may stand at a location; null is for another rule, and listed values speak for themselves. */
export const compareTypes: Rule = ({ old, new: now }) => {
  if (old.values && now.values) return [];
  const [before, after] = [typesIn(old), typesIn(now)];
  const [was, is] = [written(before), written(after)];
  if (!before && !after) return [];
  if (!before) return [stated({ rule: 'type-added', effect: 'narrows', what: 'it was free before' }, was, is)];
  if (!after)
    return [stated({ rule: 'type-dropped', effect: 'widens', what: 'anything may stand there now' }, was, is)];
  const wider = after.value.filter((type) => !isTypeAmong(type, before.value));
  const gone = before.value.filter((type) => !isTypeAmong(type, after.value));
  const list = (types: readonly string[]): string => types.join(' or ');
  if (wider.length === 0 && gone.length === 0) return [];
  if (gone.length === 0)
    return [
      stated({ rule: 'type-widened', effect: 'widens', what: `it may now also be of type ${list(wider)}` }, was, is),
    ];
  if (wider.length === 0)
    return [
      stated({ rule: 'type-narrowed', effect: 'narrows', what: `it is no longer of type ${list(gone)}` }, was, is),
    ];
  // A number where a whole number stood takes the whole ones too.
  const widens = gone.every((type) => type === 'integer' && after.value.includes('number'));
  const what = `it was of type ${list(before.value)} and is now of type ${list(after.value)}`;
  return [stated({ rule: 'type-changed', effect: widens ? 'widens' : 'both', what }, was, is)];
};

function typesIn({ types, values }: ResolvedSchema): Fact<string[]> | undefined {
  if (types && !values) return types;
  return values && { value: [...new Set(values.value.map(typeOf))], pointer: values.pointer };
}

function written(types: Fact<string[]> | undefined): Fact<unknown> | undefined {
  return types?.value.length === 1 ? { ...types, value: types.value[0] } : types;
}

/** Compares whether null may stand at a location. Where the type is free on one side, that is the change to report. */
export const compareNull: Rule = ({ old, new: now }) => {
  if (old.takesNull === now.takesNull) return [];
  const isFree = ({ types, values }: ResolvedSchema): boolean => types === undefined && values === undefined;
  if (isFree(old) || isFree(now)) return [];
  const added = now.takesNull;
  return [
    {
      rule: added ? 'nullable-added' : 'nullable-removed',
      effect: added ? 'widens' : 'narrows',
      before: old.takesNull,
      after: now.takesNull,
      pointer: now.types?.pointer.replace(/\/type$/, '') ?? now.values?.pointer ?? now.pointer,
      what: added ? 'it may now be null' : 'it is no longer null',
      show: { old: [null], new: [null] },
    },
  ];
};
