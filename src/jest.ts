import { jestRunner } from './test-runners/jest-globals.ts';
import type { DescribeOptions, TestedReceiver } from './test-runners/options.ts';
import { registerConformance } from './test-runners/register.ts';

export type { Conformance, DescribeOptions, TestedReceiver as Subject } from './test-runners/options.ts';
export { loadConformance } from './test-runners/register.ts';

/**
 * Registers every conformance case as a test of jest, sent through supertest. Call it at the top of a test file or inside a
 * `describe`. A MUST that does not hold fails its test; what a profile leaves out is skipped, and says why.
 */
export function describeConformance(receiver: TestedReceiver, options: DescribeOptions = {}): void {
  registerConformance(jestRunner(globalThis), receiver, options);
}
