import type { Definitions } from '../schema/definitions.ts';
import { isDefinitionReference } from '../schema/definitions.ts';
import { isObject } from '../schema/json.ts';
import { type Schema, typesOf } from '../schema/types.ts';
import { portableFormat } from '../schema/validate/portable-formats.ts';
import type { Losses } from './losses.ts';
import { withDemands } from './rewrite.ts';

/** Names the keywords of JSON Schema 2020-12 that stay; validators refuse or ignore others, such as OpenAPI's own. */
const kept = new Set([
  ...['$ref', 'type', 'enum', 'const', 'format', 'title', 'description', 'default', 'deprecated', 'examples'],
  ...['multipleOf', 'maximum', 'exclusiveMaximum', 'minimum', 'exclusiveMinimum', 'maxLength', 'minLength', 'pattern'],
  ...['items', 'prefixItems', 'contains', 'minContains', 'maxContains', 'maxItems', 'minItems', 'uniqueItems'],
  ...['properties', 'patternProperties', 'additionalProperties', 'propertyNames', 'maxProperties', 'minProperties'],
  ...['required', 'dependentRequired', 'dependentSchemas', 'allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else'],
  ...['unevaluatedItems', 'unevaluatedProperties', 'readOnly', 'writeOnly'],
]);

interface PortableOptions {
  definitions: Definitions;
  losses: Losses;
  /** Formats are annotations that stay; otherwise they go wherever other keywords say the same. */
  keepsFormats: boolean;
}

/** Gives the reference to a definition in a schema that holds its definitions itself. */
export function localReference(reference: string): string {
  return `#/$defs/${reference.replace(/^[^:]*:/, '')}`;
}

/**
 * Writes one schema as any validator of JSON Schema 2020-12 judges it like ours does: a discriminator chooses its branch by
 * conditions, formats that are asserted become patterns, and keywords of OpenAPI's own are gone.
 */
export function portableSchema(schema: Schema, at: string, options: PortableOptions): Schema {
  const { $ref } = schema;
  if (isDefinitionReference($ref)) return { $ref: localReference($ref) };
  const plain = withoutStrangers(schema);
  const { multipleOf } = plain;
  if (multipleOf !== undefined && !Number.isInteger(multipleOf))
    options.losses.add(
      `multipleOf ${multipleOf}: here decimals are compared, and a validator that calculates with binary fractions refuses some of them; with Ajv, say multipleOfPrecision`,
      at,
    );
  return withFormat(isObject(schema.discriminator) ? withConditions(schema, plain, options) : plain, at, options);
}

function withoutStrangers(schema: Schema): Schema {
  const { dependencies, example, ...rest } = schema;
  const plain = Object.fromEntries(Object.entries(rest).filter(([key]) => kept.has(key))) as Schema;
  if (!Array.isArray(plain.examples)) delete plain.examples;
  if (example !== undefined) plain.examples ??= [example];
  if (plain.if === undefined || (plain.then === undefined && plain.else === undefined))
    for (const keyword of ['if', 'then', 'else']) delete plain[keyword];
  if (plain.contains === undefined) for (const keyword of ['minContains', 'maxContains']) delete plain[keyword];
  for (const [name, needed] of Object.entries(isObject(dependencies) ? dependencies : {})) {
    const keyword = Array.isArray(needed) ? 'dependentRequired' : 'dependentSchemas';
    plain[keyword] = { ...plain[keyword], [name]: needed } as never;
  }
  return plain;
}

/** Lets the value of a discriminator choose a branch: what is wrong with an event is then told of that branch alone. */
function withConditions(schema: Schema, plain: Schema, { definitions }: PortableOptions): Schema {
  const tag = schema.discriminator?.propertyName as string;
  const { oneOf = [], ...rest } = plain;
  const branches = oneOf.map((branch) => ({ branch, values: tagValuesOf(tag, branch, definitions) }));
  const all = branches.flatMap(({ values }) => values);
  return {
    ...rest,
    allOf: [
      ...(rest.allOf ?? []),
      { required: [tag], properties: { [tag]: { enum: all } } },
      ...branches.map(({ branch, values }) => ({
        if: { type: 'object', required: [tag], properties: { [tag]: { enum: values } } },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: unwrapped(branch, tag),
      })),
    ],
  };
}

function tagValuesOf(tag: string, branch: Schema, definitions: Definitions): unknown[] {
  let schema: Schema = branch;
  while (isDefinitionReference(schema.$ref)) schema = definitions[schema.$ref] ?? {};
  const { enum: listed, const: constant } = schema.properties?.[tag] ?? {};
  return listed ?? [constant];
}

/** Takes the condition off a branch that says it itself, and nothing else. */
function unwrapped(branch: Schema, tag: string): Schema {
  const { type, required, properties, allOf, ...others } = branch;
  const isCondition =
    type === 'object' &&
    required?.join() === tag &&
    Object.keys(properties ?? {}).join() === tag &&
    allOf?.length === 1;
  return isCondition && Object.keys(others).length === 0 ? (allOf[0] as Schema) : branch;
}

function withFormat(schema: Schema, at: string, { losses, keepsFormats }: PortableOptions): Schema {
  const { format, ...rest } = schema;
  if (typeof format !== 'string') return rest;
  const demands = portableFormat(format);
  // Nothing is asserted of it here, and some validator may know the name.
  if (demands === undefined) return rest;
  if (demands.length === 0)
    losses.add(`format ${format}: only a validator that looks at formats judges by it, in its own way`, at);
  const asserted = keepsFormats || demands.length === 0 ? schema : rest;
  const isTyped = asserted.type !== undefined;
  const isOfWholes = isTyped && demands.some(({ type }) => type !== undefined);
  return withDemands(
    isOfWholes ? { ...asserted, type: withoutFractions(asserted) } : asserted,
    demands.filter(({ type }) => !isTyped || type === undefined),
  );
}

/** Gives the types of a schema, of numbers those without a fraction. */
function withoutFractions(schema: Schema): string | string[] {
  const types = new Set(typesOf(schema)?.map((type) => (type === 'number' ? 'integer' : type)));
  const [only = '', another] = types;
  return another === undefined ? only : [...types];
}
