import { readdir, readFile } from 'node:fs/promises';
import { hookproof, hookproofServer, type RunningCli } from '../support/cli.ts';
import { callEventsPath } from '../support/deliver.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

const env = { HOOKPROOF_PUBLIC_KEY: 'pk_test', HOOKPROOF_PRIVATE_KEY: 'sk_test' };
Object.assign(process.env, env);
let receiver: RunningCli;
let url: string;

beforeAll(async () => {
  receiver = await hookproofServer(['serve'], { env });
  url = receiver.url + callEventsPath;
});
afterAll(async () => {
  await receiver.stop();
  await removeFolders();
});

/** Takes everything whose public key is right. */
const lax = `export default (request, response) => {
  request.resume();
  const known = request.headers['x-public-key'] === process.env.HOOKPROOF_PUBLIC_KEY;
  request.on('end', () => response.writeHead(known ? 200 : 401).end());
};`;

test('two shards that are merged give the same report as one run', async () => {
  const folder = await folderWith();
  const run = (file: string, ...more: string[]) =>
    hookproof(['verify', '--url', url, '--fuzz', '20', '--report', `json:${folder}/${file}`, ...more]);
  await run('whole.json');
  await run('shards/1.json', '--shard', '1/2');
  await run('shards/2.json', '--shard', '2/2');
  const { stdout } = await hookproof(['report', 'merge', `${folder}/shards`]);
  const whole = JSON.parse(await readFile(`${folder}/whole.json`, 'utf8'));
  const [one, two] = await Promise.all(
    [1, 2].map(async (n) => JSON.parse(await readFile(`${folder}/shards/${n}.json`, 'utf8'))),
  );
  expect(whole.summary).toMatchObject({ verdict: 'pass', fail: 0, warn: 0, blocked: 0 });
  expect(Math.abs(one.cases.length - two.cases.length)).toBeLessThanOrEqual(1);
  expect(comparable(JSON.parse(stdout))).toEqual(comparable(whole));
});

test('shards of different selections are no whole, though they hold as many cases', async () => {
  const folder = await folderWith();
  for (const [index, id] of ['auth.wrong-*-key', 'auth.missing-*-key'].entries()) {
    const report = `json:${folder}/${index + 1}.json`;
    const args = ['verify', '--url', url, '--case', id, '--shard', `${index + 1}/2`, '--report', report];
    expect((await hookproof(args)).status).toBe(0);
  }
  const { status, stderr } = await hookproof(['report', 'merge', folder]);
  expect([status, stderr]).toEqual([2, expect.stringContaining('its selection of cases is sha256:')]);
});

/** What differs from run to run: times, and the identities of events. */
function comparable(report: { cases: Record<string, unknown>[]; summary: object }): unknown {
  const cases = report.cases.map(({ durationMs, exchanges, reproduce, ...rest }) => rest);
  return { ...report, cases, summary: { ...report.summary, durationMs: 0 } };
}

test('random events are judged alike for the same seed, and a failure is shrunk, kept and replayed', async () => {
  const folder = await folderWith({ 'lax.mjs': lax });
  const verify = (...args: string[]) =>
    hookproof(['verify', '--module', `${folder}/lax.mjs`, '--report', 'json', ...args]);
  const kept = `${folder}/kept`;
  // What asks for a refusal is blocked for no reason but its own: a good event is accepted before it.
  const first = await verify('--fuzz', '100', '--group', 'fuzz', '--keep', kept);
  const again = await verify('--fuzz', '100', '--group', 'fuzz', '--keep', kept);
  const [good, bad] = JSON.parse(first.stdout).cases;
  expect(first.status).toBe(1);
  expect([good.status, bad.status]).toEqual(['PASS', 'FAIL']);
  expect(JSON.parse(again.stdout).cases[1].why).toBe(bad.why);
  const files = await readdir(kept);
  expect(files).toHaveLength(1);
  const failure = JSON.parse(await readFile(`${kept}/${files[0]}`, 'utf8'));
  // The smallest thing that is no event.
  expect([failure.expect, failure.body.length]).toEqual(['refused', expect.any(Number)]);
  expect(failure.body.length).toBeLessThan(12);
  const replayed = await verify('--replay', `${kept}/${files[0]}`, '--group', 'replay');
  expect(replayed.status).toBe(1);
  const right = await hookproof(['verify', '--url', url, '--replay', `${kept}/${files[0]}`, '--group', 'replay']);
  expect(right.status).toBe(0);
});

test('a file that holds no kept event is refused', async () => {
  const folder = await folderWith({ 'no.json': '{"expect":"taken"}' });
  const { status, stderr } = await hookproof(['verify', '--url', url, '--replay', `${folder}/no.json`]);
  expect([status, stderr]).toEqual([2, expect.stringContaining('not an event that verify --fuzz kept')]);
});

test.each([
  ['group: media\ncases:\n  - id: media.x\n', "must have required property 'expect' (case media.x)"],
  ['group: media\ncases: []\n', '/cases must NOT have fewer than 1 items'],
  ['cases: [\n', 'profile.yaml'],
])('a case file that does not fit is refused with its name and the place', async (yaml, message) => {
  const folder = await folderWith({ 'profile.yaml': yaml });
  const { status, stderr } = await hookproof(['verify', '--cases', folder, '--list']);
  expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
  expect(stderr).toContain('profile.yaml');
});

test('cases are selected by level, and shards are refused that are none', async () => {
  const must = await hookproof(['verify', '--list', '--level', 'must', '--group', 'routing']);
  expect(
    must.stdout
      .split('\n')
      .filter(Boolean)
      .every((line) => line.startsWith('MUST')),
  ).toBe(true);
  for (const wrong of ['0/2', '3/2', '1', 'a/b']) {
    expect((await hookproof(['verify', '--list', '--shard', wrong])).status).toBe(2);
  }
  expect((await hookproof(['verify', '--list', '--case', 'routing.post', '--shard', '2/2'])).status).toBe(2);
});
