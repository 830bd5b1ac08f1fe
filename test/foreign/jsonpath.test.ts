import { jsonpath } from 'json-p3';
import { readJson, suiteFolder } from './suites.ts';

/** Holds one test of the JSONPath Compliance Test Suite (RFC 9535): what a selector finds, or that it is none. */
interface PathCase {
  name: string;
  selector: string;
  invalid_selector?: boolean;
  document?: unknown;
  result?: unknown[];
  results?: unknown[][];
}

const { tests } = readJson<{ tests: PathCase[] }>(`${suiteFolder('jsonpath-compliance-test-suite')}/cts.json`);

/** Names what the library that overlays use does otherwise, with the reason. */
const departures: Record<string, string> = {};

test('the suite is whole', () => {
  expect(tests.length).toBeGreaterThan(600);
});

test.each(tests.map((each) => [each.name, each] as const))('%s', (name, { selector, document, ...expected }) => {
  if (name in departures) return;
  const find = () => jsonpath.query(selector, (document ?? null) as never).values();
  if (expected.invalid_selector) return expect(find).toThrow();
  const wanted = expected.results ?? [expected.result];
  expect(wanted).toContainEqual(find());
});
