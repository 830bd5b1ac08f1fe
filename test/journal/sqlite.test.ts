import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { eventsQuery } from '../../src/journal/conditions.ts';
import type { EventQuery, Journal } from '../../src/journal/journal.ts';
import { openJournal } from '../../src/journal/open.ts';
import { sqliteDialect } from '../../src/journal/sqlite/read.ts';
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
  expect(names).toEqual(['journal.db', 'journal.db-heads', 'journal.db-shm', 'journal.db-wal']);
  expect(await Promise.all(['', ...names].map(modeOf))).toEqual([0o700, 0o600, 0o600, 0o600, 0o600]);
  await journal.close();
});

test('a file that is no journal is an input error', async () => {
  const folder = await folderWith();
  await writeFile(join(folder, 'journal.db'), 'no database at all, but long enough to be looked at'.repeat(100));
  await chmod(join(folder, 'journal.db'), 0o600);
  await expect(openJournal(`sqlite:${join(folder, 'journal.db')}`)).rejects.toMatchObject({ code: 'input' });
});

test('a pipe, a device and a folder are input errors, and not waited for', async () => {
  const folder = await folderWith();
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  for (const file of [join(folder, 'pipe'), '/dev/zero', folder])
    for (const create of [true, false])
      await expect(openJournal(`sqlite:${file}`, { create })).rejects.toMatchObject({ code: 'input' });
});

/** Gives the ids of the events that had an attempt which was denied. */
async function deniedOnce(journal: Journal): Promise<number[]> {
  return (await journal.events({ limit: 9, outcome: 'denied' })).map(({ id }) => id);
}

test('a journal of version 3, which noted of an event the best outcome alone, knows the others, too', async () => {
  const file = join(await folderWith(), 'journal.db');
  const first = await openJournal(`sqlite:${file}`);
  for (const text of ['a', 'b', 'c']) await first.append(attempt(text));
  for (const text of ['b', 'd']) await first.append(attempt(text, { outcome: 'denied' }));
  for (const operation of [undefined, 'pong']) await first.append(attempt('c', { operation }));
  await first.append(attempt('d', { operation: 'pong' }));
  await first.close();
  const database = new DatabaseSync(file);
  database.exec(`
    DROP INDEX deniedEvents;
    DROP INDEX refusedEvents;
    DROP INDEX eventsByOperation;
    DROP INDEX mixedEvents;
    ALTER TABLE events DROP COLUMN mixed;
    ALTER TABLE events DROP COLUMN outcomes;
    PRAGMA user_version = 3`);
  database.close();
  const journal = await openJournal(`sqlite:${file}`);
  expect(await deniedOnce(journal)).toEqual([5, 2]);
  const pongs = await journal.events({ limit: 9, operations: ['pong'] });
  expect(pongs.map(({ id }) => id)).toEqual([5, 3]);
  await journal.append(attempt('a', { outcome: 'denied' }));
  await journal.append(attempt('d'));
  expect(await deniedOnce(journal)).toEqual([5, 2, 1]);
  for await (const { fault } of journal.checked()) expect(fault).toBeUndefined();
  await journal.close();
});

test('a page of few events among very many is found along indexes, whatever else the journal holds', async () => {
  const file = join(await folderWith(), 'journal.db');
  await (await openJournal(`sqlite:${file}`)).close();
  const database = new DatabaseSync(file, { readOnly: true });
  const stepsOf = (query: Omit<EventQuery, 'limit'>): string[] => {
    const { sql, values } = eventsQuery({ limit: 9, before: 99, ...query }, sqliteDialect);
    const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values);
    return plan.map(({ detail }) => String(detail)).filter((detail) => /events/.test(detail));
  };
  const operations = ['x', 'y'];
  for (const outcome of ['denied', 'refused'] as const)
    expect(stepsOf({ outcome, type: 'x', operations })).toEqual([`SEARCH events USING INDEX ${outcome}Events (id<?)`]);
  const byOperation = 'SEARCH events USING INDEX eventsByOperation (operation=? AND id<?)';
  expect(stepsOf({ operation: 'x', operations })).toEqual([byOperation]);
  const mixed = 'SEARCH events USING INDEX mixedEvents (id<?)';
  expect(stepsOf({ operations })).toEqual([byOperation, byOperation, byOperation, mixed]);
  database.close();
});

