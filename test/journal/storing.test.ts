import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { openJournal } from '../../src/journal/open.ts';
import { watchStoring } from '../../src/journal/watch-storing.ts';
import { childrenOf } from '../support/children.ts';
import { hookproofServer, type RunningCli } from '../support/cli.ts';
import { deliver } from '../support/deliver.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { hasTool } from '../support/tool.ts';
import { attempt, postgres, stopPostgres } from './stores.ts';

afterAll(stopPostgres);
afterAll(removeFolders);

const event = (id: string) => ({ event: { type: 'call.initiate', data: { call: { id } } } });

/** Delivers until it is answered so; each is an event of its own. */
async function deliverUntil({ url }: RunningCli, wanted: number): Promise<void> {
  for (let tries = 0; ; tries++) {
    const { status } = await deliver(url, event(`${wanted}-${tries}`));
    if (status === wanted) return;
  }
}

/** Gives what a receiver says of its journal, line by line, without why. */
function toldBy({ output }: RunningCli): string[] {
  return output()
    .stderr.split('\n')
    .filter((line) => line.startsWith('the journal '))
    .map((line) => line.replace(/503: .+/, '503: why'));
}

const [fails, again] = ['the journal does not store, and deliveries are answered 503: why', 'the journal stores again'];

test.each([
  ['one process', []],
  ['workers', ['--workers', '2']],
])('that PostgreSQL is gone and back is said once each, without secrets, by %s', async (_, args) => {
  const server = await postgres();
  const receiver = await hookproofServer(['serve', '--journal', await server.database(), ...args]);
  await deliverUntil(receiver, 200);
  expect(toldBy(receiver)).toEqual([]);
  await server.kill();
  for (let i = 0; i < 10; i++) await deliverUntil(receiver, 503);
  await server.start();
  for (let i = 0; i < 40; i++) await deliverUntil(receiver, 200);
  await receiver.stop();
  expect(toldBy(receiver)).toEqual([fails, again]);
  expect(receiver.output().stderr).not.toContain('canary');
});

(hasTool('/usr/bin/prlimit') ? test : test.skip)('a full disk is said once, and that there is room again', async () => {
  const receiver = await hookproofServer(['serve', '--journal', `sqlite:${join(await folderWith(), 'journal.db')}`]);
  const limit = (bytes: string): unknown =>
    execFileSync('prlimit', ['--pid', String(receiver.process.pid), `--fsize=${bytes}:`]);
  await deliverUntil(receiver, 200);
  for (let times = 0; times < 2; times++) {
    limit('1000');
    for (let i = 0; i < 3; i++) await deliverUntil(receiver, 503);
    limit('unlimited');
    for (let i = 0; i < 3; i++) await deliverUntil(receiver, 200);
  }
  await receiver.stop();
  expect(toldBy(receiver)).toEqual([fails, again, fails, again]);
});

(hasTool('/usr/bin/prlimit') ? test : test.skip)(
  'that the journal stores again is said also where the only worker that could not store was replaced',
  async () => {
    const journal = `sqlite:${join(await folderWith(), 'journal.db')}`;
    const receiver = await hookproofServer(['serve', '--workers', '2', '--journal', journal]);
    for (let times = 1; times < 3; times++) {
      const [worker = 0] = await childrenOf(receiver.process.pid);
      execFileSync('prlimit', ['--pid', String(worker), '--fsize=1000:']);
      await deliverUntil(receiver, 503);
      process.kill(worker, 'SIGKILL');
      while (!receiver.output().stderr.includes(`worker ${worker} ended`)) await setTimeout(20);
      // For a moment there may be no worker that listens.
      while (toldBy(receiver).filter((line) => line === again).length < times)
        await deliver(receiver.url, event(String(times))).catch(() => setTimeout(20));
    }
    await receiver.stop();
    expect(toldBy(receiver)).toEqual([fails, again, fails, again]);
  },
);

test('that more comes than can wait is no fault of the journal', async () => {
  const told: string[] = [];
  const journal = watchStoring(await openJournal(`sqlite:${join(await folderWith(), 'journal.db')}`), {
    failed: (why) => told.push(why),
    storedAgain: () => told.push('again'),
  });
  const flood = Array.from({ length: 12_000 }, (_, i) => journal.append(attempt(String(i))));
  const results = await Promise.allSettled(flood);
  expect(results.some(({ status }) => status === 'rejected')).toBe(true);
  await journal.close();
  expect(told).toEqual([]);
});
