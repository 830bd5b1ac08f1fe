import { marked } from 'marked';
import { renderDriftGithub } from '../../../src/reports/drift/github.ts';
import { renderDriftMarkdown } from '../../../src/reports/drift/markdown.ts';
import { renderDriftSarif } from '../../../src/reports/drift/sarif.ts';
import { renderDriftTty } from '../../../src/reports/drift/tty.ts';
import { allHostile, hostile, unseen } from '../reports.ts';
import { changeOf, everyLevel, hostileReport, reportOf } from './reports.ts';

const plain = { color: false, version: '1.2.3' };
const hostileReports = [allHostile, ...hostile].map(hostileReport);

test('the verdict comes first, then what breaks with its proof, then lists of the rest', () => {
  const text = renderDriftTty(reportOf(), plain);
  expect(text).toBe(`FAIL 2 breaking, 1 risky, 1 safe, 1 docs; 1 known

breaking enum-value-added  /kind  traffic
  change   + "shipped"
  why      "shipped" may arrive, which was never listed
  witness  {"kind":"shipped"}
  refused  /kind must be one of paid
  seen     2 events, first a.ndjson:3, last a.ndjson:7, answered 400 ×2
  affects  shipped
  cases    schema.good.enum.kind.paid

known breaking enum-value-added  /components/schemas/Kind/enum  spec
  change   + "lost"
  why      "shipped" may arrive, which was never listed
  known    until 2030-01-31: nobody sends it
  witness  {"kind":"shipped"}
  refused  /kind must be one of paid
  affects  shipped
  cases    schema.good.enum.kind.paid

risky pattern-changed  /components/schemas/Kind/enum  spec
  change   "^a" → "^b"
  why      "shipped" may arrive, which was never listed
  affects  shipped
  cases    schema.good.enum.kind.paid

safe   property-added ×1  /note
docs   description-changed ×1  /components/schemas/Kind/enum "new"

openapi.yaml against published.yaml (published), 9 recorded events (traffic)
`);
});

test('each format says that no event was found, and what was tried', () => {
  const proof = { status: 'none-found', tried: '7 events, and none of them may arrive' } as const;
  const report = reportOf([changeOf('breaking', { witness: null, proof })]);
  const said = 'no event was found that shows it: 7 events, and none of them may arrive';
  for (const render of [renderDriftTty, renderDriftMarkdown, renderDriftGithub, renderDriftSarif])
    expect(render(report, plain)).toContain(said);
  expect(report.verdict).toBe('fail');
});

