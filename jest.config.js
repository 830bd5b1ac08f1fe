/** @type {import('jest').Config} */
export default {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // These need suites of others: make test-foreign.
  testPathIgnorePatterns: ['/node_modules/', '/test/foreign/'],
  globalSetup: '<rootDir>/test/examples/build.ts',
  testSequencer: '<rootDir>/test/support/slowest-first.js',
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
  testTimeout: 300_000,
  // For two cores: tests wait for processes, and now and then for time; a third worker takes what these leave.
  maxWorkers: 3,
  watchman: false,
};
