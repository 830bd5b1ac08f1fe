import { type CompileOptions, compileSchema, type Validator } from '../schema/validate/compile.ts';
import type { Contract } from './load.ts';

/** Compiles what a contract asks of its events. Throws an input error for schemas that cannot be compiled. */
export function compileEvents(
  { body, definitions }: Pick<Contract, 'body' | 'definitions'>,
  options: Omit<CompileOptions, 'definitions'> = {},
): Validator {
  return compileSchema(body.schema, { ...options, definitions });
}
