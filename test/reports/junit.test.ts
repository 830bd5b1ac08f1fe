import { renderJunit } from '../../src/reports/verify/junit.ts';
import { everyStatus, hostileReports, reportOf } from './reports.ts';

const inOneGroup = reportOf(everyStatus().map((each) => ({ ...each, group: 'own' })));

test('failures, errors and what was skipped are told apart', () => {
  expect(renderJunit(inOneGroup)).toContain('tests="8" failures="1" errors="2" skipped="2"');
  expect(renderJunit(inOneGroup, true)).toContain('tests="8" failures="2" errors="2" skipped="2"');
});

test('each suite has what the schemas of Jenkins and Ant ask for, in their order, and nothing that one forbids', () => {
  const xml = renderJunit(inOneGroup, false, Date.UTC(2026, 0, 2, 3, 4, 5, 678));
  const tags = [...xml.matchAll(/<(\w[\w-]*)/g)].map(([, name]) => name).filter((name) => name !== 'testcase');
  expect(tags.filter((name, index) => name !== tags[index - 1])).toEqual([
    ...['testsuites', 'testsuite', 'properties', 'property'],
    ...['failure', 'skipped', 'error', 'system-out', 'system-err'],
  ]);
  expect(xml).toContain('\n<testsuites>\n');
  const attributes = xml.match(/<testsuite .*>/)?.[0].replaceAll(/(?<=time=")[\d.]+/g, 'S');
  expect(attributes).toBe(
    '<testsuite name="own" package="hookproof" id="0" timestamp="2026-01-02T03:04:05" hostname="localhost" tests="8" failures="1" errors="2" skipped="2" time="S">',
  );
});

test('what is said of a failure begins with its cause', () => {
  const xml = renderJunit(reportOf(everyStatus()));
  expect(xml).toContain('<failure message="does-not-validate-events: it answered 200" type="FAIL">');
  expect(xml).toContain('<system-out>warn.one: WARN: does-not-validate-events: it answered 200</system-out>');
});

test.each(hostileReports())('hostile texts are text (%#)', (report) => {
  const xml = renderJunit(report);
  const tags = new Set([...xml.matchAll(/<\/?([^\s/>]+)/g)].map(([, name]) => name));
  expect([...tags].toSorted()).toEqual([
    '?xml',
    'error',
    'failure',
    'properties',
    'property',
    'skipped',
    'system-err',
    'system-out',
    'testcase',
    'testsuite',
    'testsuites',
  ]);
  expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u);
  expect(xml).not.toMatch(/\]\]>/);
});
