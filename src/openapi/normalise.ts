import type { Dialect } from '../schema/compile.ts';
import { isObject, mapValues } from '../schema/json.ts';
import { fromPointer, valueAt } from '../schema/pointer.ts';
import type { Discriminator, Schema } from '../schema/types.ts';
import type { OpenApiDocument } from './read.ts';

/** Below these keys stand names that the author chose, not keywords. */
const nameMaps = new Set([
  'properties',
  'patternProperties',
  '$defs',
  'definitions',
  'schemas',
  'responses',
  'parameters',
  'requestBodies',
  'headers',
  'examples',
  'links',
  'callbacks',
  'securitySchemes',
  'pathItems',
  'paths',
  'webhooks',
  'content',
]);
/** Below these keys stand values, which are left alone. */
const values = new Set(['example', 'default', 'enum', 'const', 'mapping']);

/**
 * Rewrites a document, references still in it, so that a JSON Schema validator reads it as the standard means it:
 *
 * - siblings of `$ref` are dropped in 3.0, and joined by `allOf` in 3.1;
 * - a discriminator beside its union is written out as an `enum` in each branch, since validators know no `mapping`;
 * - a discriminator without a union, or `nullable` without a `type`, has no effect and is dropped;
 * - 3.0's boolean `exclusiveMinimum` and `exclusiveMaximum` become numbers.
 */
export function normalise(document: OpenApiDocument, dialect: Dialect): OpenApiDocument {
  const visit = (node: unknown, names: boolean): unknown => {
    if (Array.isArray(node)) return node.map((item) => visit(item, false));
    if (!isObject(node)) return node;
    const changed = names ? node : changeSchema(node, dialect, document);
    return mapValues(changed, (child, key) => {
      if (!names && (values.has(key) || key.startsWith('x-'))) return child;
      return visit(child, !names && nameMaps.has(key) && isObject(child));
    });
  };
  return visit(document, false) as OpenApiDocument;
}

function changeSchema(node: Schema, dialect: Dialect, document: OpenApiDocument): Schema {
  if (typeof node.$ref === 'string') return changeReference(node, dialect);
  let schema = node;
  if (isObject(schema.discriminator) && typeof schema.discriminator.propertyName === 'string') {
    // The line above looked at what every discriminator must have; the rest is optional.
    schema = writeOutDiscriminator(schema, schema.discriminator as unknown as Discriminator, document);
  }
  if (dialect === '3.0') schema = changeKeywordsOf30(schema);
  return schema;
}

function changeReference({ $ref, ...siblings }: Schema, dialect: Dialect): Schema {
  const { summary, description, ...keywords } = siblings;
  if (dialect === '3.0' || Object.keys(keywords).length === 0) return { $ref: $ref as string };
  return { allOf: [{ $ref: $ref as string }, keywords] };
}

function changeKeywordsOf30(schema: Schema): Schema {
  const { nullable, exclusiveMinimum, exclusiveMaximum, ...rest } = schema;
  const changed: Schema = rest;
  if (nullable !== undefined && schema.type !== undefined) changed.nullable = nullable;
  if (typeof exclusiveMinimum === 'number') changed.exclusiveMinimum = exclusiveMinimum;
  if (typeof exclusiveMaximum === 'number') changed.exclusiveMaximum = exclusiveMaximum;
  if (exclusiveMinimum === true && schema.minimum !== undefined) {
    changed.exclusiveMinimum = schema.minimum;
    delete changed.minimum;
  }
  if (exclusiveMaximum === true && schema.maximum !== undefined) {
    changed.exclusiveMaximum = schema.maximum;
    delete changed.maximum;
  }
  return changed;
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
