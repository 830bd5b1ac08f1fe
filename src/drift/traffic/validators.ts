import { compileEvents } from '../../contract/compile-events.ts';
import { type Contract, type ContractOptions, prepareContract } from '../../contract/load.ts';
import { messageOf } from '../../errors.ts';
import type { Validator } from '../../schema/validate/compile.ts';
import type { DriftDocuments, ReadDocument } from '../documents/read.ts';

/** Names whose reading of an event it is; `literal` is the contract's document as published, before its overlays. */
export type Reader = 'contract' | 'literal' | 'spec' | 'implementation';

/** Holds one validator a reading; the contract's own is always there. */
export interface EventValidators {
  contract: Validator;
  others: Map<Exclude<Reader, 'contract'>, Validator>;
}

/**
 * Compiles a validator for each reading of a run's documents; the notes say which cannot validate. Throws an input error
 * where the contract itself cannot.
 */
export async function makeValidators(
  documents: DriftDocuments,
  operation: string | readonly string[] | undefined,
  overlays: readonly string[],
): Promise<{ contract: Contract; validators: EventValidators; notes: string[] }> {
  const named: ContractOptions = operation === undefined ? {} : { operation };
  const notes: string[] = [];
  const compile = (each: Contract): Validator => compileEvents(each, { every: true });
  // How deliveries prove themselves is nothing that a recording shows.
  const contract = await prepareContract(documents.contract, { ...named, auth: 'none', overlays });
  const validators: EventValidators = { contract: compile(contract), others: new Map() };
  const addOther = async (reader: 'spec' | 'implementation', files: readonly string[], what: string) => {
    const document = documents[reader];
    if (!document) return;
    const prepare = (more: ContractOptions) => prepareContract(document, { ...more, auth: 'none', overlays: files });
    // What is named in the contract may have another name elsewhere.
    const other = await prepare(named)
      .catch(() => prepare({}))
      .catch(messageOf);
    if (typeof other === 'string') notes.push(`${what} cannot judge events: ${other}`);
    else validators.others.set(reader, compile(other));
  };
  const files = documents.overlays.map(({ file }) => file);
  await addOther('spec', files, 'the published document');
  await addOther('implementation', [], 'the document of the implementation');
  if (files.length === 0) return { contract, validators, notes };
  // Under another name, so that no overlay goes with it.
  const published: ReadDocument = { ...documents.contract, source: `${documents.contract.source}, as published` };
  const literal = await prepareContract(published, { ...named, auth: 'none' }).catch(messageOf);
  if (typeof literal === 'string') notes.push(`the document as published cannot be judged by literally: ${literal}`);
  else validators.others.set('literal', compile(literal));
  return { contract, validators, notes };
}
