import { compile, type JSONSchema } from 'json-schema-to-typescript';
import type { Contracts } from '../contract/load.ts';
import { isDefinitionReference } from '../schema/definitions.ts';
import { sameJson } from '../schema/json.ts';
import type { Schema } from '../schema/types.ts';
import { changeAll, namedSchemas } from './named-schemas.ts';
import { localReference } from './portable.ts';

/** Names the keywords that say something of a type; limits and conditions do not. */
const typing = new Set([
  ...['$ref', 'type', 'enum', 'const', 'description', 'deprecated', 'items', 'properties', 'additionalProperties'],
  ...['required', 'allOf', 'anyOf', 'oneOf'],
]);

/** Names those of them that say what an object holds. */
const structural = new Set(['properties', 'additionalProperties', 'allOf', 'anyOf', 'oneOf', 'enum', 'const']);

/** Writes the types of a contract's events in TypeScript: one named `Event` for all, and one for each schema that has a name. */
export async function eventTypes(contracts: Contracts): Promise<string> {
  const { schemas } = namedSchemas(contracts);
  const { root, definitions } = changeAll(schemas, typeSchema);
  const { title, version } = contracts;
  const whole = { title: 'Event', ...(root.$ref === undefined ? root : { allOf: [root] }), definitions };
  return compile(whole as JSONSchema, 'Event', {
    // Unknown properties are fine in every event, and no type needs to say so each time.
    additionalProperties: false,
    bannerComment: `/** Types of the events of ${oneLine(`${title} ${version}`)}, as \`hookproof contract\` prints them. */`,
    unreachableDefinitions: true,
    $refOptions: { resolve: { external: false } },
    style: { singleQuote: true, printWidth: 120 },
  });
}

function typeSchema(schema: Schema): Schema {
  if (isDefinitionReference(schema.$ref))
    return { $ref: localReference(schema.$ref).replace('#/$defs/', '#/definitions/') };
  const plain = Object.fromEntries(Object.entries(schema).filter(([key]) => typing.has(key))) as Schema;
  // What writes the types reads the older drafts, where `items` may be a list; ours never is.
  if (Array.isArray(schema.prefixItems)) plain.items = schema.prefixItems as unknown as Schema;
  // What writes the types takes a schema that says nothing of the type for one of objects.
  if (!Object.keys(plain).some((key) => key !== 'description' && key !== 'deprecated'))
    return { ...plain, tsType: sameJson(schema.not, {}) ? 'never' : 'unknown' };
  // An object of which nothing is said holds anything.
  const isAnyObject = plain.type === 'object' && !Object.keys(plain).some((key) => structural.has(key));
  return isAnyObject ? { ...plain, additionalProperties: true } : plain;
}

function oneLine(text: string): string {
  return text.replaceAll('*/', '* /').replaceAll(/\s+/g, ' ');
}
