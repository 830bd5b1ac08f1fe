import { after, before, describe, test } from 'node:test';
import type { DescribeOptions, TestedReceiver } from './test-runners/options.ts';
import { registerConformance } from './test-runners/register.ts';
import type { TestRunner } from './test-runners/runner.ts';

export type { Conformance, DescribeOptions, TestedReceiver as Subject } from './test-runners/options.ts';
export { loadConformance } from './test-runners/register.ts';

const runTest: TestRunner['test'] = (name, body, timeout) => void test(name, { timeout }, body);
const runner: TestRunner = {
  describe: (name, body) => void describe(name, body),
  test: runTest,
  skip: (name, why) => void test(name, { skip: why }),
  beforeAll: (body, timeout) => before(body, { timeout }),
  afterAll: (body, timeout) => after(body, { timeout }),
  conclude: runTest,
  again: (id) => `node --test --test-name-pattern='${id}:'`,
};

/**
 * Registers every conformance case as a test of node:test, sent through supertest. Call it at the top of a test file or
 * inside a `describe`. A MUST that does not hold fails its test; what a profile leaves out is skipped, and says why.
 */
export function describeConformance(receiver: TestedReceiver, options: DescribeOptions = {}): void {
  registerConformance(runner, receiver, options);
}
