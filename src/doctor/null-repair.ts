import type { Repair } from '../diagnosis.ts';
import type { Dialect } from '../openapi/keywords.ts';
import { type Schema, typesOf } from '../schema/types.ts';
import { removeAction, updateAction } from './overlay-actions.ts';

/** Names the keywords that stay where they are: they are about the place, and say nothing of its values. */
const stays = new Set([
  ...['title', 'description', 'summary', 'example', 'examples', 'default', 'deprecated', 'externalDocs'],
  ...['xml', 'readOnly', 'writeOnly', '$defs', 'definitions', '$comment'],
]);

/** Writes a schema of null alone. 3.0 has no such type; a list of one value says it. */
export function nullSchema(dialect: Dialect): Schema {
  return dialect === '3.0' ? { type: 'object', nullable: true, enum: [null] } : { type: 'null' };
}

/**
 * Makes the overlay actions after which a schema takes null beside all that it takes already, and nothing else. Where only its
 * type refuses null, and the dialect lists types, null becomes one; else what the schema says becomes one of two alternatives.
 */
export function takeNullActions(path: readonly string[], schema: Schema, dialect: Dialect): Repair[] {
  const idle = 'It has no effect here.';
  const types = typesOf(schema);
  const keywords = Object.keys(schema).filter((key) => !stays.has(key) && !key.startsWith('x-') && key !== 'nullable');
  const isPlain = types !== undefined && keywords.every((key) => key === 'type' || !refusesNull.has(key));
  const dropped = schema.nullable === undefined ? [] : [removeAction([...path, 'nullable'], idle)];
  if (dialect !== '3.0' && isPlain)
    return [
      ...dropped,
      removeAction([...path, 'type'], 'null is to be one of the types.'),
      updateAction(path, 'null is meant to be legal, and is a type here.', { type: [...new Set([...types, 'null'])] }),
    ];
  const moved = Object.fromEntries(keywords.map((key) => [key, schema[key]]));
  return [
    ...dropped,
    ...keywords.map((key) => removeAction([...path, key], 'It stands in the first alternative.')),
    updateAction(path, 'null is meant to be legal, beside all that is so already.', {
      anyOf: [moved, nullSchema(dialect)],
    }),
  ];
}

/** Names the keywords by which null may be refused, beside the type. */
const refusesNull = new Set(['$ref', 'allOf', 'oneOf', 'anyOf', 'not', 'enum', 'const', 'if', '$dynamicRef']);
