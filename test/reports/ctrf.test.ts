import { validate } from 'ctrf';
import { renderCtrf } from '../../src/reports/verify/ctrf.ts';
import { renderJunit } from '../../src/reports/verify/junit.ts';
import { caseOf, everyStatus, hostileReports, reportOf } from './reports.ts';

test('it is what the schema of the format asks for', () => {
  for (const report of [reportOf(everyStatus()), reportOf([]), ...hostileReports(), reportOf([caseOf('')])]) {
    const result = validate(JSON.parse(renderCtrf(report)));
    expect([result.valid, result.errors]).toEqual([true, []]);
  }
});

test('it counts what the report counts', () => {
  const { summary, tests } = JSON.parse(renderCtrf(reportOf(everyStatus()))).results;
  // What could not be judged gates as a failure does.
  expect(summary).toMatchObject({ tests: 8, passed: 3, failed: 3, skipped: 2, pending: 0, other: 0, duration: 1234 });
  expect(tests[1]).toMatchObject({
    name: 'fail.one',
    status: 'failed',
    rawStatus: 'FAIL',
    duration: 2,
    suite: ['fail'],
    message: 'it answered 200',
    trace: 'expected: 401\nactual: 200',
    snippet: 'curl -i http://127.0.0.1:3000/hooks',
    extra: { cause: 'does-not-validate-events' },
  });
  expect(JSON.parse(renderCtrf(reportOf(everyStatus()), true)).results.summary).toMatchObject({ passed: 2, failed: 4 });
});

test('what was not proved is told to dashboards, too', () => {
  const why = 'it needs the effects log of the receiver (--effects)';
  const report = reportOf([caseOf('auth.one'), caseOf('effects.one', 'NOT-APPLICABLE', { why })]);
  const notProved = ['exactly-once not proved: give --effects URL|path'];
  expect(JSON.parse(renderCtrf(report)).results.summary.extra).toEqual({ verdict: 'pass', notProved });
  expect(renderJunit(report)).toContain(`value="${notProved[0]}"`);
});
