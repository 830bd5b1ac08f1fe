import { mapFields } from '../openapi/keywords.ts';
import { isObject } from '../schema/json.ts';
import type { Schema } from '../schema/types.ts';

/** Gives what becomes of one schema, and of none inside it; `at` is its JSON pointer. */
export type SchemaChange = (schema: Schema, at: string) => Schema;

/** Says whether a schema is changed before those inside it, which may come out of the change, or after them. */
export type ChangeOrder = 'outer-first' | 'inner-first';

/** Changes a schema and all inside it. */
export function rewriteSchema(schema: unknown, at: string, change: SchemaChange, order: ChangeOrder): Schema {
  // `true` and `false` are schemas, too.
  if (!isObject(schema)) return schema as Schema;
  const inside = (each: Record<string, unknown>): Schema =>
    mapFields(each, 'Schema', (child, kind, key, name) =>
      kind === 'Schema' ? rewriteSchema(child, `${at}/${key}${name === key ? '' : `/${name}`}`, change, order) : child,
    );
  return order === 'outer-first' ? inside(change(schema, at)) : change(inside(schema), at);
}

/** Writes `true` or `false` as a schema that takes all, or nothing, and leaves any other as it is. */
export function booleanless(schema: unknown): Schema {
  if (schema === true) return {};
  return schema === false ? { not: {} } : (schema as Schema);
}

/** Adds demands to a schema: where their keywords are free there, else each by itself in `allOf`. */
export function withDemands(schema: Schema, demands: readonly Schema[]): Schema {
  const result = { ...schema };
  const apart: Schema[] = [];
  for (const demand of demands) {
    if (Object.keys(demand).some((key) => Object.hasOwn(result, key))) apart.push(demand);
    else Object.assign(result, demand);
  }
  return apart.length === 0 ? result : { ...result, allOf: [...(result.allOf ?? []), ...apart] };
}
