import { compileEvents } from '../../contract/compile-events.ts';
import { type Contract, prepareContract } from '../../contract/load.ts';
import { messageOf } from '../../errors.ts';
import type { SourceDocument } from '../../openapi/read/read.ts';
import type { Validator } from '../../schema/validate/compile.ts';

/** Names whose reading of an event it is; `literal` is the contract's document as published, before its overlays. */
export type Reader = 'contract' | 'literal' | 'spec' | 'implementation';

/** Holds one validator a reading; the contract's own is always there. */
export interface EventValidators {
  contract: Validator;
  others: Map<Exclude<Reader, 'contract'>, Validator>;
}

export interface ValidatorsOptions {
  contract: Contract;
  /** The contract's document as it was read. */
  published: SourceDocument;
  /** Tells whether overlays changed it. */
  overlaid: boolean;
  operation: string | undefined;
  spec: Contract | undefined;
  implementation: Contract | undefined;
}

/** Compiles a validator for each reading, and notes for readings that cannot validate. */
export async function makeValidators(
  options: ValidatorsOptions,
): Promise<{ validators: EventValidators; notes: string[] }> {
  const { contract, spec, implementation, overlaid, published, operation } = options;
  const compile = (each: Contract): Validator => compileEvents(each, { every: true });
  const validators: EventValidators = { contract: compile(contract), others: new Map() };
  if (spec) validators.others.set('spec', compile(spec));
  if (implementation) validators.others.set('implementation', compile(implementation));
  if (!overlaid) return { validators, notes: [] };
  // Under another name, so that no overlay goes with it.
  const source = { ...published, source: `${published.source}, as published` };
  const literal = await prepareContract(source, operation === undefined ? {} : { operation }).catch(messageOf);
  if (typeof literal === 'string')
    return { validators, notes: [`the document as published cannot be judged by literally: ${literal}`] };
  validators.others.set('literal', compile(literal));
  return { validators, notes: [] };
}