test('a report without any change says so', () => {
  expect(renderDriftTty(reportOf([]), plain)).toMatch(/^PASS no drift\n/);
  expect(renderDriftMarkdown(reportOf([]))).toMatch(/^## PASS no drift\n/);
  expect(renderDriftGithub(reportOf([]))).toBe('PASS no drift\n');
});

test('a stale entry of the baseline fails a run, unless nothing may', () => {
  const stale = [{ rule: 'r', source: 'spec' as const, pointer: '/a', reason: 'why', expires: '2030-01-01' }];
  const report = reportOf([], { stale });
  expect(renderDriftTty(report, plain)).toContain('FAIL no drift; 1 stale entry in the baseline');
  expect(reportOf([], { stale, failOn: 'never' }).verdict).toBe('pass');
});

test('nothing hostile reaches a terminal', () => {
  for (const report of hostileReports) {
    const text = renderDriftTty(report, plain);
    expect(unseen.exec(text)).toBeNull();
    expect(text.split('\n').filter((line) => /^\s*(::|##\[)/.test(line))).toEqual([]);
  }
});

test('nothing hostile makes a workflow command', () => {
  for (const report of hostileReports) {
    const [verdict = '', ...lines] = renderDriftGithub(report).trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    for (const line of lines) expect(line).toMatch(/^::(error|warning|notice) title=[^:,]*::/);
    expect(verdict).not.toMatch(/##\[|::/);
    expect(unseen.exec(verdict + lines.join(''))).toBeNull();
  }
});

test('what gates is an error for GitHub, what is known a notice, the rest a warning', () => {
  const kinds = renderDriftGithub(reportOf())
    .split('\n')
    .slice(1, -1)
    .map((line) => line.split(' ')[0]);
  expect(kinds).toEqual(['::error', '::notice', '::warning']);
  const many = Array.from({ length: 70 }, () => changeOf('breaking'));
  expect(renderDriftGithub(reportOf(many)).trimEnd().split('\n').at(-1)).toBe(
    '::warning title=hookproof::20 more changes are not shown here',
  );
});

test('nothing hostile becomes HTML, a link, an image or a mention in Markdown', async () => {
  for (const report of hostileReports) {
    const text = renderDriftMarkdown(report);
    expect(unseen.exec(text)).toBeNull();
    const html = await marked(text);
    const outside = html.replace(/<code[^>]*>[\s\S]*?<\/code>/g, '');
    expect(outside).not.toMatch(/<(script|img|svg|a|base|meta|b|strong|input)\b/i);
    expect(outside).not.toMatch(/@octocat|javascript:|evil\.example/);
  }
});

test('the changelog tells each level below its heading', () => {
  const text = renderDriftMarkdown(reportOf());
  expect(text.split('\n').filter((line) => line.startsWith('#'))).toEqual([
    '## FAIL 2 breaking, 1 risky, 1 safe, 1 docs; 1 known',
    '### Breaking',
    '### Look at these',
    '### Safe',
    '### Words only, and what was not seen',
  ]);
  expect(text).toContain('- `enum-value-added` at `/kind` (traffic): `+ "shipped"`');
  expect(text).toContain('  - Seen: `2 events, first a.ndjson:3, last a.ndjson:7, answered 400 ×2`');
});

test('SARIF names each rule once, points into recordings, and suppresses what is known', () => {
  const { runs } = JSON.parse(renderDriftSarif(reportOf(), plain));
  const [{ tool, results }] = runs;
  expect(tool.driver.version).toBe('1.2.3');
  expect(tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual([
    'enum-value-added',
    'pattern-changed',
    'property-added',
    'description-changed',
  ]);
  expect(results.map(({ level }: { level: string }) => level)).toEqual(['error', 'error', 'warning', 'note', 'none']);
  expect(results[0].locations[0].physicalLocation).toEqual({
    artifactLocation: { uri: 'a.ndjson' },
    region: { startLine: 3 },
  });
  expect(results[1].suppressions).toEqual([{ kind: 'external', justification: 'until 2030-01-31: nobody sends it' }]);
  for (const report of hostileReports) expect(() => JSON.parse(renderDriftSarif(report, plain))).not.toThrow();
});

test('levels are ordered by weight, whatever order they were found in', () => {
  expect(reportOf(everyLevel()).changes.map(({ level }) => level)).toEqual([
    'breaking',
    'breaking',
    'risky',
    'safe',
    'docs',
  ]);
});

test('a result of SARIF says by itself what, where, why and for whom', () => {
  const { runs } = JSON.parse(renderDriftSarif(reportOf(), plain));
  const [first] = runs[0].results;
  expect(first.message.text).toBe(
    'breaking: enum value added at /kind (+ "shipped"): "shipped" may arrive, which was never listed. It touches shipped. ' +
      'An event shows it: /kind must be one of paid.',
  );
});

test('however much there is to say above the changes, a changelog fits into a comment', () => {
  const many = <T>(value: T): T[] => Array(3000).fill(value);
  const event = { text: 'x'.repeat(100_000) };
  const witness = { event, kind: 'refused' as const, says: 'no' };
  const report = reportOf();
  const text = renderDriftMarkdown({
    ...report,
    changes: many(changeOf('breaking', { witness })),
    notes: many('a note '.repeat(50)),
    stale: many({ rule: 'enum-value-added', source: 'spec', pointer: '/kind', reason: 'old', expires: '2026-01-01' }),
    culprits: many({ culprit: 'contract wrong', pointer: '/kind', value: null, why: 'so', evidence: [] }),
  });
  expect(text.length).toBeLessThan(65_536);
  expect(text).toContain('more changes are not shown here');
  expect(text).toContain('and 2980 more');
});
