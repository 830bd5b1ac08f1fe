import { loadSuites, type Suites } from '../conformance/cases/suites.ts';
import { type Contract, type ContractOptions, loadContracts } from '../contract/load.ts';

/** Holds a contract and its cases, ready to be registered. */
export interface Conformance {
  contract: Contract;
  suite: Suites;
}

/** Loads a contract and its cases. Throws an input error for a bad document. */
export async function readConformance(options: ContractOptions): Promise<Conformance> {
  const suite = await loadSuites(await loadContracts(options));
  const [contract] = [...suite.controls.keys()] as [Contract];
  return { contract, suite };
}
