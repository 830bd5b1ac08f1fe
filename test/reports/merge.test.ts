import type { CaseResult, Coverage, Report } from '../../src/report.ts';
import { mergeReports, type ReportFile } from '../../src/reports/merge/merge-reports.ts';
import { caseOf, reportOf } from './reports.ts';

/** The cases dealt out in turn, as `verify --shard` does. */
function shardsOf(cases: readonly CaseResult[], count: number, more: Partial<Report['suite']> = {}): ReportFile[] {
  return Array.from({ length: count }, (_, shard) => ({
    file: `${shard + 1}.json`,
    report: reportOf(
      cases.filter((_, index) => index % count === shard),
      { ...more, shard: `${shard + 1}/${count}` },
    ),
  }));
}

const cases = Array.from({ length: 11 }, (_, index) => caseOf(`a.case-${index}`));

test.each([1, 2, 3, 4, 11, 12])('%i shards become the whole again, in whatever order they come', (count) => {
  const merged = mergeReports(shardsOf(cases, count).toReversed());
  expect(merged.cases.map(({ id }) => id)).toEqual(cases.map(({ id }) => id));
  expect(merged.suite.shard).toBeNull();
  expect(merged.summary).toMatchObject({ verdict: 'pass', total: 11, pass: 11 });
});

test('the verdict is drawn anew, by the strictness of the shards; the longest shard is how long it took', () => {
  const warned = [...cases, caseOf('a.warned', 'WARN')];
  const loose = shardsOf(warned, 2);
  if (loose[1]) loose[1].report.summary.durationMs = 9999;
  expect(mergeReports(loose).summary).toMatchObject({ verdict: 'pass', warn: 1, durationMs: 9999 });
  expect(mergeReports(shardsOf(warned, 2, { strict: true })).summary.verdict).toBe('fail');
  // A shard in which nothing applies is no error, if others judged something.
  const some = [caseOf('a.one'), caseOf('a.none', 'NOT-APPLICABLE')];
  expect(mergeReports(shardsOf(some, 2)).summary.verdict).toBe('pass');
});

test('causes are found anew, over all shards', () => {
  const failed = ['schema.bad.a', 'schema.bad.b', 'schema.bad.c'].map((id) => caseOf(id, 'FAIL'));
  const [first, second] = shardsOf(failed, 2) as [ReportFile, ReportFile];
  first.report.causes = [];
  expect(mergeReports([first, second]).causes).toMatchObject([{ id: 'does-not-validate-events', count: 3 }]);
});

test('what was not proved is found anew: all shards together left nothing out', () => {
  const files = shardsOf(cases, 2, { available: 11 });
  for (const { report } of files) report.notProved = ['only 5 of 11 cases run'];
  expect(mergeReports(files).notProved).toEqual([]);
  expect(mergeReports(shardsOf(cases, 2, { available: 40 })).notProved).toEqual(['only 11 of 40 cases run']);
});

test('if any shard was interrupted, so is the whole, and cases may be missing', () => {
  const [first, second] = shardsOf(cases, 2) as [ReportFile, ReportFile];
  first.report.suite.interrupted = true;
  first.report.cases.length = 1;
  const merged = mergeReports([first, second]);
  expect(merged.suite.interrupted).toBe(true);
  expect(merged.summary.total).toBe(6);
});

test('a constraint counts as exercised if any shard exercises it', () => {
  const files = shardsOf(cases, 2);
  const lacking = (...pointers: string[]): Coverage => ({
    constraints: 5,
    exercised: 5 - pointers.length,
    unexercised: pointers.map((pointer) => ({ pointer, keyword: 'type', why: 'not selected' })),
  });
  const [first, second] = files as [ReportFile, ReportFile];
  first.report.coverage = lacking('/a', '/b');
  expect(mergeReports(files).coverage).toBeUndefined();
  second.report.coverage = lacking('/b', '/c');
  expect(mergeReports(files).coverage).toEqual(lacking('/b'));
});

test('a receiver that each shard started itself may have another port', () => {
  const files = shardsOf(cases, 2);
  for (const [index, { report }] of files.entries())
    report.target = { kind: 'exec', url: `http://127.0.0.1:${4000 + index}/hooks` };
  expect(mergeReports(files).cases).toHaveLength(11);
});

type Spoil = (files: [ReportFile, ReportFile, ReportFile]) => ReportFile[];
const spoils: [string, Spoil][] = [
  ['1.json, 3.json: shard 2/3 is missing', ([first, , third]) => [first, third]],
  ['again.json: shard 2/3 is in 2.json already', (all) => [...all, { ...all[1], file: 'again.json' }]],
  [
    '2.json: is a shard of 4, but 1.json is one of 3',
    (all) => changed(all, ({ suite }) => Object.assign(suite, { shard: '2/4' })),
  ],
  ['2.json: "4/3" is no shard', (all) => changed(all, ({ suite }) => Object.assign(suite, { shard: '4/3' }))],
  ['2.json: "first" is no shard', (all) => changed(all, ({ suite }) => Object.assign(suite, { shard: 'first' }))],
  [
    '2.json: its seed is 7, but that of 1.json is 1',
    (all) => changed(all, ({ suite }) => Object.assign(suite, { seed: 7 })),
  ],
  ['2.json: its profile is both', (all) => changed(all, ({ suite }) => Object.assign(suite, { profile: 'both' }))],
  ['2.json: its suite version is 9', (all) => changed(all, ({ suite }) => Object.assign(suite, { version: '9' }))],
  [
    '2.json: its selection of cases is sha256:2, but that of 1.json is unknown',
    (all) => changed(all, ({ suite }) => Object.assign(suite, { selection: 'sha256:2' })),
  ],
  ['2.json: its strictness is true', (all) => changed(all, ({ suite }) => Object.assign(suite, { strict: true }))],
  [
    '2.json: its contract is sha256:x',
    (all) => changed(all, ({ contract }) => Object.assign(contract, { digest: 'sha256:x' })),
  ],
  [
    '2.json: its target is http://b/',
    (all) => changed(all, ({ target }) => Object.assign(target, { url: 'http://b/' })),
  ],
  ['2.json: holds 1 cases, which does not fit: 1.json holds 4', (all) => changed(all, (each) => each.cases.splice(1))],
  [
    '2.json: the case a.case-0 is in 1.json too',
    (all) => changed(all, (each) => each.cases.splice(0, 1, caseOf('a.case-0'))),
  ],
];

test.each(spoils)('%s', (message, spoil) => {
  const files = spoil(shardsOf(cases, 3) as [ReportFile, ReportFile, ReportFile]);
  expect(() => mergeReports(files)).toThrow(
    expect.objectContaining({ code: 'input', message: expect.stringContaining(message) }),
  );
});

test('nothing to merge is an error', () => {
  expect(() => mergeReports([])).toThrow('there is no report to merge');
});

function changed(all: ReportFile[], change: (report: Report) => unknown): ReportFile[] {
  if (all[1]) change(all[1].report);
  return all;
}
