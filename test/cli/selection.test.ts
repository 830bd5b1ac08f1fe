import { hookproof } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

const listed = async (...args: string[]): Promise<string[]> =>
  (await hookproof(['verify', '--list', ...args])).stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split(/ +/)[1] ?? '');

test.each([
  [['routing.get*'], [], /^routing\.get/],
  [['schema'], [], /^schema\./],
  [['pace', 'media.json'], ['--case', 'media.json*', '--case', 'pace.*'], /^(pace\..*|media\.json)$/],
])('--exclude %j leaves out these cases, and no others', async (globs, args, out) => {
  const all = await listed(...args);
  expect(all.some((id) => out.test(id))).toBe(true);
  const left = await listed(...args, ...globs.flatMap((glob) => ['--exclude', glob]));
  expect(left).toEqual(all.filter((id) => !out.test(id)));
});

test('what is left out altogether is no case selected', async () => {
  const { status, stderr } = await hookproof(['verify', '--list', '--group', 'pace', '--exclude', 'pace.*']);
  expect([status, stderr.split('\n')[0]]).toEqual([2, 'hookproof: no case selected by pace, without pace.*']);
});

const closed = {
  openapi: '3.1.0',
  info: { title: 'Closed', version: '1' },
  webhooks: {
    pinged: {
      post: { requestBody: { content: { 'application/json': { schema: { type: 'object', maxProperties: 0 } } } } },
    },
  },
};

test.each([
  [['evolution'], 'no case selected by evolution: this contract has nothing for the group evolution'],
  [['evolution', 'headers*'], /: this contract has nothing for the group evolution, headers\*$/],
  [['evolutoin'], 'no case selected by evolutoin'],
])('a group that the contract has nothing for is told from one that is unknown: %j', async (groups, message) => {
  const cwd = await folderWith({ 'closed.json': JSON.stringify(closed) });
  const named = groups.flatMap((group) => ['--group', group]);
  const { status, stderr } = await hookproof(['verify', '--contract', `${cwd}/closed.json`, '--list', ...named]);
  expect(status).toBe(2);
  const [first = ''] = stderr.split('\n');
  expect(first.replace('hookproof: ', '')).toEqual(
    typeof message === 'string' ? message : expect.stringMatching(message),
  );
});

const deaf = 'export default (request, response) => { request.resume(); response.writeHead(200).end(); };';

test('only what failed in the last report is run again, and nothing is an error', async () => {
  const cwd = await folderWith({ 'app.mjs': deaf });
  const verify = (...args: string[]) => hookproof(['verify', '--module', 'app.mjs', ...args], { cwd });
  await verify('--case', 'auth.wrong-p*', '--case', 'routing.post', '--report', 'json:r.json');
  const again = await verify('--last-failed', 'r.json', '--report', 'json', '--report', 'json:r.json');
  const ids = JSON.parse(again.stdout).cases.map(({ id }: { id: string }) => id);
  expect([again.status, ids]).toEqual([1, expect.arrayContaining(['auth.wrong-public-key', 'auth.wrong-private-key'])]);
  expect(ids).not.toContain('routing.post');
  await verify('--case', 'routing.post', '--report', 'json:passed.json');
  const none = await verify('--last-failed', 'passed.json');
  expect([none.status, none.stdout]).toEqual([2, '']);
  expect(none.stderr).toContain('passed.json: nothing failed in it');
  expect((await verify('--last-failed', 'app.mjs')).stderr).toContain('app.mjs: is no JSON');
});

test.each(['url: http://127.0.0.1:9/', 'exec: exit 9', 'module: none.mjs'])(
  'the receiver of the command line counts before that of a configuration: %s',
  async (receiver) => {
    const cwd = await folderWith({ 'app.mjs': deaf, 'hookproof.config.yaml': `verify:\n  ${receiver}\n` });
    const run = await hookproof(['verify', '--module', 'app.mjs', '--case', 'routing.post'], { cwd });
    expect([run.status, run.stdout.split('\n')[0]]).toEqual([0, expect.stringMatching(/^PASS 1 of 1 cases passed;/)]);
  },
);
