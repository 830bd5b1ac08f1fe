import { isObject } from '../../schema/json.ts';
import type { Discriminator, Schema } from '../../schema/types.ts';
import { type DiscriminatedBranch, type DiscriminatedUnion, readDiscriminator } from '../discriminator.ts';
import { type Dialect, dialectOf } from '../keywords.ts';
import type { OpenApiDocument } from '../read/read.ts';
import { followReferences } from '../resolve.ts';

/**
 * Rewrites one schema object of a document, not those inside it, so that a validator of JSON Schema 2020-12 reads it as the
 * standard means it:
 *
 * - siblings of `$ref` are dropped in 3.0, and joined by `allOf` in 3.1;
 * - a discriminator beside its union is written out as an `enum` in each branch, since validators know no `mapping`;
 * - a discriminator without a union has no effect and is dropped;
 * - 3.0's `nullable` adds a type where there is one (3.0.3, 4.7.24.2), and its boolean bounds become numbers.
 */
export function normaliseSchema(node: Schema, document: OpenApiDocument): Schema {
  const dialect = dialectOf(document);
  if (typeof node.$ref === 'string') return changeReference(node, dialect);
  const schema = translateSchema(node, dialect);
  return isObject(schema.discriminator) && typeof schema.discriminator.propertyName === 'string'
    ? writeOutDiscriminator(schema, schema.discriminator, document)
    : schema;
}

function changeReference({ $ref, ...siblings }: Schema, dialect: Dialect): Schema {
  const { summary, description, ...keywords } = siblings;
  if (dialect === '3.0' || Object.keys(keywords).length === 0) return { $ref: $ref as string };
  return { allOf: [{ $ref: $ref as string }, keywords] };
}

/** Writes the keywords of one schema, not of those inside it, as 2020-12 has them; `nullable` needs a `type` beside it. */
export function translateSchema(schema: Schema, dialect: Dialect): Schema {
  const { nullable, ...rest } = schema;
  if (dialect !== '3.0') return nullable === undefined ? schema : rest;
  const { exclusiveMinimum, exclusiveMaximum, ...translated } = rest;
  if (nullable === true && typeof rest.type === 'string') translated.type = [rest.type, 'null'];
  const { minimum, maximum } = rest;
  if (exclusiveMinimum === true && minimum !== undefined) delete translated.minimum;
  if (exclusiveMaximum === true && maximum !== undefined) delete translated.maximum;
  const lower = exclusiveMinimum === true ? minimum : exclusiveMinimum;
  const upper = exclusiveMaximum === true ? maximum : exclusiveMaximum;
  return {
    ...translated,
    ...(typeof lower === 'number' ? { exclusiveMinimum: lower } : {}),
    ...(typeof upper === 'number' ? { exclusiveMaximum: upper } : {}),
  };
}

function writeOutDiscriminator(schema: Schema, discriminator: Discriminator, document: OpenApiDocument): Schema {
  const { discriminator: _, anyOf, oneOf, ...rest } = schema;
  const branches = oneOf ?? anyOf;
  const tag = discriminator.propertyName;
  const union = readDiscriminator(document, schema);
  // Without a value for each branch the discriminator selects nothing, and the union alone decides.
  if (!union) return branches ? { ...rest, [oneOf ? 'oneOf' : 'anyOf']: branches } : rest;
  const tagged = union.branches.map((branch) => tagBranch(branch, union, document));
  // A validator that follows the discriminator looks at objects only; anything else must be refused beside it.
  if (!union.branches.some(({ isDefault }) => isDefault))
    return { type: 'object', ...rest, oneOf: tagged, discriminator: { propertyName: tag } };
  // It knows no branch that is chosen by default.
  return { ...rest, oneOf: tagged };
}

function tagBranch(
  { branch, values, from, isDefault }: DiscriminatedBranch,
  { property: tag, branches }: DiscriminatedUnion,
  document: OpenApiDocument,
): Schema {
  if (isDefault) {
    const others = branches.flatMap((each) => each.values).filter((value) => !values.includes(value));
    return others.length === 0 ? branch : { allOf: [branch], not: withTag(tag, others) };
  }
  const { value: target } = followReferences(document, { path: [], value: branch });
  const { properties, required } = (isObject(target) ? target : {}) as Schema;
  const property = properties?.[tag];
  const isListed = from === 'property' && property !== undefined && property.$ref === undefined;
  return isListed && required?.includes(tag) && (property.enum ?? property.const) !== undefined
    ? branch
    : { ...withTag(tag, values), allOf: [branch] };
}

function withTag(tag: string, listed: unknown[]): Schema {
  return { type: 'object', required: [tag], properties: { [tag]: { enum: listed } } };
}
