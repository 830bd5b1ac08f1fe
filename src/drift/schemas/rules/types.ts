import type { Rule } from '../difference.ts';
import { type Fact, fits, type Shape, typeOf } from '../model/resolved-schema.ts';

/** The JSON types that may stand at a place; null is for another rule, and listed values speak for themselves. */
export const types: Rule = ({ old, new: now }) => {
  if (old.values && now.values) return [];
  const [before, after] = [typesIn(old), typesIn(now)];
  if (!before && !after) return [];
  if (!before) return [told('type-added', 'narrows', undefined, after, 'it was free before')];
  if (!after) return [told('type-dropped', 'widens', before, undefined, 'anything may stand there now')];
  const wider = after.value.filter((type) => !fitsType(type, before.value));
  const gone = before.value.filter((type) => !fitsType(type, after.value));
  if (wider.length === 0 && gone.length === 0) return [];
  if (gone.length === 0)
    return [told('type-widened', 'widens', before, after, `it may now also be of type ${list(wider)}`)];
  if (wider.length === 0)
    return [told('type-narrowed', 'narrows', before, after, `it is no longer of type ${list(gone)}`)];
  // A number where a whole number stood takes the whole ones too.
  const effect = gone.every((type) => type === 'integer' && after.value.includes('number')) ? 'widens' : 'both';
  return [
    told(
      'type-changed',
      effect,
      before,
      after,
      `it was of type ${list(before.value)} and is now of type ${list(after.value)}`,
    ),
  ];
};

function typesIn({ types: declared, values }: Shape): Fact<string[]> | undefined {
  if (declared && !values) return declared;
  return values ? { value: [...new Set(values.value.map(typeOf))], at: values.at } : undefined;
}

function fitsType(type: string, types: readonly string[]): boolean {
  return types.includes(type) || (type === 'integer' && types.includes('number'));
}

function told(
  rule: string,
  effect: 'widens' | 'narrows' | 'both',
  before: Fact<string[]> | undefined,
  after: Fact<string[]> | undefined,
  what: string,
) {
  return { rule, effect, before: one(before), after: one(after), at: (after ?? before)?.at ?? '', what };
}

function one(fact: Fact<string[]> | undefined): unknown {
  return fact === undefined ? null : fact.value.length === 1 ? fact.value[0] : fact.value;
}

function list(all: readonly string[]): string {
  return all.join(' or ');
}

/** Exported for the rules that only make sense for some types. */
export function canBe(shape: Shape, example: unknown): boolean {
  return shape.types === undefined || fits(example, shape.types.value);
}
