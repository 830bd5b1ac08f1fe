import { isObject } from './json.ts';
import { hinted } from './samples/hints.ts';
import { patternedKeys } from './samples/strings.ts';
import type { Schema } from './types.ts';

/** Holds a schema inside another, and where its value stands in an event. */
export interface SchemaPart {
  token: string;
  schema: Schema;
  /** A value of the schema around it cannot be without it. */
  isNeeded: boolean;
  /** Says of which map of schemas it is an entry. */
  entry?: { of: (typeof maps)[number]; name: string };
  /** Puts a schema in the place of what is no such entry, or takes it out. */
  put?(whole: Schema, schema: Schema | undefined): Schema;
}

/** Lists the schemas of what stands directly inside a value. */
export function schemaPartsOf(flat: Schema): SchemaPart[] {
  const { properties = {}, required = [], items, additionalProperties, prefixItems = [], minItems = 0 } = flat;
  const named = Object.entries(properties).map(
    ([name, schema]): SchemaPart => ({
      token: name,
      schema,
      isNeeded: required.includes(name),
      entry: { of: 'properties', name },
    }),
  );
  const list: SchemaPart[] = items
    ? [{ token: '*', schema: items, isNeeded: minItems > prefixItems.length, put: withItems }]
    : [];
  const isMap = required.some((name) => !Object.hasOwn(properties, name)) || (flat.minProperties ?? 0) > 0;
  const others: SchemaPart[] = isObject(additionalProperties)
    ? [{ token: '+', schema: additionalProperties, isNeeded: isMap, put: withAdditionalProperties }]
    : [];
  const first = prefixItems.map(
    (schema, index): SchemaPart => ({
      token: String(index),
      schema,
      isNeeded: true,
      put: (whole, child) => ({ ...whole, prefixItems: (whole.prefixItems ?? []).with(index, child ?? schema) }),
    }),
  );
  const patterned = patternedKeys(flat).map(
    ({ key, pattern, schema }): SchemaPart => ({
      token: key,
      schema,
      isNeeded: false,
      entry: { of: 'patternProperties', name: pattern },
    }),
  );
  return [...named, ...list, ...others, ...first, ...patterned];
}

function withItems({ items, ...whole }: Schema, schema: Schema | undefined): Schema {
  if (schema) return { ...whole, items: schema };
  return whole.prefixItems?.length ? whole : hinted(whole, { values: [[]] });
}

function withAdditionalProperties({ additionalProperties, ...whole }: Schema, schema: Schema | undefined): Schema {
  return schema ? { ...whole, additionalProperties: schema } : whole;
}

/** Names the keywords that hold maps of schemas. */
const maps = ['properties', 'patternProperties'] as const;

/** Puts a schema in the place of each part, or takes the part out where there is none. */
export function withParts(
  flat: Schema,
  parts: readonly SchemaPart[],
  schemas: readonly (Schema | undefined)[],
): Schema {
  const none = (): Map<string, Schema | undefined> => new Map();
  const entries = { properties: none(), patternProperties: none() };
  let whole = flat;
  for (const [index, { entry, put }] of parts.entries()) {
    if (entry) entries[entry.of].set(entry.name, schemas[index]);
    else if (put) whole = put(whole, schemas[index]);
  }
  for (const keyword of maps) whole = withEntries(whole, keyword, entries[keyword]);
  return whole;
}

/** Copies a map of schemas with entries replaced, or taken out, all at once: there may be hundreds. A name such as `__proto__` stays a plain name. */
function withEntries(
  flat: Schema,
  keyword: (typeof maps)[number],
  entries: ReadonlyMap<string, Schema | undefined>,
): Schema {
  if (entries.size === 0) return flat;
  const all = Object.entries(flat[keyword] ?? {}).map(([name, own]) => [
    name,
    entries.has(name) ? entries.get(name) : own,
  ]);
  return { ...flat, [keyword]: Object.fromEntries(all.filter(([, schema]) => schema !== undefined)) };
}
