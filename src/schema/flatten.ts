import type { Schema } from './types.ts';
import { typesOf } from './types.ts';

/** One view of a schema and its `allOf` members: what a value must satisfy at this level, taken together. */
export function flatten(schema: Schema): Schema {
  if (!schema.allOf) return schema;
  const { allOf, ...own } = schema;
  return allOf.map(flatten).reduce(combine, own);
}

/** The conjunction of two schemas, as far as examples and near-misses need it. */
export function combine(a: Schema, b: Schema): Schema {
  const both: Schema = { ...a, ...b };
  const types = bothTypes(a, b);
  if (types) both.type = types.length === 1 ? (types[0] as string) : types;
  if (types) delete both.nullable;
  if (a.enum && b.enum) both.enum = a.enum.filter((value) => b.enum?.includes(value));
  if (a.required && b.required) both.required = [...new Set([...a.required, ...b.required])];
  if (a.properties && b.properties) both.properties = combineProperties(a.properties, b.properties);
  if (a.items && b.items) both.items = combine(flatten(a.items), flatten(b.items));
  return both;
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
  return left.filter((type) => right.includes(type));
}
