import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openJournal } from '../../src/journal/open.ts';
import { hookproof } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { attempt, leftBehind } from './stores.ts';

afterAll(removeFolders);

const verify = async (file: string): Promise<string> => {
  const { status, stdout } = await hookproof(['journal', 'verify', `sqlite:${file}`]);
  return `${status} ${stdout}`;
};

test('what a killed process left is whole, also where it could not note how far it came', async () => {
  const file = await leftBehind(20);
  expect(await verify(file)).toBe('0 PASS 20 attempts, 0 bad, 20 can be exported\n');
  await writeFile(`${file}-heads`, '');
  expect(await verify(file)).toContain('PASS 20');
});

test('a write-ahead log without its end is told by the first attempt that is gone', async () => {
  const file = await leftBehind(20);
  const { length } = await readFile(`${file}-wal`);
  await truncate(`${file}-wal`, Math.floor(length / 2));
  const said = await verify(file);
  expect(said).toMatch(/^1 the first bad row is attempt \d+: it and \d+ more were stored, and are gone\nFAIL/);
});

test('what stands in the write-ahead log behind a flipped byte is exported', async () => {
  const file = await leftBehind(20);
  const log = await readFile(`${file}-wal`);
  const at = log.indexOf('{"n":10,');
  log[at + 5] = (log[at + 5] ?? 0) ^ 1;
  await writeFile(`${file}-wal`, log);
  const before = await readFile(`${file}-wal`);
  expect(await verify(file)).toMatch(/^1 the first bad row is attempt \d+.*\nFAIL 20 attempts/);
  const { stdout } = await hookproof(['journal', 'export', '--no-redact', `sqlite:${file}`]);
  expect(stdout).toContain('{\\"n\\":20,');
  // It is there for another look.
  expect(await readFile(`${file}-wal`)).toEqual(before);
  const pruned = await hookproof(['journal', 'prune', `sqlite:${file}`, '--attempts', '1']);
  expect([pruned.status, pruned.stderr]).toEqual([2, expect.stringContaining('is damaged')]);
});

/** Writes a journal of so many events, closed, and gives its file and the bytes in it. */
async function writtenJournal(events: number): Promise<{ file: string; bytes: Buffer }> {
  const file = join(await folderWith(), 'journal.db');
  const journal = await openJournal(`sqlite:${file}`);
  for (let i = 1; i <= events; i++) await journal.append(attempt(`{"n":${i}}`));
  await journal.close();
  return { file, bytes: await readFile(file) };
}

test('prune names the journal as damaged where a page within is overwritten, and takes nothing away', async () => {
  const { file, bytes } = await writtenJournal(200);
  const pageSize = bytes.readUInt16BE(16);
  const first = Math.floor(bytes.indexOf('{"n":50}') / pageSize) * pageSize;
  await writeFile(file, bytes.fill(0xff, first, first + pageSize));
  const before = await hookproof(['journal', 'export', `sqlite:${file}`]);
  const pruned = await hookproof(['journal', 'prune', `sqlite:${file}`, '--attempts', '10']);
  expect(pruned).toMatchObject({ status: 2, stdout: '' });
  expect(pruned.stderr).toBe(`hookproof: the journal ${file} is damaged\n  Export what it holds into another.\n`);
  const after = await hookproof(['journal', 'export', `sqlite:${file}`]);
  expect(after.stdout.split('\n')).toHaveLength(before.stdout.split('\n').length);
});

test('a journal whose first page is gone is read by the rest', async () => {
  const { file, bytes } = await writtenJournal(20);
  await writeFile(file, bytes.fill(0, 0, 100));
  expect(await verify(file)).toContain('20 can be exported');
});

test.each(['attempts = 1', 'outcomes = 4', 'outcomes = 7', 'mixed = 0'])(
  'an event that is not what its attempts say is told: %s',
  async (change) => {
    const file = join(await folderWith(), 'journal.db');
    const journal = await openJournal(`sqlite:${file}`);
    await journal.append(attempt('a', { outcome: 'refused', operation: 'ping' }));
    for (const text of ['b', 'a']) await journal.append(attempt(text, { operation: 'pong' }));
    await journal.close();
    expect(await verify(file)).toContain('PASS');
    const { DatabaseSync } = await import('node:sqlite');
    const database = new DatabaseSync(file);
    database.exec(`UPDATE events SET ${change} WHERE id = 1`);
    database.close();
    expect(await verify(file)).toMatch(/^1 the first bad row is event 1: it is not what its attempts say\n/);
  },
);

test('an event that is of several operations by its row alone is told', async () => {
  const file = join(await folderWith(), 'journal.db');
  const journal = await openJournal(`sqlite:${file}`);
  await journal.append(attempt('a', { operation: 'ping' }));
  await journal.close();
  const { DatabaseSync } = await import('node:sqlite');
  const database = new DatabaseSync(file);
  database.exec('UPDATE events SET mixed = 1');
  database.close();
  expect(await verify(file)).toContain('the first bad row is event 1');
});

test('an empty file is no journal that is whole', async () => {
  const file = join(await folderWith({ 'journal.db': '' }), 'journal.db');
  const { status, stderr } = await hookproof(['journal', 'verify', `sqlite:${file}`]);
  expect([status, stderr]).toEqual([2, expect.stringContaining('it holds no journal')]);
});
