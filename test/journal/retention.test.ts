import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { Journal } from '../../src/journal/journal.ts';
import { openJournal } from '../../src/journal/open.ts';
import { keepWithin } from '../../src/journal/retention.ts';
import { hookproof, hookproofServing } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { attempt, stopPostgres, stores } from './stores.ts';

afterAll(removeFolders);
afterAll(stopPostgres);

async function fill(journal: Journal, count: number): Promise<void> {
  const all = Array.from({ length: count }, (_, i) => attempt(String(i).padStart(10), { receivedAt: i }));
  await Promise.all(all.map((each) => journal.append(each)));
}

test.each(Object.entries(stores))('%s is pruned in the background, and stores meanwhile', async (name, open) => {
  const journal = await open();
  await fill(journal, 3_000);
  const { stop } = keepWithin(journal, { attempts: 10 }, () => {});
  await journal.append(attempt('meanwhile'));
  const { attempts } = await journal.counts();
  // In memory nothing takes long enough to be waited for.
  if (name !== 'memory') expect(attempts).toBeGreaterThan(11);
  while ((await journal.counts()).attempts > 11) await turn();
  await stop();
  for await (const { fault } of journal.checked()) expect(fault).toBeUndefined();
  await journal.close();
});

test('what prunes stops after the step that is under way', async () => {
  const journal = await openJournal(`sqlite:${join(await folderWith(), 'journal.db')}`);
  await fill(journal, 3_000);
  await keepWithin(journal, { attempts: 10 }, () => {}).stop();
  expect((await journal.counts()).attempts).toBeGreaterThan(2_000);
  await journal.close();
});

test('a journal that cannot be pruned just now is told of, and tried again later', async () => {
  const told: unknown[] = [];
  const { stop } = keepWithin({ prune: async () => Promise.reject(new Error('busy')) }, { days: 1 }, (error) =>
    told.push(error),
  );
  await stop();
  expect(told).toEqual([new Error('busy')]);
});

test('that a journal cannot be pruned is told once, however often it is tried, and again after it could be', async () => {
  const results = [false, false, true, false, false];
  const tried = Promise.withResolvers<void>();
  const left = [...results];
  const prune = async (): Promise<number> => {
    if (left.length === 0) tried.resolve();
    if (left.shift() === false) throw new Error(`busy, ${left.length} left`);
    return 0;
  };
  const told: unknown[] = [];
  const { stop } = keepWithin({ prune }, { days: 1 }, (error) => told.push(error), 0);
  await tried.promise;
  await stop();
  expect(told).toEqual([new Error('busy, 4 left'), new Error('busy, 1 left')]);
});

test.each([
  ['--keep-attempts', '3', 3],
  ['--keep-bytes', '50', 5],
  ['--keep-bytes', '1KB', 9],
  ['--keep-days', '1', 0],
])('serve %s %s keeps %i deliveries of before', async (option, value, left) => {
  const url = `sqlite:${join(await folderWith(), 'journal.db')}`;
  const before = await openJournal(url);
  await fill(before, 9);
  await before.close();
  const { status } = await (await hookproofServing(['serve', '--journal', url, option, value])).stop();
  expect(status).toBe(0);
  const after = await openJournal(url);
  expect((await after.counts()).attempts).toBe(left);
  await after.close();
});

test('a size that is none is refused', async () => {
  const { status, stderr } = await hookproof(['serve', '--keep-bytes', '5 apples']);
  expect([status, stderr]).toEqual([2, expect.stringContaining('such as 500MB')]);
});
