import type { ContractOptions } from './contract/load.ts';
import { type ListedCases, listCases, listSynchronously } from './jest/case-list.ts';
import type { CaseSession, DescribeOptions, TestedReceiver } from './jest/case-session.ts';
import type { Conformance } from './jest/conformance.ts';
import type { CaseResult } from './report.ts';

export type { DescribeOptions, TestedReceiver as Subject } from './jest/case-session.ts';
export type { Conformance } from './jest/conformance.ts';

/** Loads a contract and its cases, to be handed to `describeConformance`. Throws an input error for a bad document. */
export async function loadConformance(options: ContractOptions = {}): Promise<Conformance> {
  const { readConformance } = await import('./jest/conformance.ts');
  return readConformance(options);
}

/**
 * Registers every conformance case as a test of its own, sent through supertest. Call it at the top of a test file or
 * inside a `describe`. A MUST that does not hold fails its test; what a profile leaves out is skipped, and says why.
 */
export function describeConformance(receiver: TestedReceiver, options: DescribeOptions = {}): void {
  const { path, keys, strict, timeoutMs, budgetMs, conformance, cases, groups, levels, effects, ...contract } = options;
  const selection = { ...(cases ? { cases } : {}), ...(groups ? { groups } : {}), ...(levels ? { levels } : {}) };
  const choice = { ...selection, effects: effects !== undefined };
  const list = conformance ? listCases(conformance, choice) : listSynchronously({ contract, choice });
  const open = async (): Promise<CaseSession> => {
    const { openCaseSession } = await import('./jest/case-session.ts');
    return openCaseSession(receiver, conformance ?? (await loadConformance(contract)), options);
  };
  const api = testApi();
  api.describe(`${list.title}: conformance`, () => registerCases(api, list, open, strict ?? false));
}

function registerCases(api: TestApi, { cases }: ListedCases, open: () => Promise<CaseSession>, strict: boolean): void {
  let session: CaseSession | undefined;
  const passed = new Set<string>();
  api.beforeAll(async () => {
    session = await open();
  }, longestMs);
  api.afterAll(async () => {
    const late = (await session?.end(passed)) ?? [];
    if (late.length > 0) throw new Error(`FAIL\n${late.join('\n')}`);
  });
  for (const { id, level, title, skipped } of cases) {
    const name = `${level} ${id}: ${title}`;
    const judge = async (): Promise<void> => {
      const result = await session?.run(id);
      refuseFailure(result, strict);
      if (result?.status === 'PASS' && (strict || level === 'MUST')) passed.add(id);
    };
    if (skipped === undefined) api.test(name, judge, longestMs);
    else api.test.skip(`${name} (${skipped})`, () => {});
  }
}

/** Names what is used of the functions that jest puts into every test file. */
interface TestApi {
  describe(name: string, body: () => void): void;
  beforeAll(body: () => Promise<void>, timeoutMs: number): void;
  afterAll(body: () => Promise<void>): void;
  test: {
    (name: string, body: () => Promise<void>, timeoutMs: number): void;
    skip(name: string, body: () => void): void;
  };
}

/** Finds jest's functions. Throws where there are none, which is outside of a test file. */
function testApi(): TestApi {
  const api = globalThis as Partial<TestApi>;
  if (api.describe && api.test && api.beforeAll && api.afterAll) return api as TestApi;
  throw new Error('describeConformance must be called in a test file, where describe and test are global');
}

/** Limits the time of a test, and of what is prepared for all of them, in milliseconds. */
const longestMs = 60_000;

function refuseFailure(result: CaseResult | undefined, strict: boolean): void {
  if (!result) throw new Error('the receiver was not started');
  const { status, expected, actual, why, requirement, reproduce } = result;
  const failing = ['FAIL', 'BLOCKED', 'ERROR', ...(strict ? ['WARN'] : [])];
  if (!failing.includes(status)) return;
  const lines = [
    `expected: ${expected}`,
    `actual: ${actual}`,
    why,
    `${requirement.source}: ${requirement.quote}`,
    reproduce,
  ];
  throw new Error(`${status}\n${lines.filter(Boolean).join('\n')}`);
}
