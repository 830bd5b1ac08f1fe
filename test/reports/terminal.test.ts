import type { Report } from '../../src/report.ts';
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
  const about = ['x-key: (wrong)', 'content-type: text/plain'];
  const failed = caseOf('a.one', 'FAIL', { exchanges: [{ sent, answered: '', durationMs: 1, about }] });
  const text = renderVerifyTty(reportOf([failed]), plain);
  expect(text.split('\n').slice(2, 12)).toEqual([
    'FAIL does-not-validate-events  1 case: Accepts events that the contract forbids',
    '  hint     Validate each event by the schema of the contract before you work on it, and answer 400 where it does not fit.',
    '  example  a.one',
    '           The title of a.one',
    `  sent     POST /hooks x-key: (wrong), content-type: text/plain {"a":"${'b'.repeat(154)}… (348 more characters)`,
    '  expected 401',
    '  actual   200',
    '  why      it answered 200',
    '  by       openapi.yaml#/security: what the contract says',
    '  again    curl -i http://127.0.0.1:3000/hooks',
  ]);
});

/** A report of more causes than are shown, each with many cases, and of cases that could not be judged. */
function manyCauses(): Report {
  const groups = Array.from({ length: 15 }, (_, index) => `g${index}`);
  const failed = groups.flatMap((group) =>
    Array.from({ length: 40 }, (_, index) => caseOf(`${group}.${index}`, 'FAIL', { actual: 'nothing known' })),
  );
  return reportOf([...failed, ...Array.from({ length: 9 }, (_, index) => caseOf(`lost.${index}`, 'BLOCKED'))]);
}

test('however many cases failed, twelve causes are told with an example each, in less than a hundred lines', () => {
  const lines = renderVerifyTty(manyCauses(), plain).split('\n');
  expect(lines.length).toBeLessThan(100);
  expect(lines[0]).toMatch(/^FAIL 600 of 609 cases failed: other-g0 \(40\), .*, other-g9 \(40\) and 5 more$/);
  expect(lines.filter((line) => line.startsWith('FAIL other-'))).toHaveLength(12);
  expect(lines.filter((line) => line.startsWith('  example '))).toHaveLength(12);
  expect(lines).toContain('  … and 3 more causes');
  expect(lines).toContain('  … and 8 more that could not be judged');
  expect(lines).toContain('  --all prints every case');
});

test('every case is told where all are asked for', () => {
  const lines = renderVerifyTty(manyCauses(), { ...plain, all: true }).split('\n');
  expect(lines.filter((line) => line.startsWith('FAIL g'))).toHaveLength(600);
});

test('on a terminal the verdict is the last line', () => {
  const lines = renderVerifyTty(manyCauses(), { ...plain, verdictLast: true })
    .trimEnd()
    .split('\n');
  expect(lines.filter((line) => line.startsWith('FAIL 600 of 609 cases failed'))).toEqual([lines.at(-1)]);
});

test('the verdict says what was not proved, and which option would', () => {
  const lacking = caseOf('effects.one', 'NOT-APPLICABLE', {
    why: 'it needs the effects log of the receiver (--effects)',
  });
  const [line] = renderVerifyTty(reportOf([caseOf('a.one'), lacking]), plain).split('\n');
  expect(line).toBe('PASS 1 of 2 cases passed, 1 not applicable; exactly-once not proved: give --effects URL|path');
});

test('nothing hostile steers the terminal', () => {
  for (const report of hostileReports()) {
    const text = renderVerifyTty(report, plain);
    expect(unseen.exec(text)?.[0]).toBeUndefined();
    // The verdict, seven stories of a line and seven parts, what is known, the rule between them, the groups, the foot.
    expect(text.split('\n').filter((line) => !/^($|FAIL |BLOCKED |ERROR |WARN |KNOWN | {2}|url )/.test(line))).toEqual(
      [],
    );
  }
  expect(renderVerifyTty(hostileReport(), plain)).toContain('‹U+202E›');
});
