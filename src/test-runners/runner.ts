/** Holds what is used of a test runner; each has an adapter. Times are milliseconds. */
export interface TestRunner {
  describe(name: string, body: () => void): void;
  test(name: string, body: () => Promise<void>, timeoutMs: number): void;
  /** Registers a test that is not run, and says why. */
  skip(name: string, why: string): void;
  beforeAll(body: () => Promise<void>, timeoutMs: number): void;
  afterAll(body: () => Promise<void>, timeoutMs: number): void;
  /** Registers what is said after all tests: it throws where they failed, and stands at the end of what the runner prints. */
  conclude(name: string, body: () => Promise<void>, timeoutMs: number): void;
  /** Gives the command that runs the test of one case again. */
  again(caseId: string): string;
}
