import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { hookproof, hookproofProcess, root } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { caseOf, everyStatus, hostileReport, reportOf } from './reports.ts';

afterAll(removeFolders);

const shard = (name: string, status: 'PASS' | 'FAIL' = 'PASS'): string =>
  JSON.stringify(reportOf([caseOf(`a.${name[0]}`, status)], { shard: name }));

test('shards below a folder become one report, as JSON to stdout', async () => {
  const folder = await folderWith({
    'reports/two/report.json': shard('2/2', 'FAIL'),
    'reports/one/report.json': shard('1/2'),
    'reports/one/notes.txt': 'no report',
  });
  const { status, stdout, stderr } = await hookproof(['report', 'merge', 'reports'], { cwd: folder });
  expect([status, stderr]).toEqual([1, '']);
  const merged = JSON.parse(stdout);
  expect(merged.cases.map(({ id }: { id: string }) => id)).toEqual(['a.1', 'a.2']);
  expect(merged.suite.shard).toBeNull();
});

test('a report is written in every format at once, and a failed one is no failure to write it', async () => {
  const folder = await folderWith({ 'r.json': JSON.stringify(reportOf(everyStatus())) });
  const files = ['junit:j.xml', 'html:h.html', 'github:g.txt', 'ctrf:c.json', 'markdown:m.md', 'json:out/r.json'];
  const args = ['report', 'convert', 'r.json', ...files.flatMap((file) => ['--report', file]), '--report', 'tty'];
  const { status, stdout } = await hookproof(args, { cwd: folder });
  expect([status, stdout.split('\n')[0]]).toEqual([0, 'FAIL 1 of 8 cases failed: fail.one']);
  const starts = { 'j.xml': '<?xml', 'h.html': '<!doctype html>', 'g.txt': 'FAIL 1', 'c.json': '{', 'm.md': '## FAIL' };
  for (const [file, start] of Object.entries(starts))
    expect(await readFile(`${folder}/${file}`, 'utf8')).toMatch(new RegExp(`^${start.replace('?', '\\?')}`));
  expect(JSON.parse(await readFile(`${folder}/out/r.json`, 'utf8'))).toEqual(reportOf(everyStatus()));
});

test('the exit status of a merge is the verdict', async () => {
  const folder = await folderWith({
    'pass.json': JSON.stringify(reportOf([caseOf('a.one')])),
    'strict.json': JSON.stringify(reportOf([caseOf('a.one', 'WARN')], { strict: true })),
    'error.json': JSON.stringify(reportOf([caseOf('a.one', 'ERROR')])),
    'cut.json': JSON.stringify(reportOf([caseOf('a.one')], { interrupted: true })),
  });
  const seen: Record<string, string> = {};
  for (const name of ['pass', 'strict', 'error', 'cut']) {
    const { status, stdout } = await hookproof(['report', 'merge', `${name}.json`, '--report', 'tty'], {
      cwd: folder,
    });
    seen[name] = `${status} ${stdout.split(' ')[0]}`;
  }
  expect(seen).toEqual({ pass: '0 PASS', strict: '1 FAIL', error: '2 ERROR', cut: '2 ERROR' });
});

test.each([
  [['merge', 'nowhere'], 'nowhere: cannot be read: ENOENT'],
  [['merge', 'empty'], 'empty: holds no .json file'],
  [['merge', 'broken.json'], 'broken.json: is no JSON: '],
  [['merge', 'other.json'], 'other.json: is no report: '],
  [['merge', 'level.json'], 'level.json: is no report: /cases/0/level '],
  [['merge', 'one.json'], 'one.json: shard 2/2 is missing'],
  [['convert', 'one.json'], 'give --report'],
  [['convert', 'one.json', '--report', 'pdf'], 'unknown report format "pdf"'],
  [['merge'], "missing required argument 'folder|file'"],
  [['mrege'], "unknown command 'mrege'"],
])('report %j is status 2, in a line or two', async (args, message) => {
  const folder = await folderWith({
    'empty/notes.txt': '',
    'broken.json': '{',
    'other.json': '{"schemaVersion": 1}',
    'level.json': JSON.stringify(reportOf([caseOf('a.one', 'PASS', { level: 'MAY' as 'MUST' })])),
    'one.json': shard('1/2'),
  });
  const { status, stdout, stderr } = await hookproof(['report', ...args], { cwd: folder });
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toContain(message);
  expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
});

test('the help of each teaches by example', async () => {
  for (const words of [['report'], ['report', 'merge'], ['report', 'convert']]) {
    const { status, stdout } = await hookproof([...words, '--help']);
    expect([status, stdout.includes(`  $ hookproof ${words.join(' ')}`)]).toEqual([0, true]);
    expect(stdout.split('\n').filter((line) => line.length > 120)).toEqual([]);
  }
});

test('every field that a report may have is in the schema that is shipped', async () => {
  const schema = JSON.parse(await readFile(`${root}conformance/schemas/report.schema.json`, 'utf8'));
  const validate = new Ajv2020().compile(schema);
  const report = reportOf(everyStatus(), { strict: true, interrupted: true, shard: '1/2' });
  const { coverage, cases } = hostileReport();
  const full = { ...report, cases, ...(coverage ? { coverage } : {}), target: { kind: 'exec', url: 'http://a/' } };
  expect([validate(full), validate.errors]).toEqual([true, null]);
  for (const spoilt of [
    { ...full, coverage: { constraints: 1 } },
    { ...full, suite: { ...report.suite, interrupted: false } },
    { ...full, target: { kind: 'else', url: '' } },
    { ...full, cases: [{ ...cases[0], exchanges: [{ sent: '' }] }] },
  ])
    expect(validate(spoilt)).toBe(false);
});

test('no command that writes no HTML loads what writes it', async () => {
  const folder = await folderWith({
    'r.json': JSON.stringify(reportOf(everyStatus())),
    'loaded.mjs': `import { registerHooks } from 'node:module';
      registerHooks({ load(url, context, next) {
        if (url.includes('preact')) process.stderr.write('loaded ' + url + '\\n');
        return next(url, context);
      } });`,
  });
  const env = { NODE_OPTIONS: `--import ${folder}/loaded.mjs` };
  const convert = (format: string) =>
    hookproofProcess(['report', 'convert', `${folder}/r.json`, '--report', format], { env });
  for (const format of ['tty', 'json', 'junit', 'github', 'ctrf', 'markdown'])
    expect([format, (await convert(format)).stderr]).toEqual([format, '']);
  expect((await convert('html')).stderr).toContain('loaded ');
});
