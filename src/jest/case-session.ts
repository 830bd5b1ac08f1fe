import type { Case } from '../conformance/cases/case.ts';
import { effectsLog } from '../conformance/runner/effects/log.ts';
import { caseRunner } from '../conformance/runner/run-case.ts';
import { supertestTarget } from '../conformance/targets/supertest.ts';
import type { Target } from '../conformance/targets/target.ts';
import type { CaseResult } from '../report.ts';
import { keysFrom } from '../signature/keys.ts';
import type { Conformance } from './conformance.ts';
import type { DescribeOptions, ReceiverFactory, TestedReceiver } from './options.ts';

export type CaseSession = Awaited<ReturnType<typeof openCaseSession>>;

/**
 * Starts the receiver and prepares what its cases share, which are run one by one. `end` stops it, and tells which of the
 * passed cases took effect again since they were judged, one line each.
 */
export async function openCaseSession(
  receiver: TestedReceiver,
  { contract, suite }: Conformance,
  options: DescribeOptions,
) {
  const { timeoutMs = 10_000, budgetMs = 1_000, effects, keys = {} } = options;
  const target = await openTested(receiver, options.path ?? contract.operation.path);
  const log = effects === undefined ? undefined : effectsLog(new URL(effects, target.url), timeoutMs);
  const { control } = suite;
  const runner = caseRunner(target, { contract, keys: keysFrom(keys), control, timeoutMs, budgetMs, effects: log });
  const cases = new Map(suite.cases.map((each) => [each.id, each]));
  return {
    run: (id: string): Promise<CaseResult> => runner.run(cases.get(id) as Case),
    async end(passed: ReadonlySet<string>): Promise<string[]> {
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