test('a journal of version 1, which kept bodies apart, goes on', async () => {
  const file = join(await folderWith(), 'journal.db');
  const first = await openJournal(`sqlite:${file}`);
  for (const text of ['a', 'b', 'a']) await first.append(attempt(text));
  await first.close();
  const database = new DatabaseSync(file);
  database.exec(`
    CREATE TABLE bodies (id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, bytes BLOB NOT NULL);
    INSERT INTO bodies (sha256, bytes) SELECT DISTINCT sha256, bytes FROM attempts;
    ALTER TABLE attempts DROP COLUMN bytes;
    DROP INDEX unacceptedAttempts;
    DROP INDEX deniedEvents;
    DROP INDEX refusedEvents;
    DROP INDEX eventsByOperation;
    DROP INDEX mixedEvents;
    ALTER TABLE events DROP COLUMN mixed;
    ALTER TABLE events DROP COLUMN outcomes;
    PRAGMA user_version = 1`);
  database.close();
  const journal = await openJournal(`sqlite:${file}`);
  await journal.append(attempt('c'));
  expect((await journal.attempts({ limit: 9 })).map(({ body }) => String(body))).toEqual(['a', 'b', 'a', 'c']);
  for (const text of ['x', 'y', 'z']) await journal.append(attempt(text, { outcome: 'denied' }));
  expect(await journal.prune({ attempts: 5 })).toBe(2);
  expect((await journal.attempts({ limit: 9 })).map(({ body }) => String(body))).toEqual(['a', 'b', 'a', 'c', 'z']);
  for await (const { fault } of journal.checked()) expect(fault).toBeUndefined();
  await journal.close();
});

test('who comes while another brings up the tables waits for it, longer than for a commit', async () => {
  const file = join(await folderWith(), 'journal.db');
  const holding = `
    const { DatabaseSync } = require('node:sqlite');
    const database = new DatabaseSync(process.argv[1]);
    database.exec('PRAGMA journal_mode = WAL; BEGIN IMMEDIATE');
    console.log('held');
    setTimeout(() => database.exec('COMMIT'), 2_500);`;
  const holder = spawn(process.execPath, ['--eval', holding, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(holder, 'exit');
  await once(holder.stdout, 'data');
  const journal = await openJournal(`sqlite:${file}`);
  await journal.append(attempt('a'));
  await journal.close();
  expect(await ended).toEqual([0, null]);
});

test('a journal of a newer version is an input error', async () => {
  const file = join(await folderWith(), 'journal.db');
  await (await openJournal(`sqlite:${file}`)).close();
  const database = new DatabaseSync(file);
  database.exec('PRAGMA user_version = 99');
  database.close();
  await expect(openJournal(`sqlite:${file}`)).rejects.toThrow('written by a newer hookproof');
});

test('what is pruned while it is checked is no fault', async () => {
  const journal = await openJournal(`sqlite:${join(await folderWith(), 'journal.db')}`);
  await Promise.all(Array.from({ length: 500 }, (_, i) => journal.append(attempt(String(i)))));
  const found: unknown[] = [];
  for await (const { sequence, fault } of journal.checked()) {
    if (sequence === 1) expect(await journal.prune({ attempts: 10 })).toBe(490);
    found.push(fault);
  }
  expect(found).toEqual(Array(500).fill(undefined));
  expect(await journal.counts()).toEqual({ events: 10, attempts: 10, last: 500 });
  await journal.close();
});

test('what became of attempts is known, and they are counted, though what else is said of them cannot be read', async () => {
  const file = join(await folderWith(), 'journal.db');
  const journal = await openJournal(`sqlite:${file}`);
  const finding = { rule: 'security', pointer: '', message: 'the key is missing' };
  for (const text of ['a', 'b', 'c']) await journal.append(attempt(text, { outcome: 'denied', findings: [finding] }));
  const database = new DatabaseSync(file);
  database.exec(`UPDATE attempts SET headers = '[' ; UPDATE attempts SET findings = '{' WHERE sequence = 2`);
  database.exec(`UPDATE attempts SET findings = '[null, {}, {"rule": 1}]' WHERE sequence = 3`);
  database.exec('UPDATE events SET attempts = 7');
  database.close();
  const verdicts = await journal.firstVerdicts([1, 2, 3], 5);
  expect(verdicts.map(({ outcome, findings }) => [outcome, findings])).toEqual([
    ['denied', [finding]],
    ['denied', []],
    ['denied', []],
  ]);
  expect(await journal.counts()).toEqual({ events: 3, attempts: 3, last: 3 });
  await journal.close();
});
