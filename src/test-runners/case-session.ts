import { profileOf } from '../api/run-verification.ts';
import { verifyDefaults as defaults } from '../api/verify-options.ts';
import type { Case } from '../conformance/cases/case.ts';
import { chooseCases } from '../conformance/cases/choose.ts';
import { keepFailure } from '../conformance/cases/fuzz/replay.ts';
import { hasEnded, preflight } from '../conformance/preflight/preflight.ts';
import { judgeCase, reportOf } from '../conformance/run-suite.ts';
import { caseRunner } from '../conformance/runner/run-case.ts';
import { supertestTarget } from '../conformance/targets/supertest.ts';
import type { Target } from '../conformance/targets/target.ts';
import { deliveryPath } from '../delivery/parameters.ts';
import { type HostedApplication, takesAnyParameters } from '../edge/application.ts';
import { isResponse } from '../edge/fetch-listener.ts';
import { effectsLog } from '../effects/log.ts';
import type { CaseResult } from '../report.ts';
import { renderVerifyTty } from '../reports/verify/tty.ts';
import { keysFrom } from '../signature/keys.ts';
import type { Conformance, DescribeOptions, TestedReceiver } from './options.ts';
import type { TestRunner } from './runner.ts';

export type CaseSession = Awaited<ReturnType<typeof openCaseSession>>;

type SessionOptions = DescribeOptions & Pick<TestRunner, 'again'>;

/** Starts the receiver and prepares what its cases share, which are run one by one. */
export async function openCaseSession(receiver: TestedReceiver, conformance: Conformance, options: SessionOptions) {
  const { contract, suite, all, cases: chosen } = chooseCases(conformance, options);
  const { timeoutMs = defaults.timeoutMs, budgetMs = defaults.budgetMs, seed = defaults.seed } = options;
  const { effects, strict = false, keep: folder = 'hookproof-failures', badEvents } = options;
  const target = await openTested(receiver, options.path ?? deliveryPath(contract), options.again);
  const log = effects === undefined ? undefined : effectsLog(new URL(effects, target.url), timeoutMs);
  const { control, controls } = suite;
  const keys = keysFrom(options.keys, contract.security);
  const run = { contract, keys, control, controls, timeoutMs, budgetMs, effects: log, badEvents };
  const runner = caseRunner(target, run);
  const cases = new Map(chosen.map((each) => [each.id, each]));
  const results: CaseResult[] = [];
  const failing = ['FAIL', 'BLOCKED', 'ERROR', ...(strict ? ['WARN'] : [])];
  const isFailure = ({ status }: CaseResult): boolean => failing.includes(status);
  const keep = async (failure: Parameters<typeof keepFailure>[1], name: string) => keepFailure(folder, failure, name);
  const findHindrance = (): Promise<string> => hindranceOf(target, { contract, keys, controls, cases: all });
  /** Says why nothing can be judged; known only once it is looked for. */
  let hindrance: string | undefined;
  return {
    isFailure,
    async run(id: string): Promise<CaseResult> {
      const judged = await judgeCase(runner, cases.get(id) as Case, { contract, keys, keep });
      if (judged.status === 'BLOCKED' && hindrance === undefined) hindrance = await findHindrance();
      const result = hindrance && judged.status === 'BLOCKED' ? { ...judged, why: hindrance } : judged;
      results.push(result);
      return result;
    },
    /** Tells what the failures have in common, as `verify` does; an empty text where nothing failed. */
    async findings(): Promise<string> {
      if (!results.some(isFailure)) return '';
      if (!results.some(({ status }) => status === 'PASS')) hindrance = await findHindrance();
      if (hindrance) return hindrance;
      // What was skipped, by the runner or by its user, is no part of the run.
      const judged = { ...run, cases: results.map(({ id }) => cases.get(id) as Case) };
      const report = reportOf(target, { ...judged, profile: profileOf(contract, options), seed, strict }, results, 0);
      return renderVerifyTty(report, { color: false, strict, verdictLast: true, withoutOptions: true }).trimEnd();
    },
    /** Stops the receiver, and tells which of the passed cases took effect again since they were judged, one line each. */
    async end(): Promise<string[]> {
      const gates = ({ status, level }: CaseResult): boolean => status === 'PASS' && (strict || level === 'MUST');
      const passed = new Set(results.filter(gates).map(({ id }) => id));
      try {
        const late = [...(await runner.audit())].filter(([id]) => passed.has(id));
        return late.map(([id, { why }]) => `${id}: ${why}`);
      } finally {
        log?.close();
        await target.close();
      }
    },
  };
}

/** Says why a receiver cannot be judged; an empty text where it can, and where it ended, which is a finding. */
async function hindranceOf(target: Target, options: Parameters<typeof preflight>[1]): Promise<string> {
  const refusal = await preflight(target, options);
  return refusal && !hasEnded(refusal.delivery) ? [refusal.message, refusal.hint].join('\n') : '';
}

async function openTested(receiver: TestedReceiver, path: string, again: TestRunner['again']): Promise<Target> {
  // What a function without parameters makes may be an address.
  const isFactory = (given: TestedReceiver): given is () => Promise<HostedApplication | string | URL> =>
    typeof given === 'function' && given.length === 0 && !takesAnyParameters(given);
  const made = isFactory(receiver) ? await receiver() : undefined;
  return supertestTarget(made === undefined || isResponse(made) ? receiver : made, path, again);
}
