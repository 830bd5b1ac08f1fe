import { renderJunit } from '../../src/reports/verify/junit.ts';
import { everyStatus, hostileReports, reportOf } from './reports.ts';

test('failures, errors and what was skipped are told apart', () => {
  const xml = renderJunit(reportOf(everyStatus()));
  expect(xml.split('\n')[1]).toContain('tests="8" failures="1" errors="2" skipped="2"');
  expect(renderJunit(reportOf(everyStatus()), true).split('\n')[1]).toContain('failures="2"');
});

test('what is said of a failure begins with its cause', () => {
  const xml = renderJunit(reportOf(everyStatus()));
  expect(xml).toContain('<failure message="does-not-validate-events: it answered 200" type="FAIL">');
  expect(xml).toContain('<system-out>WARN: does-not-validate-events: it answered 200</system-out>');
});

test.each(hostileReports())('hostile texts are text (%#)', (report) => {
  const xml = renderJunit(report);
  const tags = new Set([...xml.matchAll(/<\/?([^\s/>]+)/g)].map(([, name]) => name));
  expect([...tags].toSorted()).toEqual([
    '?xml',
    'error',
    'failure',
    'skipped',
    'system-out',
    'testcase',
    'testsuite',
    'testsuites',
  ]);
  expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u);
  expect(xml).not.toMatch(/\]\]>/);
});
