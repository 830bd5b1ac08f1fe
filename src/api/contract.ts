import type { Contract, ContractOptions } from '../contract/load.ts';

/** Says which contract is meant and how it is read; without anything it is the bundled one. */
export interface ContractChoice extends Omit<ContractOptions, 'contract'> {
  /** File, URL, or a contract that is loaded already; the other options then have no effect. */
  contract?: string | URL | Contract;
}

/** Reads the chosen contract, ready to judge with. Throws an input error that says what is wrong and where. */
export async function openContract({ contract, ...options }: ContractChoice = {}): Promise<Contract> {
  if (typeof contract === 'object' && !(contract instanceof URL)) return contract;
  const { loadContract } = await import('../contract/load.ts');
  return loadContract(contract === undefined ? options : { ...options, contract: String(contract) });
}
