import type { Json } from './json.ts';

/** Holds a schema as OpenAPI 3.0 and 3.1 write it; only the keywords that we look at ourselves are named. */
export interface Schema {
  $ref?: string;
  title?: string;
  type?: string | string[];
  nullable?: boolean;
  enum?: unknown[];
  const?: unknown;
  format?: string;
  pattern?: string;
  example?: unknown;
  examples?: unknown[];
  default?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  items?: Schema;
  prefixItems?: Schema[];
  patternProperties?: Record<string, Schema>;
  propertyNames?: Schema;
  dependentRequired?: Record<string, string[]>;
  contains?: Schema;
  uniqueItems?: boolean;
  minProperties?: number;
  maxProperties?: number;
  minItems?: number;
  maxItems?: number;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number | boolean;
  exclusiveMaximum?: number | boolean;
  multipleOf?: number;
  allOf?: Schema[];
  oneOf?: Schema[];
  anyOf?: Schema[];
  not?: Schema;
  if?: Schema;
  then?: Schema;
  else?: Schema;
  dependentSchemas?: Record<string, Schema>;
  minContains?: number;
  maxContains?: number;
  discriminator?: Discriminator;
  /** Ours: what an `allOf` member says by keywords that another member uses, too (see flatten.ts). */
  more?: Schema[];
  /** Ours: what an example must look like (see hints.ts). */
  hints?: Hints;
  [keyword: string]: unknown;
}

/** Says what an example must have at one place so that a condition elsewhere is met or not; no demand of the contract. */
export interface Hints {
  /** Values of which one must stand there. */
  values?: Json[];
  /** Tells whether something must stand there, or nothing. */
  there?: boolean;
  /** No value can do justice to all hints. */
  impossible?: true;
}

export interface Discriminator {
  propertyName: string;
  mapping?: Record<string, unknown>;
  defaultMapping?: string;
}

/** Gives the JSON types that a schema allows; undefined when it names none. */
export function typesOf({ type }: Schema): string[] | undefined {
  return type === undefined || Array.isArray(type) ? type : [type];
}

/** Tells whether null is a valid value here: an enum must list null itself. */
export function allowsNull(schema: Schema): boolean {
  const types = typesOf(schema);
  if (schema.enum && !schema.enum.includes(null)) return false;
  return types === undefined || types.includes('null');
}
