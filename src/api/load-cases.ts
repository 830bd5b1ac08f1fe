import { badEventsOf, owingBadEvents } from '../conformance/cases/bad-events.ts';
import type { Case } from '../conformance/cases/case.ts';
import type { LoadedCases } from '../conformance/cases/choose.ts';
import type { GivenRecordings } from '../conformance/cases/recorded.ts';
import { loadSuites } from '../conformance/cases/suites.ts';
import type { Contract, Contracts } from '../contract/load.ts';
import { openContracts } from './contract.ts';
import { type CaseOptions, verifyDefaults as defaults } from './verify-options.ts';

/** Reads a contract and makes its cases. Throws an input error for a bad file. */
export async function loadCases(options: CaseOptions): Promise<LoadedCases> {
  const contracts = await openContracts(options);
  const { seed = defaults.seed, folders = [], badEvents } = options;
  const { cases: recorded, valid } = await givenRecordings(options, contracts);
  const suite = await loadSuites(contracts, { seed, folders, badEvents, valid });
  const [contract] = [...suite.controls.keys()] as [Contract];
  const all = [
    ...suite.cases,
    ...recorded,
    ...(await randomCases(options, [...suite.controls.keys()], seed)).map((each) =>
      owingBadEvents(each, badEvents ?? badEventsOf(each.contract ?? contract)),
    ),
  ];
  return { contract, operations: contracts.all, suite, all };
}

async function givenRecordings({ recordings = [] }: CaseOptions, contracts: Contracts): Promise<GivenRecordings> {
  if (recordings.length === 0) return { cases: [], valid: new Map() };
  const [{ recordedCases }, { recordingSources }] = await Promise.all([
    import('../conformance/cases/recorded.ts'),
    import('../recorded/sources.ts'),
  ]);
  return recordedCases(await recordingSources(recordings, () => process.stdin), contracts);
}

async function randomCases(
  { fuzz = 0, replay = [] }: CaseOptions,
  contracts: readonly Contract[],
  seed: number,
): Promise<Case[]> {
  if (fuzz === 0 && replay.length === 0) return [];
  const [{ fuzzCases }, { replayCase }] = await Promise.all([
    import('../conformance/cases/fuzz/fuzz.ts'),
    import('../conformance/cases/fuzz/replay.ts'),
  ]);
  const replayed = await Promise.all(replay.map((file) => replayCase(file, contracts)));
  return [...fuzzCases(contracts, fuzz, seed), ...replayed];
}
