import { chmod, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openJournal } from '../../src/journal/open.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { attempt } from './stores.ts';

afterAll(removeFolders);

test('what is stored is there after the file is opened again, and goes on', async () => {
  const folder = await folderWith();
  const url = `sqlite:${join(folder, 'deep/er/journal.db')}`;
  const first = await openJournal(url);
  await first.append(attempt('a'));
  await first.close();
  const [second, third] = [await openJournal(url), await openJournal(url)];
  await Promise.all([second.append(attempt('b')), third.append(attempt('a')), second.append(attempt('c'))]);
  expect(await third.counts()).toEqual({ events: 3, attempts: 4, last: 4 });
  await Promise.all([second.close(), third.close()]);
});

test('the files of a journal are their owner’s alone', async () => {
  const folder = await folderWith();
  const journal = await openJournal(`sqlite:${join(folder, 'own/journal.db')}`);
  await journal.append(attempt('a'));
  const modeOf = async (name: string) => (await stat(join(folder, 'own', name))).mode & 0o777;
  const names = await readdir(join(folder, 'own'));
  expect(names).toEqual(['journal.db', 'journal.db-shm', 'journal.db-wal']);
  expect(await Promise.all(['', ...names].map(modeOf))).toEqual([0o700, 0o600, 0o600, 0o600]);
  await journal.close();
});

test('a file that is no journal is an input error', async () => {
  const folder = await folderWith();
  await writeFile(join(folder, 'journal.db'), 'no database at all, but long enough to be looked at'.repeat(100));
  await chmod(join(folder, 'journal.db'), 0o600);
  await expect(openJournal(`sqlite:${join(folder, 'journal.db')}`)).rejects.toMatchObject({ code: 'input' });
  await expect(openJournal(`sqlite:${folder}`)).rejects.toMatchObject({ code: 'input' });
});
