import Sequencer from '@jest/test-sequencer';

/** Names, in this order, the files that take longest: one that began last would run alone in the end. */
const slowest = [
  'test/conformance/kit/right-',
  'test/contracts/',
  'test/conformance/verify',
  'test/conformance/targets',
  'test/simulator/simulate',
  'test/upstream/mock',
  'test/drift/table',
  'test/contract/hostile',
  'test/conformance/kit/',
];

/** Starts the files that take longest first, also where no earlier run tells how long: jest then goes by their size. */
export default class SlowestFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    if (sorted.every(({ duration }) => duration !== undefined)) return sorted;
    return sorted.toSorted((a, b) => rankOf(a.path) - rankOf(b.path));
  }
}

function rankOf(path) {
  const rank = slowest.findIndex((name) => path.includes(name));
  return rank < 0 ? slowest.length : rank;
}
