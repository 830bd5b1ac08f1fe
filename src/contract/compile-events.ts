import { type CompileOptions, compileSchema, type Validator } from '../schema/validate/compile.ts';
import type { Contract } from './load.ts';

/** Compiles what a contract asks of its events. Throws an input error for schemas that cannot be compiled. */
export function compileEvents(
  { judged: { schema, definitions, together, sound }, source, operation }: Pick<Contract, 'judged'> & Partial<Contract>,
  options: Omit<CompileOptions, 'definitions' | 'together'> = {},
): Validator {
  const of = source !== undefined && operation ? { of: `${source}: ${operation.name}` } : {};
  return compileSchema(schema, { ...options, ...of, written: options.written || sound, definitions, together });
}
