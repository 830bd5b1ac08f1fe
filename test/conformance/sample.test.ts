import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { startReceiver } from '../../src/api/receiver.ts';
import { verify } from '../../src/api/verify.ts';
import { renderReport } from '../../src/index.ts';
import { hookproof, hookproofProcess, root } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

const kind = (word: string) => ({
  post: {
    requestBody: {
      content: {
        'application/json': {
          schema: {
            type: 'object',
            required: ['kind', 'name', 'berth'],
            properties: { kind: { const: word }, name: { type: 'string' }, [`${word}At`]: { type: 'integer' } },
          },
        },
      },
    },
    responses: { 200: { description: 'taken' }, 400: { description: 'refused' } },
  },
});
const harbour = JSON.stringify({
  openapi: '3.1.0',
  info: { title: 'Harbour', version: '1' },
  webhooks: { left: kind('left'), docked: kind('docked') },
});

let contract: string;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let target: string;

beforeAll(async () => {
  contract = `${await folderWith({ 'api.json': harbour })}/api.json`;
  receiver = await startReceiver({ contract, auth: 'none' });
  target = `${receiver.url}/webhooks`;
});
afterAll(async () => {
  await receiver.close();
  await removeFolders();
});

const about = () => ['--contract', contract, '--auth', 'none'];
async function listed(...args: string[]): Promise<string[]> {
  const { stdout } = await hookproof(['verify', '--list', ...about(), ...args]);
  return [...stdout.matchAll(/^\S+ +(\S+)/gm)].map(([, id]) => id ?? '');
}

test('a sample holds a few cases of each group and operation, chosen by the seed', async () => {
  const all = await listed();
  const [two, again, five, other] = [
    await listed('--sample', '2'),
    await listed('--sample', '2'),
    await listed('--sample', '5'),
    await listed('--sample', '2', '--seed', '7'),
  ];
  expect(again).toEqual(two);
  expect(other).not.toEqual(two);
  expect(all.filter((id) => five.includes(id))).toEqual(five);
  expect(five).toEqual(expect.arrayContaining(two));
  const capped = (size: number) =>
    Object.fromEntries(Object.entries(countsOf(all)).map(([name, count]) => [name, Math.min(count, size)]));
  expect([countsOf(two), countsOf(five)]).toEqual([capped(2), capped(5)]);
  expect(countsOf(two)).toMatchObject({ 'schema.bad left': 2, 'schema.bad docked': 2 });
});

