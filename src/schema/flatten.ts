import { sameJson } from './json.ts';
import { combineHints } from './samples/hints.ts';
import type { Schema } from './types.ts';
import { typesOf } from './types.ts';

/** Merges a schema and its `allOf` members: what a value must satisfy at this level, taken together. */
export function flatten(schema: Schema): Schema {
  if (!schema.allOf) return schema;
  const { allOf, ...own } = schema;
  return allOf.map(flatten).reduce(combine, own);
}

/** Groups the keywords that say something only together. Where two schemas both use them, the second ones are kept in `more`. */
const groups = [
  ['oneOf', 'anyOf', 'discriminator'],
  ['if', 'then', 'else'],
  ['contains', 'minContains', 'maxContains'],
  ...['not', 'pattern', 'format', 'multipleOf', 'propertyNames'].map((keyword) => [keyword]),
];

const tighter: Record<string, (a: number, b: number) => number> = {
  ...Object.fromEntries(
    ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'].map((keyword) => [keyword, Math.max]),
  ),
  ...Object.fromEntries(
    ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'].map((keyword) => [keyword, Math.min]),
  ),
};

/** Makes the conjunction of two schemas, as far as examples and near-misses need it. */
export function combine(first: Schema, second: Schema): Schema {
  const { kept: a, more } = apart(first, second);
  const b = second;
  const both: Schema = { ...a, ...b };
  if (more.length > 0) both.more = more;
  const types = bothTypes(a, b);
  if (types) both.type = types.length === 1 ? (types[0] as string) : types;
  if (a.enum && b.enum) both.enum = a.enum.filter((value) => b.enum?.includes(value));
  if (a.required && b.required) both.required = [...new Set([...a.required, ...b.required])];
  for (const [keyword, tightest] of Object.entries(tighter)) {
    const [left, right] = [a[keyword], b[keyword]];
    if (typeof left === 'number' && typeof right === 'number') both[keyword] = tightest(left, right);
  }
  for (const keyword of ['properties', 'patternProperties', 'dependentSchemas'] as const) {
    const [left, right] = [a[keyword], b[keyword]];
    if (left && right) both[keyword] = combineProperties(left, right);
  }
  if (a.dependentRequired && b.dependentRequired)
    both.dependentRequired = { ...a.dependentRequired, ...b.dependentRequired };
  if (a.items && b.items) both.items = combine(flatten(a.items), flatten(b.items));
  return combineHints(both, a, b);
}

/** Splits off the keywords of the first schema that cannot stand beside those of the second one. */
function apart(first: Schema, second: Schema): { kept: Schema; more: Schema[] } {
  let kept = first;
  const more = [...(first.more ?? []), ...(second.more ?? [])];
  for (const group of groups) {
    const has = (schema: Schema): boolean => group.some((keyword) => schema[keyword] !== undefined);
    const of = (schema: Schema): Schema =>
      Object.fromEntries(Object.entries(schema).filter(([keyword]) => group.includes(keyword)));
    if (!has(kept) || !has(second)) continue;
    if (!sameJson(of(kept), of(second))) more.push(of(kept));
    kept = Object.fromEntries(Object.entries(kept).filter(([keyword]) => !group.includes(keyword)));
  }
  return { kept, more };
}

function combineProperties(a: Record<string, Schema>, b: Record<string, Schema>): Record<string, Schema> {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return Object.fromEntries(
    names.map((name) => {
      const [left, right] = [a[name], b[name]];
      return [name, left && right ? combine(flatten(left), flatten(right)) : ((left ?? right) as Schema)];
    }),
  );
}

function bothTypes(a: Schema, b: Schema): string[] | undefined {
  const [left, right] = [typesOf(a), typesOf(b)];
  if (!left || !right) return left ?? right;
  // A whole number is a number.
  const whole = (types: string[], others: string[]): boolean => types.includes('number') && others.includes('integer');
  const shared = left.filter((type) => right.includes(type));
  return (whole(left, right) || whole(right, left)) && !shared.includes('integer') && !shared.includes('number')
    ? [...shared, 'integer']
    : shared;
}
