import type { RequestListener, Server } from 'node:http';
import type { Case } from '../conformance/cases/case.ts';
import type { Selection } from '../conformance/cases/select.ts';
import { caseRunner } from '../conformance/runner/run-case.ts';
import { supertestTarget } from '../conformance/targets/supertest.ts';
import type { Target } from '../conformance/targets/target.ts';
import type { ContractOptions } from '../contract/load.ts';
import { deliveryPath } from '../delivery/parameters.ts';
import { effectsLog } from '../effects/log.ts';
import type { CaseResult } from '../report.ts';
import { type Keys, keysFrom } from '../signature/keys.ts';
import type { Conformance } from './conformance.ts';

/** Holds the options of `describeConformance`; each has a default. */
export interface DescribeOptions extends ContractOptions, Selection {
  /** Path of the receiver; by default the contract's. */
  path?: string;
  /** Keys that the receiver knows; what is missing comes from the environment, else it is a development key. */
  keys?: Partial<Keys>;
  /** Lets a SHOULD that does not hold fail its test, too. */
  strict?: boolean;
  /** Limits the time until a response, in milliseconds; 10,000 by default. */
  timeoutMs?: number;
  /** Bounds the time within which 95 of 100 responses should come, in milliseconds; 1,000 by default. */
  budgetMs?: number;
  /** Path or URL of the effects log; without it, cases about effects are skipped. */
  effects?: string;
  /** A contract that `loadConformance` has loaded, in place of `contract`; several calls can share it. */
  conformance?: Conformance;
}

/** Names what is tested: an application in this process, the base URL of a receiver (`http://127.0.0.1:3000`), or what gives one. */
export type TestedReceiver = RequestListener | Server | string | ReceiverFactory;

type ReceiverFactory = () => Promise<RequestListener | Server | string>;

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
  const { timeoutMs = 10_000, budgetMs = 1_000, effects, keys } = options;
  const target = await openTested(receiver, options.path ?? deliveryPath(contract));
  const log = effects === undefined ? undefined : effectsLog(new URL(effects, target.url), timeoutMs);
  const { control, controls } = suite;
  const runner = caseRunner(target, {
    contract,
    keys: keysFrom(keys, contract.security),
    control,
    controls,
    timeoutMs,
    budgetMs,
    effects: log,
  });
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
