import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { hookproof, hookproofProcess } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

const nowhere = ['verify', '--url', 'http://127.0.0.1:1'];

test.each([
  ['a baseline', [...nowhere, '--baseline']],
  ['a report of the last run', [...nowhere, '--last-failed']],
  ['a kept event', [...nowhere, '--replay']],
  ['recorded events', [...nowhere, '--events']],
  ['a configuration', [...nowhere, '--config']],
  ['a module', ['verify', '--module']],
  ['a recording', ['check']],
  ['a report', ['report', 'convert', '--report', 'json:/nowhere/r.json']],
])('a pipe and a device in the place of %s are refused, and not read', async (_, args) => {
  const pipe = `${await folderWith()}/pipe.mjs`;
  execFileSync('mkfifo', [pipe]);
  for (const file of [pipe, '/dev/zero']) {
    const { status, stderr } = await hookproof([...args, file]);
    expect([status, stderr]).toEqual([2, expect.stringContaining('is no regular file')]);
  }
});

test('a pipe in a folder of cases is refused by its name', async () => {
  const folder = await folderWith();
  execFileSync('mkfifo', [`${folder}/pipe.yaml`]);
  const { status, stderr } = await hookproof(['verify', '--list', '--cases', folder]);
  expect([status, stderr]).toEqual([2, expect.stringContaining('pipe.yaml: is no regular file')]);
});

// Linux has the folder that takes none.
const whereItIs = existsSync('/proc/self') ? [['serve', '--journal', 'sqlite:/proc/none/of/it.db']] : [];

test.each([
  ...whereItIs,
  ['serve', '--journal', 'sqlite:FILE/journal.db'],
  ['record', '--to', 'http://127.0.0.1:9/', '--out', 'FILE/recordings'],
])('%s %s %s ends where a folder cannot be made', async (...args) => {
  const folder = await folderWith({ file: 'no folder' });
  const { status, stderr } = await hookproofProcess(
    [...args.map((each) => each.replace('FILE', `${folder}/file`)), '--port', '0'],
    { limits: { processorSeconds: 20 } },
  );
  expect([status, stderr.split('\n')[0]]).toEqual([2, expect.stringMatching(/cannot (?:open|be written)/)]);
});
