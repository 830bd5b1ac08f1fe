import { createServer, type RequestListener } from 'node:http';
import { type Selection, selectCases } from '../../src/conformance/cases/select.ts';
import { loadSuite, type Suite } from '../../src/conformance/cases/suite.ts';
import { runSuite } from '../../src/conformance/run-suite.ts';
import { applicationTarget } from '../../src/conformance/targets/module.ts';
import { type Contract, loadContract } from '../../src/contract/load.ts';
import { effectsLog } from '../../src/effects/log.ts';
import type { CaseResult, Report } from '../../src/report.ts';
import { developmentKeys as keys } from '../../src/signature/keys.ts';
import { effectsPath } from './correct.ts';
import type { FaultyReceiver } from './faulty/fault.ts';
import type { RightReceiver } from './right.ts';

export const profiles = ['keys', 'signature'] as const;
export type Profile = (typeof profiles)[number];

/** The suite under one profile, to be tried on receivers that are known to be faulty, or known to be right. */
export interface Kit {
  suite: Suite;
  /** What a faulty receiver got from the cases that are meant for it. */
  meantFor(faulty: FaultyReceiver): Promise<Report>;
  /** What a right receiver got, from all cases, or those with some ids. */
  allOf(right: RightReceiver, among?: readonly string[]): Promise<Report>;
}

/** Prepares the suite; what it takes to load is shared by all receivers. */
export async function loadKit(profile: Profile): Promise<Kit> {
  const contract = await loadContract({ auth: profile });
  const suite = await loadSuite(contract);
  const judged = judging(contract, suite, profile);
  return {
    suite,
    meantFor: ({ listener, kills, budgetMs = 5_000 }) =>
      judged(listener(contract, keys), { cases: [kills] }, { budgetMs, timeoutMs: 2_000 }),
    allOf: ({ listener }, among) => judged(listener(contract, keys), { among }, { budgetMs: 5_000, timeoutMs: 60_000 }),
  };
}

/** What must not be said of a receiver that is right. */
export function flagged({ cases }: Report): Pick<CaseResult, 'id' | 'status' | 'actual' | 'why'>[] {
  return cases
    .filter(({ status }) => ['FAIL', 'BLOCKED', 'ERROR'].includes(status))
    .map(({ id, status, actual, why }) => ({ id, status, actual, why }));
}

function judging(contract: Contract, suite: Suite, profile: Profile) {
  return async (
    listener: RequestListener,
    selection: Selection,
    limits: { budgetMs: number; timeoutMs: number },
  ): Promise<Report> => {
    const target = await applicationTarget(createServer(listener), contract.operation.path);
    const effects = effectsLog(new URL(effectsPath, target.url), limits.timeoutMs);
    try {
      return await runSuite(target, {
        contract,
        keys,
        cases: selectCases(suite.cases, selection),
        control: suite.control,
        profile,
        seed: 1,
        keep: async (_, name) => name,
        concurrency: 8,
        strict: false,
        effects,
        ...limits,
      });
    } finally {
      effects.close();
      await target.close();
    }
  };
}
