import { createServer, type RequestListener, type Server } from 'node:http';
import { type Selection, selectCases } from './conformance/cases/select.ts';
import { loadSuite, type Suite } from './conformance/cases/suite.ts';
import { inapplicable } from './conformance/runner/applicable.ts';
import { effectsLog } from './conformance/runner/effects/log.ts';
import { type CaseRunner, caseRunner } from './conformance/runner/run-case.ts';
import { supertestTarget } from './conformance/targets/supertest.ts';
import type { Target } from './conformance/targets/target.ts';
import { type Contract, type ContractOptions, loadContract } from './contract/load.ts';
import type { CaseResult } from './report.ts';
import { type Keys, keysFrom } from './signature/keys.ts';

/** A contract and its cases, ready to be registered. */
export interface Conformance {
  contract: Contract;
  suite: Suite;
}

export interface DescribeOptions extends Selection {
  /** The receiver's path; the contract's when absent. */
  path?: string;
  /** The keys that the receiver knows; else those of the environment, else the development keys. */
  keys?: Partial<Keys>;
  /** A SHOULD that does not hold fails its test too. */
  strict?: boolean;
  /** How long an answer may take, in milliseconds. */
  timeoutMs?: number;
  /** What 95 of 100 answers should come within, in milliseconds. */
  budgetMs?: number;
  /** The path or URL of the effects log; without it, cases about effects are skipped. */
  effects?: string;
  /** Another contract than the bundled one, from `loadConformance`. */
  conformance?: Conformance;
}

/** What is tested: an application in this process, or the base URL of a receiver (`http://127.0.0.1:3000`). */
export type Subject = RequestListener | Server | string | (() => Promise<RequestListener | Server | string>);

/** Loads a contract of your own, to be handed to `describeConformance`. Throws an input error for a bad document. */
export async function loadConformance(options: ContractOptions = {}): Promise<Conformance> {
  const contract = await loadContract(options);
  return { contract, suite: await loadSuite(contract) };
}

// Tests must be registered while their file is read, so the bundled contract is there before anybody asks.
const bundled = await loadConformance();

/**
 * Registers every conformance case as a test of its own, sent through supertest. Call it at the top of a test file or
 * inside a `describe`. A MUST that does not hold fails its test; what a profile leaves out is skipped, and says why.
 */
export function describeConformance(subject: Subject, options: DescribeOptions = {}): void {
  const { conformance: { contract, suite } = bundled, strict = false } = options;
  const cases = selectCases(suite.cases, options);
  const api = testApi();
  api.describe(`${contract.title} ${contract.version}: conformance`, () => {
    let target: Target | undefined;
    let runner: CaseRunner | undefined;
    const held = new Set<string>();
    api.beforeAll(async () => {
      target = await openTarget(subject, options.path ?? contract.operation.path);
      const { timeoutMs = 10_000, budgetMs = 1_000, effects } = options;
      const log = effects === undefined ? {} : { effects: effectsLog(new URL(effects, target.url), timeoutMs) };
      const fixed = { contract, keys: keysFrom(options.keys ?? {}), control: suite.control, timeoutMs, budgetMs };
      runner = caseRunner(target, { ...fixed, ...log });
    });
    api.afterAll(async () => {
      try {
        // What took effect once when its case was judged may have done so again since.
        const late = [...((await runner?.audit()) ?? [])].filter(([id]) => held.has(id));
        if (late.length > 0) throw new Error(`FAIL\n${late.map((each) => each.join(': ')).join('\n')}`);
      } finally {
        await target?.close();
      }
    });
    for (const each of cases) {
      const name = `${each.level} ${each.id}: ${each.title}`;
      const skipped = inapplicable(each, { effects: options.effects !== undefined, revival: false });
      if (skipped) api.test.skip(`${name} (${skipped})`, () => {});
      else
        api.test(
          name,
          async () => {
            const result = await runner?.run(each);
            hold(result, strict);
            if (result?.status === 'PASS' && (strict || each.level === 'MUST')) held.add(each.id);
          },
          60_000,
        );
    }
  });
}

function hold(result: CaseResult | undefined, strict: boolean): void {
  if (!result) throw new Error('the receiver was not started');
  const { status, expected, actual, why, requirement, reproduce } = result;
  const bad = ['FAIL', 'BLOCKED', 'ERROR', ...(strict ? ['WARN'] : [])].includes(status);
  if (!bad) return;
  const lines = [
    `expected: ${expected}`,
    `actual: ${actual}`,
    why,
    `${requirement.source}: ${requirement.quote}`,
    reproduce,
  ];
  throw new Error(`${status}\n${lines.filter(Boolean).join('\n')}`);
}

async function openTarget(subject: Subject, path: string): Promise<Target> {
  // A factory takes no arguments; a request listener takes two.
  const made =
    typeof subject === 'function' && subject.length === 0
      ? await (subject as () => Promise<RequestListener>)()
      : subject;
  const application = typeof made === 'function' ? createServer(made as RequestListener) : made;
  return supertestTarget(application as Server | string, path);
}

interface TestApi {
  describe(name: string, body: () => void): void;
  beforeAll(body: () => Promise<void>): void;
  afterAll(body: () => Promise<void> | undefined): void;
  test: {
    (name: string, body: () => Promise<void>, timeoutMs: number): void;
    skip(name: string, body: () => void): void;
  };
}

/** The functions that jest puts into every test file. */
function testApi(): TestApi {
  const api = globalThis as Partial<TestApi>;
  if (api.describe && api.test && api.beforeAll && api.afterAll) return api as TestApi;
  throw new Error('describeConformance must be called in a test file, where describe and test are global');
}
