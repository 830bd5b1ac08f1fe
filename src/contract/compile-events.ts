import { type CompileOptions, compileSchema, type Validator } from '../schema/validate/compile.ts';
import type { Contract } from './load.ts';

/** Compiles what a contract asks of its events. Throws an input error for schemas that cannot be compiled. */
export function compileEvents(
  { judged: { schema, definitions, together, sound } }: Pick<Contract, 'judged'>,
  options: Omit<CompileOptions, 'definitions' | 'together'> = {},
): Validator {
  return compileSchema(schema, { ...options, written: options.written || sound, definitions, together });
}
