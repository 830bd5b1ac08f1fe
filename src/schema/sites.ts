import { isObject } from './json.ts';
import { patternedKeys } from './samples/strings.ts';
import type { Schema } from './types.ts';

/** Holds one place in an event where a value may stand, and what the schema asks of it there. */
export interface Site {
  /** Property names from the root; `*` stands for an array's items, `+` for a property that the schema does not name. */
  path: string[];
  schema: Schema;
  required: boolean;
}

/** Lists every place of a union-free schema (see variantsOf), the root first, parents before children. */
export function sitesOf(schema: Schema, path: string[] = [], required = true): Site[] {
  const here: Site = { path, schema, required };
  const children = Object.entries(schema.properties ?? {}).flatMap(([name, child]) =>
    sitesOf(child, [...path, name], schema.required?.includes(name) ?? false),
  );
  const { additionalProperties: others, prefixItems = [], items } = schema;
  const undeclared = (schema.required ?? []).filter((name) => !Object.hasOwn(schema.properties ?? {}, name));
  return [
    here,
    ...children,
    ...undeclared.flatMap((name) => sitesOf(isObject(others) ? others : {}, [...path, name])),
    ...(isObject(others) && Object.keys(others).length > 0 ? sitesOf(others, [...path, '+'], false) : []),
    ...patternedKeys(schema).flatMap(({ key, schema: child }) => sitesOf(child, [...path, key], false)),
    ...prefixItems.flatMap((item, index) => sitesOf(item, [...path, String(index)], false)),
    ...(items ? sitesOf(items, [...path, '*']) : []),
  ];
}