/** Counts the cases of each group and operation; what names no operation is about the first. */
function countsOf(ids: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const id of ids) {
    const group = /^schema\.\w+|^\w+/.exec(id)?.[0];
    const name = `${group} ${id.split('@')[1] ?? 'left'}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

test('what applies is drawn before what does not', async () => {
  const options = { target, contract, auth: 'none' as const, groups: ['auth', 'media'] };
  const applying = ({ cases }: Awaited<ReturnType<typeof verify>>, name: string) =>
    cases.filter(({ group, status }) => group === name && status !== 'NOT-APPLICABLE').length;
  const [whole, sample] = [await verify(options), await verify({ ...options, sample: 10 })];
  expect(applying(whole, 'media')).toBeLessThan(whole.cases.filter(({ group }) => group === 'media').length);
  expect([applying(sample, 'auth'), applying(sample, 'media')]).toEqual([
    Math.min(applying(whole, 'auth'), 10),
    Math.min(applying(whole, 'media'), 10),
  ]);
});

test('every report says that it was a sample, and of how many', async () => {
  const options = { target, contract, auth: 'none' as const };
  const whole = await verify(options);
  const report = await verify({ ...options, sample: 3 });
  expect(report.summary).toMatchObject({ verdict: 'pass', total: report.cases.length });
  expect(report.suite.sample).toEqual({ perGroup: 3, of: whole.cases.length });
  expect([whole.suite.sample, report.coverage]).toEqual([undefined, undefined]);
  const note = `(a sample of ${whole.cases.length} cases: at most 3 of each group and operation)`;
  for (const format of ['tty', 'junit', 'html', 'github', 'markdown'] as const)
    expect(await renderReport(report, format)).toContain(note);
  expect(JSON.parse(await renderReport(report, 'ctrf')).results.environment.extra.suite.sample).toEqual(
    report.suite.sample,
  );
  const validate = new Ajv2020().compile(
    JSON.parse(await readFile(`${root}conformance/schemas/report.schema.json`, 'utf8')),
  );
  expect([validate(JSON.parse(await renderReport(report, 'json'))), validate.errors]).toEqual([true, null]);
  expect(validate({ ...report, suite: { ...report.suite, sample: { perGroup: 0, of: 1 } } })).toBe(false);
});

test('every report says how few of all cases ran, by whatever option', async () => {
  const options = { target, contract, auth: 'none' as const };
  const all = (await verify({ ...options, excluded: ['schema'] })).suite.available;
  for (const more of [
    { sample: 1 },
    { cases: ['media.truncated'] },
    { groups: ['media'] },
    { shard: { index: 1, count: 9 } },
  ]) {
    const report = await verify({ ...options, ...more });
    const note = `only ${report.cases.length} of ${all} cases run`;
    expect([report.suite.available, report.notProved?.[0]]).toEqual([all, note]);
    for (const format of ['tty', 'json', 'junit', 'ctrf', 'github', 'markdown', 'html'] as const)
      expect(await renderReport(report, format)).toContain(note);
    const [line = ''] = (await renderReport(report, 'tty')).split('\n');
    expect(line).toContain(`; ${note}`);
  }
});

test('a sample that fails names what failed after what it is', async () => {
  const report = await verify({
    target: (request, response) => void request.resume().on('end', () => response.end()),
    ...{ contract, auth: 'none', cases: ['schema.bad.required.*'], sample: 1 },
  });
  expect((await renderReport(report, 'tty')).split('\n')[0]).toMatch(
    /^FAIL 2 of 2 cases failed \(a sample of 4 cases: at most 1 of each group and operation\): schema\.bad\.req/,
  );
});

test('shards share out one sample, and come together again as that', async () => {
  const folder = await folderWith();
  const run = (file: string, ...more: string[]) =>
    hookproof(['verify', '--url', target, ...about(), '--report', `json:${folder}/${file}`, '--sample', ...more]);
  const ids = (text: string): string[] => JSON.parse(text).cases.map(({ id }: { id: string }) => id);
  await run('whole.json', '4');
  await run('shards/1.json', '4', '--shard', '1/2');
  await run('shards/2.json', '4', '--shard', '2/2');
  const { status, stdout } = await hookproof(['report', 'merge', `${folder}/shards`]);
  const whole = await readFile(`${folder}/whole.json`, 'utf8');
  expect([status, ids(stdout)]).toEqual([0, ids(whole)]);
  expect(JSON.parse(stdout).suite.sample).toEqual(JSON.parse(whole).suite.sample);
  await run('shards/2.json', '3', '--shard', '2/2');
  expect(await hookproof(['report', 'merge', `${folder}/shards`])).toMatchObject({ status: 2 });
});

test('known failures that were not drawn stay in the baseline', async () => {
  const ids = await listed('--case', 'schema.bad.required.*');
  const entries = ids.map((id) => `  - { case: '${id}', reason: later, expires: 2999-01-31 }\n`).join('');
  const folder = await folderWith({
    'known.yaml': `failures:\n${entries}`,
    'lax.mjs': 'export default (request, response) => void request.resume().on("end", () => response.end());',
  });
  const known = ['--baseline', `${folder}/known.yaml`, '--update-baseline'];
  const selected = ['--case', 'schema.bad.required.*', '--sample', '1'];
  const args = ['verify', '--module', `${folder}/lax.mjs`, ...about(), ...selected, ...known];
  const { status, stdout } = await hookproof(args);
  expect([status, stdout.split('\n')[0]]).toEqual([
    0,
    expect.stringContaining('PASS 0 of 2 cases passed, 2 known (a sa'),
  ]);
  const kept = await readFile(`${folder}/known.yaml`, 'utf8');
  expect([...kept.matchAll(/case: ['"]?([^'"\s]+)/g)].map(([, id]) => id).toSorted()).toEqual(ids.toSorted());
});

test('a configuration may say it, and a sample of nothing is refused', async () => {
  const cwd = await folderWith({
    'api.json': harbour,
    'hookproof.config.yaml': 'contract: api.json\nauth: none\nverify:\n  sample: 2\n',
  });
  const { stdout } = await hookproofProcess(['verify', '--list'], { cwd });
  expect([...stdout.matchAll(/^\S+ +(\S+)/gm)].map(([, id]) => id)).toEqual(await listed('--sample', '2'));
  for (const wrong of ['0', '-1', 'few'])
    expect(await hookproof(['verify', '--list', '--sample', wrong])).toMatchObject({ status: 2, stdout: '' });
});
