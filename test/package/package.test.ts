import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { root } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

const run = promisify(execFile);

afterAll(removeFolders);

test('the packed package, installed into an empty project, judges a receiver', async () => {
  const project = await folderWith({
    'package.json': '{ "name": "somebody", "private": true, "type": "module" }',
    'lax.js': 'export default (request, response) => { request.resume(); response.end(); };',
    'use.js': "import { loadContract } from 'hookproof'; console.log((await loadContract()).eventTypes.length);",
  });
  await run('npm', ['pack', '--pack-destination', project], { cwd: root });
  const tarball = (await readdir(project)).find((name) => name.endsWith('.tgz')) ?? '';
  const quiet = ['--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline', '--loglevel=error'];
  await run('npm', ['install', ...quiet, tarball], { cwd: project });

  const { version } = JSON.parse(await readFile(`${root}package.json`, 'utf8'));
  const npx = (...args: string[]) => run('npx', ['hookproof', ...args], { cwd: project });
  expect((await npx('--version')).stdout.trim()).toBe(version);
  const verified = await npx('verify', '--module', 'lax.js').catch((error) => error);
  expect([verified.code, verified.stdout.split(' ')[0]]).toEqual([1, 'FAIL']);
  expect((await run(process.execPath, ['use.js'], { cwd: project })).stdout.trim()).toBe('15');
}, 180_000);
