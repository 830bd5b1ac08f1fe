import { execFileSync } from 'node:child_process';
import { readText } from '../../src/openapi/read/fetch.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

test('a pipe and a device are refused before a byte of them is read', async () => {
  const pipe = `${await folderWith()}/pipe`;
  execFileSync('mkfifo', [pipe]);
  for (const file of [pipe, '/dev/zero'])
    await expect(readText(file)).rejects.toMatchObject({ code: 'input', message: `${file}: is no regular file` });
});
