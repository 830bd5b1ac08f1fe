import { type Contract, type ContractOptions, prepareContract } from '../contract/load.ts';
import { messageOf } from '../errors.ts';
import type { DriftDocuments, ReadDocument } from './documents/read.ts';

/** Holds documents made ready to validate events; the notes say what could not be. */
export interface DriftContracts {
  contract: Contract;
  spec: Contract | undefined;
  implementation: Contract | undefined;
  notes: string[];
}

/** Makes the documents of a run ready to validate events. Throws an input error where the contract itself cannot. */
export async function prepareContracts(
  documents: DriftDocuments,
  operation: string | undefined,
  overlays: readonly string[],
): Promise<DriftContracts> {
  const notes: string[] = [];
  // How deliveries prove themselves is nothing that a recording shows.
  const named: ContractOptions = { auth: 'none', ...(operation === undefined ? {} : { operation }) };
  const contract = await prepareContract(documents.contract, { ...named, overlays });
  const other = async (document: ReadDocument | undefined, what: string, files: readonly string[]) => {
    if (!document) return undefined;
    // What is named in the contract may have another name elsewhere.
    return prepareContract(document, { ...named, overlays: files })
      .catch(() => prepareContract(document, { auth: 'none', overlays: files }))
      .catch((error) => {
        notes.push(`${what} cannot judge events: ${messageOf(error)}`);
        return undefined;
      });
  };
  const files = documents.overlays.map(({ file }) => file);
  const spec = await other(documents.spec, 'the published document', files);
  const implementation = await other(documents.implementation, 'the document of the implementation', []);
  return { contract, spec, implementation, notes };
}
