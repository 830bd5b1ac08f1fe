/** Names what is used of the functions that jest puts into every test file. */
export interface TestApi {
  describe(name: string, body: () => void): void;
  beforeAll(body: () => Promise<void>, timeoutMs: number): void;
  afterAll(body: () => Promise<void>): void;
  test: {
    (name: string, body: () => Promise<void>, timeoutMs: number): void;
    skip(name: string, body: () => void): void;
  };
}

/** Finds jest's functions. Throws where there are none, which is outside of a test file. */
export function testApi(): TestApi {
  const api = globalThis as Partial<TestApi>;
  if (api.describe && api.test && api.beforeAll && api.afterAll) return api as TestApi;
  throw new Error('describeConformance must be called in a test file, where describe and test are global');
}
