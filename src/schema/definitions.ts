import type { Schema } from './types.ts';

/** Holds schemas that refer to themselves or to each other, by the reference that stands for each. */
export type Definitions = Readonly<Record<string, Schema>>;

const prefix = 'definition:';

/** Makes the `$ref` under which a definition is found, whatever schema it stands in. */
export function definitionReference(name: string): string {
  return `${prefix}${name.replaceAll(/[^A-Za-z0-9_.-]/g, '_')}`;
}

export function isDefinitionReference(reference: unknown): reference is string {
  return typeof reference === 'string' && reference.startsWith(prefix);
}

/** Follows a reference to a definition; such a reference stands alone, where the schema of a property or an item does. */
export function resolveSchema(schema: Schema, definitions: Definitions): Schema {
  const { $ref } = schema;
  return isDefinitionReference($ref) ? (definitions[$ref] ?? schema) : schema;
}
