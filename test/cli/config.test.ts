import { hookproof, hookproofServing, root } from '../support/cli.ts';
import { deliver } from '../support/deliver.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

const list = (cwd: string, ...args: string[]) => hookproof(['verify', '--list', ...args], { cwd });
const groupsOf = (stdout: string): string[] => [
  ...new Set([...stdout.matchAll(/^\S+ +([a-z]+)/gm)].map(([, group]) => group ?? '')),
];

test.each([
  ['hookproof.config.yaml', 'verify:\n  group: auth\n'],
  ['hookproof.config.json', '{"verify":{"group":["auth"]}}'],
  ['hookproof.config.js', 'export default { verify: { group: "auth" } };'],
  ['hookproof.config.ts', 'const config: object = { verify: { group: ["auth"] } };\nexport default config;'],
])('%s is found by itself', async (name, text) => {
  const cwd = await folderWith({ [name]: text, 'package.json': '{"type":"module"}' });
  const { status, stdout } = await list(cwd);
  expect([status, groupsOf(stdout)]).toEqual([0, ['auth']]);
});

test('the command line outdoes it', async () => {
  const cwd = await folderWith({ 'hookproof.config.yaml': 'verify:\n  group: auth\n' });
  expect(groupsOf((await list(cwd, '--group', 'media')).stdout)).toEqual(['media']);
});

test('options for all commands reach each that has them, files counted from where it stands', async () => {
  const cwd = await folderWith({
    'ci/settings.yaml': 'contract: parcels.json\nauth: none\nserve:\n  port: 1\n',
    'ci/parcels.json': JSON.stringify({
      openapi: '3.0.3',
      info: { title: 'Parcels', version: '1' },
      paths: {
        '/notices': {
          post: {
            requestBody: { content: { 'application/json': { schema: { type: 'object' } } } },
            responses: { 202: { description: 'Taken' } },
          },
        },
      },
    }),
  });
  const server = await hookproofServing(['serve', '--config', 'ci/settings.yaml'], { cwd });
  const headers = { 'content-type': 'application/json' };
  expect((await deliver(server.url, {}, { path: '/notices', headers })).status).toBe(202);
  await server.stop();
});

test.each([
  ['an unknown option', '{"verify":{"grup":"auth"}}', /"grup" is no option of verify/],
  ['a value of a wrong kind', '{"verify":{"concurrency":"many"}}', /--concurrency: It must be a whole number/],
  ['a switch that is no switch', '{"verify":{"strict":"yes"}}', /--strict must be true or false/],
  ['a list for a file', '[]', /not an object/],
  ['no JSON', '{', /settings\.json:\d+: /],
])('%s in it is an error with status 2', async (_, text, message) => {
  const cwd = await folderWith({ 'settings.json': text });
  const { status, stdout, stderr } = await list(cwd, '--config', 'settings.json');
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(message);
});

test('a file that is not there is an error with status 2', async () => {
  const { status, stderr } = await list(root, '--config', 'nowhere.yaml');
  expect([status, stderr]).toEqual([2, 'hookproof: nowhere.yaml: no such file\n']);
});
