import type { Contract, ContractOptions, Contracts } from '../contract/load.ts';

/** Says which contract is meant and how it is read; without anything it is the bundled one. */
export interface ContractChoice extends Omit<ContractOptions, 'contract'> {
  /** File, URL, or what `loadContract` gave; the other options then have no effect. */
  contract?: string | URL | Contract | Contracts;
}

/** Reads the chosen contract, ready to judge with. Throws an input error that says what is wrong and where. */
export async function openContract(choice: ContractChoice = {}): Promise<Contract> {
  const { onlyContract } = await import('../contract/load.ts');
  return onlyContract(await openContracts(choice));
}

/** Reads the contracts of all operations of the chosen document by which events arrive. Throws as above. */
export async function openContracts({ contract, ...options }: ContractChoice = {}): Promise<Contracts> {
  const { contractsOf, loadContracts } = await import('../contract/load.ts');
  if (typeof contract === 'object' && !(contract instanceof URL))
    return 'operation' in contract ? contractsOf(contract) : contract;
  return loadContracts(contract === undefined ? options : { ...options, contract: String(contract) });
}
