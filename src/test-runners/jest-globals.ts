import type { TestRunner } from './runner.ts';

/** Names what is used of the functions that jest puts into every test file. */
interface JestGlobals {
  describe(name: string, body: () => void): void;
  beforeAll(body: () => Promise<void>, timeoutMs: number): void;
  afterAll(body: () => Promise<void>, timeoutMs: number): void;
  test: {
    (name: string, body: () => Promise<void>, timeoutMs: number): void;
    skip(name: string, body: () => void): void;
  };
}

/** Makes a test runner of jest's functions, which stand in the global object of a test file. Throws where there are none. */
export function jestRunner(global: object): TestRunner {
  const { describe, test, beforeAll, afterAll } = global as Partial<JestGlobals>;
  if (!describe || !test || !beforeAll || !afterAll)
    throw new Error('describeConformance must be called in a test file, where describe and test are global');
  return {
    ...{ describe, test, beforeAll, afterAll },
    skip: (name, why) => test.skip(`${name} (${why})`, () => {}),
    // jest prints what is thrown here after all tests of the file.
    conclude: (_name, body, timeoutMs) => afterAll(body, timeoutMs),
    again: (id) => `jest -t '${id}:'`,
  };
}
