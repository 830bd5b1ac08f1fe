import { sliceDocument } from '../openapi/dereference/slice.ts';
import { pathInDocument } from '../openapi/path-item.ts';
import { refuseMisshapen } from '../openapi/schema-shapes.ts';
import { type CompileOptions, compileSchema, type Validator } from '../schema/validate/compile.ts';
import type { Contract } from './load.ts';

/** Compiles what a contract asks of its events. Throws an input error for schemas that cannot be compiled. */
export function compileEvents(
  contract: Pick<Contract, 'judged'> & Partial<Contract>,
  options: Omit<CompileOptions, 'definitions' | 'together'> = {},
): Validator {
  const { schema, definitions, together, sound } = contract.judged;
  const { source, operation } = contract;
  const of = source !== undefined && operation ? { of: `${source}: ${operation.name}` } : {};
  try {
    return compileSchema(schema, { ...options, ...of, written: options.written || sound, definitions, together });
  } catch (error) {
    refuseByPlace(contract);
    throw error;
  }
}

/** Throws an input error by the place in the document, where what is wrong there has one. */
function refuseByPlace({ effective, operation, source = 'the contract' }: Partial<Contract>): void {
  if (!effective || !operation) return;
  refuseMisshapen(sliceDocument(effective, [operation]), source, (path) => pathInDocument(operation, path));
}
