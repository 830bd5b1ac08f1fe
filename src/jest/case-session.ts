import type { Case } from '../conformance/cases/case.ts';
import { effectsLog } from '../conformance/runner/effects/log.ts';
import { caseRunner } from '../conformance/runner/run-case.ts';
import { supertestTarget } from '../conformance/targets/supertest.ts';
import type { Target } from '../conformance/targets/target.ts';
import type { CaseResult } from '../report.ts';
import { keysFrom } from '../signature/keys.ts';
import type { Conformance } from './conformance.ts';
import type { DescribeOptions, ReceiverFactory, TestedReceiver } from './options.ts';

/** Holds a started receiver, whose cases are run one by one. */
export interface CaseSession {
  /** Judges the case of an id. */
  run(id: string): Promise<CaseResult>;
  /** Stops the receiver, and tells which of the passed cases took effect again since they were judged, one line each. */
  end(passed: ReadonlySet<string>): Promise<string[]>;
}

/** Starts the receiver and prepares what its cases share. */
export async function openCaseSession(
  receiver: TestedReceiver,
  { contract, suite }: Conformance,
  options: DescribeOptions,
): Promise<CaseSession> {
  const { timeoutMs = 10_000, budgetMs = 1_000, effects, keys = {} } = options;
  const target = await openTested(receiver, options.path ?? contract.operation.path);
  const log = effects === undefined ? {} : { effects: effectsLog(new URL(effects, target.url), timeoutMs) };
  const shared = { contract, keys: keysFrom(keys), control: suite.control, timeoutMs, budgetMs };
  const runner = caseRunner(target, { ...shared, ...log });
  const cases = new Map(suite.cases.map((each) => [each.id, each]));
  return {
    run: (id) => runner.run(cases.get(id) as Case),
    async end(passed) {
      try {
        return [...(await runner.audit())].filter(([id]) => passed.has(id)).map((each) => each.join(': '));
      } finally {
        await target.close();
      }
    },
  };
}

async function openTested(receiver: TestedReceiver, path: string): Promise<Target> {
  // A factory takes no arguments; a request listener takes two.
  const isFactory = (given: TestedReceiver): given is ReceiverFactory =>
    typeof given === 'function' && given.length === 0;
  return supertestTarget(isFactory(receiver) ? await receiver() : receiver, path);
}
