import { profileOf } from '../api/run-verification.ts';
import { verifyDefaults as defaults } from '../api/verify-options.ts';
import type { Case } from '../conformance/cases/case.ts';
import { chooseCases, type Verification } from '../conformance/cases/choose.ts';
import type { KeepFailure } from '../conformance/cases/fuzz/fuzz.ts';
import { keepFailure } from '../conformance/cases/fuzz/replay.ts';
import { hasEnded, preflight } from '../conformance/preflight/preflight.ts';
import { judgeCase, reportOf } from '../conformance/run-suite.ts';
import { caseRunner, type RunOptions } from '../conformance/runner/run-case.ts';
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

type SessionOptions = DescribeOptions & Pick<TestRunner, 'again'>;

/** Starts the receiver and prepares what its cases share, which are run one by one. */
export async function openCaseSession(
  receiver: TestedReceiver,
  conformance: Conformance,
  options: SessionOptions,
): Promise<CaseSession> {
  const verification = chooseCases(conformance, options);
  const target = await openTested(receiver, options.path ?? deliveryPath(conformance.contract), options.again);
  return new CaseSession(target, verification, options);
}

/** Runs the cases of a receiver that was started, and tells what their results come to. */
export class CaseSession {
  readonly #target: Target;
  readonly #verification: Verification;
  readonly #cases: ReadonlyMap<string, Case>;
  readonly #options: SessionOptions;
  readonly #run: RunOptions;
  readonly #runner: ReturnType<typeof caseRunner>;
  readonly #results: CaseResult[] = [];
  /** Says why nothing can be judged; known only once it is looked for. */
  #hindrance: string | undefined;

  constructor(target: Target, verification: Verification, options: SessionOptions) {
    const { contract, cases, suite } = verification;
    const { control, controls } = suite;
    const { timeoutMs = defaults.timeoutMs, budgetMs = defaults.budgetMs, badEvents } = options;
    const log = options.effects === undefined ? undefined : effectsLog(new URL(options.effects, target.url), timeoutMs);
    const keys = keysFrom(options.keys, contract.security);
    this.#target = target;
    this.#verification = verification;
    this.#cases = new Map(cases.map((each) => [each.id, each]));
    this.#options = options;
    this.#run = { contract, keys, control, controls, timeoutMs, budgetMs, effects: log, badEvents };
    this.#runner = caseRunner(target, this.#run);
  }

  isFailure({ status }: CaseResult): boolean {
    return ['FAIL', 'BLOCKED', 'ERROR', ...(this.#options.strict ? ['WARN'] : [])].includes(status);
  }

  async run(id: string): Promise<CaseResult> {
    const { contract, keys } = this.#run;
    const { keep: folder = 'hookproof-failures' } = this.#options;
    const keep: KeepFailure = async (failure, name) => keepFailure(folder, failure, name);
    const judged = await judgeCase(this.#runner, this.#caseOf(id), { contract, keys, keep });
    const isBlocked = judged.status === 'BLOCKED';
    if (isBlocked) this.#hindrance ??= await this.#findHindrance();
    const result = isBlocked && this.#hindrance ? { ...judged, why: this.#hindrance } : judged;
    this.#results.push(result);
    return result;
  }

  /** Tells what the failures have in common, as `verify` does; an empty text where nothing failed. */
  async findings(): Promise<string> {
    const results = this.#results;
    if (!results.some((result) => this.isFailure(result))) return '';
    if (!results.some(({ status }) => status === 'PASS')) this.#hindrance = await this.#findHindrance();
    return this.#hindrance || this.#render();
  }

  /** Stops the receiver, and tells which of the passed cases took effect again since they were judged, one line each. */
  async end(): Promise<string[]> {
    const { strict } = this.#options;
    const gates = ({ status, level }: CaseResult): boolean => status === 'PASS' && (strict || level === 'MUST');
    const passed = new Set(this.#results.filter(gates).map(({ id }) => id));
    try {
      const late = [...(await this.#runner.audit())].filter(([id]) => passed.has(id));
      return late.map(([id, { why }]) => `${id}: ${why}`);
    } finally {
      this.#run.effects?.close();
      await this.#target.close();
    }
  }

  #caseOf(id: string): Case {
    return this.#cases.get(id) as Case;
  }

  /** Says why the receiver cannot be judged; an empty text where it can, and where it ended, which is a finding. */
  async #findHindrance(): Promise<string> {
    const { contract, keys } = this.#run;
    const { all: cases, suite } = this.#verification;
    const refusal = await preflight(this.#target, { contract, keys, controls: suite.controls, cases });
    return refusal && !hasEnded(refusal.delivery) ? [refusal.message, refusal.hint].join('\n') : '';
  }

  /** Renders the report of the cases that were run: what was skipped, by the runner or by its user, is no part of it. */
  #render(): string {
    const { seed = defaults.seed, strict = false } = this.#options;
    const cases = this.#results.map(({ id }) => this.#caseOf(id));
    const run = { ...this.#run, cases, profile: profileOf(this.#run.contract, this.#options), seed, strict };
    const report = reportOf(this.#target, run, this.#results, 0);
    return renderVerifyTty(report, { color: false, strict, verdictLast: true, withoutOptions: true }).trimEnd();
  }
}

async function openTested(receiver: TestedReceiver, path: string, again: TestRunner['again']): Promise<Target> {
  // What a function without parameters makes may be an address.
  const isFactory = (given: TestedReceiver): given is () => Promise<HostedApplication | string | URL> =>
    typeof given === 'function' && given.length === 0 && !takesAnyParameters(given);
  const made = isFactory(receiver) ? await receiver() : undefined;
  return supertestTarget(made === undefined || isResponse(made) ? receiver : made, path, again);
}
