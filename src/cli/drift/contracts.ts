import { type Contract, type ContractOptions, prepareContract } from '../../contract/load.ts';
import { messageOf } from '../../errors.ts';
import type { Documents, ReadDocument } from './documents.ts';
import type { DriftFlags } from './flags.ts';

/** Documents made ready to judge events; what could not be is told in the notes. */
export interface Contracts {
  contract: Contract;
  spec: Contract | undefined;
  implementation: Contract | undefined;
  notes: string[];
}

/** Throws an input error where the contract itself cannot judge. */
export async function contractsOf(documents: Documents, flags: DriftFlags): Promise<Contracts> {
  const notes: string[] = [];
  const overlays = flags.overlay ?? [];
  // How deliveries prove themselves is nothing that a recording shows.
  const options: ContractOptions = {
    auth: 'none',
    ...(flags.operation === undefined ? {} : { operation: flags.operation }),
  };
  const contract = await prepareContract(documents.contract, { ...options, overlays });
  const other = async (document: ReadDocument | undefined, what: string, more: ContractOptions) => {
    if (!document) return undefined;
    return loaded(document, [
      { ...options, ...more },
      { auth: 'none', ...more },
    ]).catch((error) => {
      notes.push(`${what} cannot judge events: ${messageOf(error)}`);
      return undefined;
    });
  };
  const all = documents.overlays.map(({ file }) => file);
  const spec = await other(documents.spec, 'the published document', { overlays: all });
  const implementation = await other(documents.implementation, 'the document of the implementation', {});
  return { contract, spec, implementation, notes };
}

/** What is named in the contract may have another name elsewhere. */
async function loaded(document: ReadDocument, ways: readonly ContractOptions[]): Promise<Contract> {
  const [way = {}, ...others] = ways;
  return prepareContract(document, way).catch((error) => {
    if (others.length === 0) throw error;
    return loaded(document, others);
  });
}
