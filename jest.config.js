/** @type {import('jest').Config} */
export default {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // These need suites of others: make test-foreign.
  testPathIgnorePatterns: ['/node_modules/', '/test/foreign/'],
  globalSetup: '<rootDir>/test/examples/build.ts',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: {
    '\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' } }],
    '\\.tsx$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', tsx: true },
          transform: { react: { runtime: 'automatic', importSource: 'preact' } },
          target: 'es2024',
        },
      },
    ],
  },
  // Most tests start processes; on a machine that is busy with other things these take their time.
  testTimeout: 120_000,
  // Each worker starts processes of its own; more workers than cores only make them wait for each other.
  maxWorkers: 2,
  watchman: false,
};
