import { type CompileOptions, compileSchema, type Validator } from '../schema/validate/compile.ts';
import type { Contract } from './load.ts';

const known = new WeakMap<Contract['body'], Map<string, Validator>>();

/** Compiles what a contract asks of its events, once. Throws an input error for schemas that cannot be compiled. */
export function compileEvents(
  { body, definitions }: Pick<Contract, 'body' | 'definitions'>,
  { every = false, written = false }: Pick<CompileOptions, 'every' | 'written'> = {},
): Validator {
  const validators = known.get(body) ?? new Map<string, Validator>();
  known.set(body, validators);
  const key = JSON.stringify([every, written]);
  const validate = validators.get(key) ?? compileSchema(body.schema, { every, written, definitions });
  validators.set(key, validate);
  return validate;
}
