import { loadSuite, type Suite } from '../conformance/cases/suite.ts';
import { type Contract, type ContractOptions, loadContract } from '../contract/load.ts';

/** Holds a contract and its cases, ready to be registered. */
export interface Conformance {
  contract: Contract;
  suite: Suite;
}

/** Loads a contract and its cases. Throws an input error for a bad document. */
export async function readConformance(options: ContractOptions): Promise<Conformance> {
  const contract = await loadContract(options);
  return { contract, suite: await loadSuite(contract) };
}
