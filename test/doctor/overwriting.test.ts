import { link, mkdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { hookproof, root } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

test.each([
  ['its own name', 'contract.yaml'],
  ['another spelling of its name', 'below/../contract.yaml'],
  ['a symbolic link', 'symbolic.yaml'],
  ['a hard link', 'hard.yaml'],
])('repairs are never written over the document, named by %s', async (_, name) => {
  const text = await readFile(`${root}openapi/swagger.yaml`, 'utf8');
  const folder = await folderWith({ 'contract.yaml': text });
  await mkdir(join(folder, 'below'));
  await symlink(join(folder, 'contract.yaml'), join(folder, 'symbolic.yaml'));
  await link(join(folder, 'contract.yaml'), join(folder, 'hard.yaml'));
  const { status, stderr } = await hookproof([
    ...['doctor', `${folder}/contract.yaml`, '--fix', `${folder}/${name}`, '--force'],
  ]);
  expect([status, stderr]).toEqual([2, expect.stringContaining('that is the document itself')]);
  expect(await readFile(`${folder}/contract.yaml`, 'utf8')).toBe(text);
});

test('repairs are written over another file only with --force', async () => {
  const folder = await folderWith({ 'mine.yaml': 'precious: true\n' });
  const args = ['doctor', 'openapi/swagger.yaml', '--fix', `${folder}/mine.yaml`];
  const { status, stderr } = await hookproof(args);
  expect([status, stderr]).toEqual([2, expect.stringMatching(/mine\.yaml: the file is there already\n.*--force/)]);
  expect(await readFile(`${folder}/mine.yaml`, 'utf8')).toBe('precious: true\n');
  await hookproof([...args, '--force']);
  expect(await readFile(`${folder}/mine.yaml`, 'utf8')).toMatch(/^overlay: 1\.0\.0/);
});
