import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { hookproofProcess, root } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

const right = `export default (request, response) => { request.resume(); response.writeHead(200).end(); };`;
const listens = `import { createServer } from 'node:http'; createServer().listen(0);`;

test.each([
  ['a server that listens', listens + right, 0],
  ['an interval', `setInterval(() => {}, 1000);${right}`, 0],
  ['an interval before it fails to load', `setInterval(() => {}, 1000); throw new Error('no database');`, 3],
  ['a server, and exports nothing', listens, 2],
])('a run ends when its reports are written, whatever the module holds open: %s', async (_, module, expected) => {
  const folder = await folderWith({ 'app.mjs': module });
  const { status } = await hookproofProcess(['verify', '--module', `${folder}/app.mjs`, '--case', 'routing.post']);
  expect(status).toBe(expected);
});

test.each([
  ['ends the process', `process.exit(0);`, 'it ends its process with status 0'],
  ['ends it where it gives up', `await Promise.reject(new Error('no')).catch(() => process.exit(0));`, 'with status 0'],
  ['ends it in a callback', `setImmediate(() => process.exit(7)); await new Promise(() => {});`, 'with status 7'],
  ['waits for ever', `await new Promise(() => {});`, 'it is not done within 0.3 s', '300'],
])(
  'a module that %s while it is loaded is told, with every report, and never passes',
  async (_, start, why, ms = '30000') => {
    const folder = await folderWith({ 'app.mjs': `${start} ${right}` });
    const args = ['verify', '--module', `${folder}/app.mjs`, '--start-timeout', ms, '--report', 'json'];
    const { status, stdout, stderr } = await hookproofProcess(args);
    expect([status, JSON.parse(stdout).cases[0].status]).toEqual([3, 'ERROR']);
    expect(stderr).toContain(`app.mjs: cannot be loaded: `);
    expect(stderr).toContain(why);
  },
);

test('a configuration that ends the process is an error, never a success', async () => {
  const cwd = await folderWith({
    'app.mjs': right,
    'hookproof.config.js': 'process.exit(0);',
    'package.json': '{"type":"module"}',
  });
  const { status, stderr } = await hookproofProcess(['verify', '--module', 'app.mjs', '--case', 'routing.post'], {
    cwd,
  });
  expect([status, stderr]).toEqual([2, expect.stringContaining('ended before it was done')]);
});

test('what the module prints in the end is not cut off, however slowly it is read', async () => {
  const size = 1_000_000;
  const print = `process.stdout.write('e'.repeat(${size}))`;
  const folder = await folderWith({
    'app.mjs': `import { createServer } from 'node:http';
      setInterval(() => {}, 1000);
      export default createServer(${right.slice(15, -1)}).on('close', () => ${print});`,
  });
  const args = ['verify', '--module', `${folder}/app.mjs`, '--case', 'routing.post'];
  const child = spawn(process.execPath, [`${root}dist/cli/bin.js`, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
  const chunks: Buffer[] = [];
  const ended = once(child, 'close');
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    await wait(5);
  }
  expect([
    await ended,
    Buffer.concat(chunks)
      .toString()
      .match(/e{1000,}/)?.[0].length,
  ]).toEqual([[0, null], size]);
});

test.each([
  ['in a listener', 'process.exit(0);'],
  ['in a callback', 'setImmediate(() => process.exit(0));'],
])('a module that ends the process %s fails the case that made it, and the run goes on', async (_, end) => {
  const folder = await folderWith({
    'app.mjs': `export default (request, response) => {
      if (request.headers['x-public-key'] === process.env.HOOKPROOF_PUBLIC_KEY) response.writeHead(200).end();
      else { ${end} }
    };`,
  });
  const env = { HOOKPROOF_PUBLIC_KEY: 'pk_test', HOOKPROOF_PRIVATE_KEY: 'sk_test' };
  const args = ['verify', '--module', `${folder}/app.mjs`, '--case', 'auth.wrong-public-key', '--case', 'routing.post'];
  const { status, stdout } = await hookproofProcess([...args, '--report', 'json'], { env });
  const cases = JSON.parse(stdout).cases.map(({ id, why }: Record<string, string>) => [id, why]);
  expect([status, Object.fromEntries(cases)]).toEqual([
    1,
    {
      'auth.wrong-public-key': 'the receiver ended: uncaught: it ends its process with status 0',
      'routing.post': '',
    },
  ]);
});
