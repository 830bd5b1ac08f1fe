const requireNatively = require('./require-natively.cjs');

const { jestRunner } = requireNatively('../dist/test-runners/jest-globals.js');
const { loadConformance, registerConformance } = requireNatively('../dist/test-runners/register.js');

module.exports = {
  loadConformance,
  // jest's functions stand in the global object of the test file, which is not that of the process.
  describeConformance: (receiver, options = {}) => registerConformance(jestRunner(globalThis), receiver, options),
};
