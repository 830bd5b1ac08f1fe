import { isObject } from '../schema/json.ts';
import { fromPointer, valueAt } from '../schema/pointer.ts';
import type { Discriminator, Schema } from '../schema/types.ts';
import type { OpenApiDocument } from './read.ts';

/** Names the keywords that a document's schemas may use: 3.0 has a dialect of its own, 3.1 and later use JSON Schema 2020-12. */
export type Dialect = '3.0' | '3.1';

/**
 * Rewrites one schema object of a document, not those inside it, so that a validator of JSON Schema 2020-12 reads it as the
 * standard means it:
 *
 * - siblings of `$ref` are dropped in 3.0, and joined by `allOf` in 3.1;
 * - a discriminator beside its union is written out as an `enum` in each branch, since validators know no `mapping`;
 * - a discriminator without a union has no effect and is dropped;
 * - 3.0's `nullable` adds a type where there is one (3.0.3, 4.7.24.2), and its boolean bounds become numbers.
 */
export function normaliseSchema(node: Schema, dialect: Dialect, document: OpenApiDocument): Schema {
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

/**
 * Writes the keywords of one schema object, not of those inside it, as JSON Schema 2020-12 has them. `nullable` is a keyword
 * of 3.0 alone, and has an effect beside a `type` only.
 */
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
  const tagged = branches?.map((branch) => tagBranch(branch, discriminator, document));
  // Without a value for each branch the discriminator selects nothing, and the union alone decides.
  if (!tagged?.every((branch) => branch !== undefined))
    return branches ? { ...rest, [oneOf ? 'oneOf' : 'anyOf']: branches } : rest;
  // A validator that follows the discriminator looks at objects only; anything else must be refused beside it.
  return { type: 'object', ...rest, oneOf: tagged as Schema[], discriminator: { propertyName: tag } };
}

function tagBranch(branch: Schema, discriminator: Discriminator, document: OpenApiDocument): Schema | undefined {
  const tag = discriminator.propertyName;
  const target = resolve(branch, document);
  const property = target?.properties?.[tag];
  const own = property ? resolve(property, document) : undefined;
  const mapped = Object.entries(discriminator.mapping ?? {})
    .filter(([, to]) => sameTarget(to, branch.$ref))
    .map(([value]) => value);
  if (mapped.length === 0 && (own?.enum || own?.const !== undefined)) {
    const listed = own.enum ?? [own.const];
    return required(target, tag) && property?.$ref === undefined ? branch : wrap(branch, tag, listed);
  }
  const implied = branch.$ref?.split('/').at(-1);
  const listed = mapped.length > 0 ? mapped : implied === undefined ? [] : [implied];
  return listed.length > 0 ? wrap(branch, tag, listed) : undefined;
}

function wrap(branch: Schema, tag: string, listed: unknown[]): Schema {
  return { type: 'object', required: [tag], properties: { [tag]: { enum: listed } }, allOf: [branch] };
}

function required(schema: Schema | undefined, tag: string): boolean {
  return schema?.required?.includes(tag) ?? false;
}

function resolve(schema: Schema, document: OpenApiDocument): Schema | undefined {
  let found: unknown = schema;
  for (let hops = 0; hops < 50 && isObject(found) && typeof found.$ref === 'string'; hops++) {
    found = valueAt(document, fromPointer(decodeURIComponent(found.$ref.slice(1))));
  }
  return isObject(found) ? found : undefined;
}

/** A mapping value is a reference or the bare name of a schema. */
function sameTarget(to: unknown, reference: string | undefined): boolean {
  return reference !== undefined && (to === reference || reference === `#/components/schemas/${to}`);
}
