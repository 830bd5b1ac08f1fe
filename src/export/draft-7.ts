import type { Schema } from '../schema/types.ts';
import { unevaluatedAsAdditional } from './unevaluated.ts';

/** Takes note of a keyword that a draft has no words for. */
export type LoseKeyword = (keyword: string) => void;

/** Writes one schema of 2020-12 in draft 7; what has no words there is left out, and taken note of. */
export function draft7Schema(schema: Schema, lose: LoseKeyword, resolve: (reference: string) => Schema): Schema {
  const { prefixItems, dependentRequired, dependentSchemas, minContains = 1, maxContains, ...others } = schema;
  const { unevaluatedProperties, unevaluatedItems, deprecated: _, ...rest } = others;
  if (rest.$ref !== undefined) return { $ref: rest.$ref.replace('#/$defs/', '#/definitions/') };
  if (prefixItems !== undefined) {
    if (rest.items !== undefined) rest.additionalItems = rest.items;
    // Older drafts hold the list of schemas in `items`, which ours never does.
    rest.items = prefixItems as unknown as Schema;
  }
  const dependencies = dependenciesOf(dependentRequired, dependentSchemas as Record<string, Schema> | undefined);
  if (dependencies) rest.dependencies = dependencies;
  if (minContains === 0) delete rest.contains;
  if (minContains > 1) lose('minContains');
  if (maxContains !== undefined) lose('maxContains');
  if (unevaluatedItems !== undefined && unevaluatedItems !== true) lose('unevaluatedItems');
  if (unevaluatedProperties === undefined) return rest;
  const additional = unevaluatedAsAdditional(schema, resolve);
  if (!additional) lose('unevaluatedProperties');
  return additional ? { ...rest, allOf: [...(rest.allOf ?? []), additional] } : rest;
}

function dependenciesOf(
  required: Record<string, string[]> = {},
  schemas: Record<string, Schema> = {},
): Record<string, unknown> | undefined {
  const names = [...new Set([...Object.keys(required), ...Object.keys(schemas)])];
  if (names.length === 0) return undefined;
  return Object.fromEntries(
    names.map((name) => {
      const [needed, schema] = [required[name], schemas[name]];
      return [name, needed && schema !== undefined ? { allOf: [{ required: needed }, schema] } : (needed ?? schema)];
    }),
  );
}
