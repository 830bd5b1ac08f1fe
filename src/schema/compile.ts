import { Ajv, type ErrorObject, type Options } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { messageOf, userError } from '../errors.ts';
import type { Finding } from '../finding.ts';
import { describeError } from './describe.ts';
import { ownFormats } from './formats.ts';
import { boundedRegExp, renewPatternBudget } from './patterns.ts';
import type { Schema } from './types.ts';

/** Which keywords a schema may use: OpenAPI 3.0 has its own dialect, 3.1 is JSON Schema 2020-12. */
export type Dialect = '3.0' | '3.1';

/** Judges one value; an empty list means that it is valid. */
export type Validator = (value: unknown) => Finding[];

/** The options under which every schema of this project is compiled, here and inside openapi-backend. */
export function ajvOptions(): Options {
  return {
    discriminator: true,
    strict: false,
    logger: false,
    // describeError needs the schema that failed, to name the allowed values.
    verbose: true,
    code: { regExp: boundedRegExp },
  };
}

/** An Ajv for the dialect, with the formats that we assert. */
export function newAjv(dialect: Dialect, options: Options = {}): Ajv {
  const all = { ...ajvOptions(), ...options };
  return withFormats(dialect === '3.1' ? new Ajv2020(all) : new Ajv(all));
}

/** Adds the formats that this project asserts. */
export function withFormats<T extends Ajv>(ajv: T): T {
  formats.default(ajv);
  for (const [name, format] of Object.entries(ownFormats)) ajv.addFormat(name, format);
  return ajv;
}

/**
 * Compiles a self-contained schema (no references outside itself). Throws an input error for one that cannot be compiled.
 * `every: true` reports all violations instead of stopping at the first. `own: true` is for schemas of this project: their
 * patterns are harmless and get all the time they need, however busy the machine is. `written: true` is for schemas that
 * a program wrote or a test looked at: they are not checked against JSON Schema's own schema, which takes longer than all the rest.
 * `coerce: true` reads texts, in place, as the types that the schema asks for.
 */
export function compileSchema(
  schema: Schema,
  dialect: Dialect,
  more: { every?: boolean; own?: boolean; written?: boolean; coerce?: boolean } = {},
): Validator {
  // Tidying the generated code takes time that grows with the square of a union's branches, and gains nothing here.
  const code = { ...(more.own ? {} : ajvOptions().code), optimize: false };
  const ajv = newAjv(dialect, {
    allErrors: more.every ?? false,
    coerceTypes: more.coerce ? 'array' : false,
    code,
    validateSchema: !(more.own || more.written),
  });
  const validate = compiled(() => ajv.compile(schema));
  return (value) => {
    renewPatternBudget();
    return validate(value) ? [] : findingsOf(validate.errors ?? []);
  };
}

/** Gives what `compile` gives; what it throws becomes an input error that names the source. */
export function compiled<T>(compile: () => T, source = 'the contract'): T {
  try {
    return compile();
  } catch (cause) {
    throw userError('input', `${source}: the schema of the events cannot be compiled: ${messageOf(cause)}`, { cause });
  }
}

/** Keywords of which Ajv also tells why each schema inside, or each item, does not fit. */
const wholes = new Set(['oneOf', 'anyOf', 'contains']);

/** Ajv errors as findings. Where a union failed, its branches' errors say less than the union's own. */
export function findingsOf(errors: readonly ErrorObject[]): Finding[] {
  const unions = errors.filter(({ keyword }) => wholes.has(keyword));
  const kept = errors.filter(
    (error) => !unions.some((union) => union !== error && error.schemaPath.startsWith(`${union.schemaPath}/`)),
  );
  return kept.map(describeError);
}
