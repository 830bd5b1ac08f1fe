import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openJournal } from '../../src/journal/open.ts';
import { hookproofProcess, hookproofServer } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { attempt, leftBehind } from './stores.ts';

afterAll(removeFolders);

/** Starts a receiver on a journal; gives what it says of it once it has ended. */
async function saidAtStart(file: string, ...more: string[]): Promise<string[]> {
  const receiver = await hookproofServer(['serve', '--journal', `sqlite:${file}`, ...more]);
  const { status, stderr } = await receiver.stop();
  expect(status).toBe(0);
  return stderr.split('\n').filter((line) => line.includes('damaged'));
}

test('serve says how large a journal is that nothing bounds, once it takes a gigabyte', async () => {
  const file = join(await folderWith(), 'journal.db');
  await (await openJournal(`sqlite:${file}`)).close();
  const said = async (...more: string[]): Promise<string[]> => {
    const receiver = await hookproofServer(['serve', '--journal', `sqlite:${file}`, ...more]);
    const { stderr } = await receiver.stop();
    return stderr.split('\n').filter((line) => line.includes('takes'));
  };
  expect(await said()).toEqual([]);
  await truncate(file, 1_250_000_000);
  expect(await said('--keep-days', '30')).toEqual([]);
  expect(await said()).toEqual([
    `the journal ${file} takes 1.3 GB, and nothing bounds it: --keep-days, --keep-bytes or --keep-attempts do`,
  ]);
});

const see = (file: string): string => `See: hookproof journal verify sqlite:${file}`;

test.each([
  ['what a killed process left', () => {}],
  ['a journal whose heads were never noted', (file: string) => writeFile(`${file}-heads`, '')],
])('serve says nothing of %s', async (_, change) => {
  const file = await leftBehind(20);
  await change(file);
  expect(await saidAtStart(file)).toEqual([]);
  expect(await saidAtStart(file)).toEqual([]);
});

test('serve says how many are gone from the end of a write-ahead log, once for all workers, and goes on', async () => {
  const file = await leftBehind(20);
  const { length } = await readFile(`${file}-wal`);
  await truncate(`${file}-wal`, Math.floor(length / 2));
  const [line, ...more] = await saidAtStart(file, '--workers', '2');
  expect(more).toEqual([]);
  expect(line).toMatch(/^the journal is damaged: \d+ of the newest attempts that were stored are gone\. See: /);
  expect(line).toContain(see(file));
});

test('serve says that all is gone where the whole write-ahead log is', async () => {
  const file = await leftBehind(20);
  await writeFile(`${file}-wal`, '');
  expect(await saidAtStart(file)).toEqual([
    `the journal is damaged: 20 of the newest attempts that were stored are gone. ${see(file)}`,
  ]);
});

test('serve says that a write-ahead log is broken, also where nobody noted how far it went', async () => {
  const file = await leftBehind(20);
  await writeFile(`${file}-heads`, '');
  const log = await readFile(`${file}-wal`);
  const at = log.indexOf('{"n":10,');
  log[at + 5] = (log[at + 5] ?? 0) ^ 1;
  await writeFile(`${file}-wal`, log);
  expect(await saidAtStart(file)).toEqual([
    `the journal is damaged: its write-ahead log is broken before its end. ${see(file)}`,
  ]);
});

test('a journal that cannot be used ends serve with status 2, and says which', async () => {
  const file = await leftBehind(20);
  await writeFile(`${file}-wal`, '');
  await writeFile(file, Buffer.alloc(8_192, 7));
  const { status, stderr, stdout } = await hookproofProcess(['serve', '--port', '0', '--journal', `sqlite:${file}`]);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^\S*.*cannot open the journal .*: file is not a database\n/);
});

test('serve says nothing of a journal that was pruned, whose newest attempts are all of a later process', async () => {
  const file = join(await folderWith(), 'journal.db');
  const stages = [
    [30, 20],
    [10_050, 10_060],
  ] as const;
  for (const [count, keep] of stages) {
    const journal = await openJournal(`sqlite:${file}`);
    for (let from = 0; from < count; from += 1_000)
      await Promise.all(
        Array.from({ length: Math.min(1_000, count - from) }, (_, i) =>
          journal.append(attempt(`${count} ${from + i}`)),
        ),
      );
    await journal.prune({ attempts: keep });
    await journal.close();
  }
  expect(await saidAtStart(file)).toEqual([]);
});
