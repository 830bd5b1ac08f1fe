import type { CaseResult } from '../report.ts';
import { type ListedCases, listCases, listSynchronously } from './case-list.ts';
import type { CaseSession } from './case-session.ts';
import type { Conformance, ConformanceOptions, DescribeOptions, TestedReceiver } from './options.ts';
import type { TestRunner } from './runner.ts';

/** Loads a contract and its cases, to be handed to `describeConformance`. Throws an input error for a bad document. */
export async function loadConformance(options: ConformanceOptions = {}): Promise<Conformance> {
  const { loadCases } = await import('../api/load-cases.ts');
  return loadCases(options);
}

/**
 * Registers every conformance case as a test of its own with a test runner. A MUST that does not hold fails its test; what a
 * profile leaves out is skipped, and says why. After all tests the causes of those that failed are told.
 */
export function registerConformance(runner: TestRunner, receiver: TestedReceiver, options: DescribeOptions): void {
  const { conformance } = options;
  const list = conformance ? listCases(conformance, options) : listSynchronously(options);
  const open = async (): Promise<CaseSession> => {
    const { openCaseSession } = await import('./case-session.ts');
    return openCaseSession(receiver, conformance ?? (await loadConformance(options)), {
      ...options,
      again: runner.again,
    });
  };
  runner.describe(`${list.title}: conformance`, () => registerCases(runner, list, open));
}

function registerCases(runner: TestRunner, { cases }: ListedCases, open: () => Promise<CaseSession>): void {
  let session: CaseSession | undefined;
  runner.beforeAll(async () => {
    session = await open();
  }, longestMs);
  for (const { id, level, title, skipped } of cases) {
    const name = `${level} ${id}: ${title}`;
    const judge = async (): Promise<void> => {
      if (!session) throw new Error('the receiver was not started');
      const result = await session.run(id);
      if (session.isFailure(result)) throw new Error(describeFailure(result));
    };
    if (skipped === undefined) runner.test(name, judge, longestMs);
    else runner.skip(name, skipped);
  }
  const causes = 'what the failures have in common';
  runner.conclude(causes, async () => refuse((await session?.findings()) ?? ''), longestMs);
  runner.afterAll(async () => refuse((await session?.end())?.join('\n') ?? ''), longestMs);
}

/** Limits the time of a test, and of what is prepared for all of them, in milliseconds. */
const longestMs = 60_000;

function refuse(text: string): void {
  if (text !== '') throw new Error(`FAIL\n${text}`);
}

function describeFailure({ status, expected, actual, why, requirement, reproduce }: CaseResult): string {
  const lines = [
    `expected: ${expected}`,
    `actual: ${actual}`,
    why,
    `${requirement.source}: ${requirement.quote}`,
    reproduce,
  ];
  return `${status}\n${lines.filter(Boolean).join('\n')}`;
}
