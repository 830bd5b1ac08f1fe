import { renderVerifyGithub } from '../../src/reports/verify/github.ts';
import { caseOf, everyStatus, hostileReports, reportOf, unseen } from './reports.ts';

test('the verdict is a line of its own, then each cause, and each case that could not be judged, is an annotation', () => {
  const report = reportOf(everyStatus());
  const [verdict, ...lines] = renderVerifyGithub(report).trimEnd().split('\n');
  expect(verdict).toBe('FAIL 1 of 8 cases failed: fail.one');
  expect(lines.map((line) => line.split('::')[1])).toEqual([
    'error title=FAIL does-not-validate-events',
    'error title=BLOCKED blocked.one',
    'error title=ERROR error.one',
  ]);
  const warned = reportOf([caseOf('routing.one', 'WARN')]);
  expect(renderVerifyGithub(warned)).toContain('\n::warning title=WARN takes-other-methods-and-paths::');
  expect(renderVerifyGithub(warned, true)).toContain('\n::error title=FAIL takes-other-methods-and-paths::');
});

test('what separates the parts of a command is escaped', () => {
  const lost = caseOf('a,b:c%d', 'BLOCKED', { title: '100%\nof: it, all' });
  const [, line] = renderVerifyGithub(reportOf([lost])).split('\n');
  expect(line).toMatch(/^::error title=BLOCKED a%2Cb%3Ac%25d::100%25%0Aof: it, all%0Aexpected: 401%0A/);
});

test('nothing hostile makes a command', () => {
  for (const report of hostileReports()) {
    const [verdict = '', ...lines] = renderVerifyGithub(report).trimEnd().split('\n');
    expect(lines).toHaveLength(5);
    for (const line of lines)
      expect(line).toMatch(/^::(error|warning|notice) title=[A-Z]+ (id0-\d |other-|cause )[^:,]*::(title|1 case)/);
    // The runner looks for commands of its first form anywhere in a line that is no command of its second.
    expect(verdict).not.toMatch(/##\[|::/);
    expect(unseen.exec(verdict + lines.join(''))).toBeNull();
  }
});

test('after fifty annotations one says how many more there are', () => {
  const cases = Array.from({ length: 120 }, (_, index) => caseOf(`a.case-${index}`, 'BLOCKED'));
  const lines = renderVerifyGithub(reportOf(cases)).trimEnd().split('\n');
  expect(lines).toHaveLength(52);
  expect(lines.at(-1)).toBe('::warning title=hookproof::70 more findings are not shown here');
});
