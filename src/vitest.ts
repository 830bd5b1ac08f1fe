/// <reference path="./test-runners/vitest.d.ts" preserve="false" />
import { afterAll, beforeAll, describe, test } from 'vitest';
import type { DescribeOptions, TestedReceiver } from './test-runners/options.ts';
import { registerConformance } from './test-runners/register.ts';
import type { TestRunner } from './test-runners/runner.ts';

export type { Conformance, DescribeOptions, TestedReceiver as Subject } from './test-runners/options.ts';
export { loadConformance } from './test-runners/register.ts';

const runner: TestRunner = {
  ...{ describe, test, beforeAll, afterAll },
  skip: (name, why) => test.skip(`${name} (${why})`),
  // vitest prints what is thrown after all tests before their failures, and these in their order.
  conclude: test,
  again: (id) => `vitest run -t '${id}:'`,
};

/**
 * Registers every conformance case as a test of vitest, sent through supertest. Call it at the top of a test file or inside a
 * `describe`. A MUST that does not hold fails its test; what a profile leaves out is skipped, and says why.
 */
export function describeConformance(receiver: TestedReceiver, options: DescribeOptions = {}): void {
  registerConformance(runner, receiver, options);
}
