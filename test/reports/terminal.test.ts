import { renderVerifyTty } from '../../src/reports/verify/tty.ts';
import { caseOf, everyStatus, hostileReport, hostileReports, reportOf, unseen } from './reports.ts';

const plain = { color: false, strict: false };

test('the first line is the verdict and the names of what failed', () => {
  expect(renderVerifyTty(reportOf(everyStatus()), plain).split('\n')[0]).toBe('FAIL 1 of 8 cases failed: fail.one');
  expect(renderVerifyTty(reportOf([caseOf('a.one')]), plain).split('\n')[0]).toBe('PASS 1 of 1 cases passed');
});

test('under strict a warning fails too, and its name comes after those of the MUSTs', () => {
  const report = reportOf([caseOf('a.should', 'WARN'), caseOf('b.must', 'FAIL')], { strict: true });
  expect(renderVerifyTty(report, { ...plain, strict: true }).split('\n')[0]).toBe(
    'FAIL 2 of 2 cases failed: b.must, a.should',
  );
});

test('a run that was interrupted never reads as passed', () => {
  const [line] = renderVerifyTty(reportOf([caseOf('a.one')], { interrupted: true }), plain).split('\n');
  expect(line).toBe('ERROR nothing failed in 1 cases; the run was interrupted');
});

test('a run in which nothing applied says so', () => {
  const [line] = renderVerifyTty(reportOf([caseOf('a.one', 'NOT-APPLICABLE')]), plain).split('\n');
  expect(line).toBe('ERROR no case of 1 could be judged');
});

test('a failure tells what was sent, shortened, and how to send it again', () => {
  const sent = `POST /hooks\r\nx-key: <key>\r\n\r\n{"a":"${'b'.repeat(500)}"}`;
  const failed = caseOf('a.one', 'FAIL', { exchanges: [{ sent, answered: '', durationMs: 1 }] });
  const text = renderVerifyTty(reportOf([failed]), plain);
  expect(text.split('\n').slice(2, 10)).toEqual([
    'FAIL a.one',
    '           The title of a.one',
    `  sent     POST /hooks {"a":"${'b'.repeat(154)}… (348 more characters)`,
    '  expected 401',
    '  actual   200',
    '  why      it answered 200',
    '  by       openapi.yaml#/security: what the contract says',
    '  again    curl -i http://127.0.0.1:3000/hooks',
  ]);
});

test('nothing hostile steers the terminal', () => {
  for (const report of hostileReports()) {
    const text = renderVerifyTty(report, plain);
    expect(unseen.exec(text)?.[0]).toBeUndefined();
    // The verdict, seven stories of a line and seven parts, the rule between them, the groups, the foot.
    expect(text.split('\n').filter((line) => !/^($|FAIL |BLOCKED |ERROR |WARN | {2}|url )/.test(line))).toEqual([]);
  }
  expect(renderVerifyTty(hostileReport(), plain)).toContain('‹U+202E›');
});
