import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { compare, faultsOf } from '../../bench/chaos/support/ledger.ts';
import { startLoad } from '../../bench/chaos/support/load.ts';
import { childrenOf } from '../support/children.ts';
import { hookproof, hookproofProcess, hookproofServer } from '../support/cli.ts';
import { callEventsPath, deliver, goodHeaders } from '../support/deliver.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { startPostgres } from '../support/postgres.ts';
import { dial, everything, statusOf } from '../support/socket.ts';

afterAll(removeFolders);

const good = { event: { type: 'call.initiate', data: {} } };

const journalIn = async (): Promise<string> => `sqlite:${join(await folderWith(), 'journal.db')}`;

test('workers share an address and a journal, and one that is killed is replaced', async () => {
  const journal = await journalIn();
  const receiver = await hookproofServer(['serve', '--workers', '2', '--journal', journal]);
  const load = startLoad({ url: () => receiver.url, connections: 6, pauseMs: 2 });
  await load.acknowledges(100);
  const workers = await childrenOf(receiver.process.pid);
  expect(workers).toHaveLength(2);
  const [first = 0] = workers;
  process.kill(first, 'SIGKILL');
  await load.acknowledges(200);
  const after = await untilWorkers(receiver.process.pid, 2);
  expect(after).not.toContain(first);
  await load.stop();
  const { status, stdout, stderr } = await receiver.stop();
  expect([status, stdout]).toEqual([0, `listening on ${receiver.url}\n`]);
  expect(stderr).toContain(`worker ${first} ended with SIGKILL; another takes its place`);
  expect(stderr.match(/try it:/g)).toHaveLength(1);
  expect(await compare(journal, load.acknowledged)).toMatchObject({ lost: 0, doubled: 0 });
  expect(await faultsOf(journal)).toEqual([]);
});

test('where all workers are killed at once others listen at the same address', async () => {
  const receiver = await hookproofServer(['serve', '--port', '0', '--workers', '2', '--journal', await journalIn()]);
  const before = await childrenOf(receiver.process.pid);
  for (const worker of before) process.kill(worker, 'SIGKILL');
  for (const worker of before) await untilOthers(receiver.process.pid, worker);
  let status: number | undefined;
  while (status !== 200)
    status = await deliver(receiver.url, good).then(
      (answer) => answer.status,
      () => setTimeout(20),
    );
  expect((await receiver.stop()).stdout).toBe(`listening on ${receiver.url}\n`);
});

test('figures are those of all workers, and what one has counted that was killed stays in them', async () => {
  const receiver = await hookproofServer(['serve', '--workers', '2', '--journal', await journalIn()]);
  const scrape = async (): Promise<string> =>
    (await deliver(receiver.url, '', { method: 'GET', path: '/_hookproof/metrics', headers: {} })).body;
  const counted = async (): Promise<number[]> => {
    const found = /^hookproof_deliveries_total\{.*outcome="accepted".*\} (\d+)$/gm;
    const text = await scrape();
    const [, count] = /^hookproof_answer_seconds_count\{outcome="accepted"\} (\d+)$/m.exec(text) ?? [];
    return [...[...text.matchAll(found)].map(([, value]) => Number(value)), Number(count)];
  };
  const event = (n: number) => ({ event: { type: 'call.skip', data: {} }, metadata: { number: String(n) } });
  await Promise.all(Array.from({ length: 40 }, (_, n) => deliver(receiver.url, event(n))));
  for (let i = 0; i < 4; i++) expect(await counted()).toEqual([40, 40]);
  expect(
    (await Promise.all([scrape(), scrape(), scrape()])).map((text) => /^hookproof_journal_events 40$/m.test(text)),
  ).toEqual([true, true, true]);
  const [first = 0] = await childrenOf(receiver.process.pid);
  process.kill(first, 'SIGKILL');
  await untilOthers(receiver.process.pid, first);
  await deliver(receiver.url, event(40));
  expect(await counted()).toEqual([41, 41]);
  await receiver.stop();
});

test('a worker that stands still keeps nobody from the figures of the others', async () => {
  const receiver = await hookproofServer(['serve', '--workers', '2', '--journal', await journalIn()]);
  const scrape = () => deliver(receiver.url, '', { method: 'GET', path: '/_hookproof/metrics', headers: {} });
  await scrape();
  const [first = 0] = await childrenOf(receiver.process.pid);
  process.kill(first, 'SIGSTOP');
  // Connections go to the workers in turn; the one that stands still answers none.
  const answers = [scrape(), scrape()];
  expect((await Promise.race(answers)).status).toBe(200);
  process.kill(first, 'SIGCONT');
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200]);
  await receiver.stop();
});

test('figures of workers are there while their journal does not answer', async () => {
  const server = await startPostgres();
  const receiver = await hookproofServer(['serve', '--workers', '2', '--journal', await server.database()]);
  await deliver(receiver.url, '{"event":{"type":"call.ended","data":{}}}');
  await server.signal('SIGSTOP');
  const { status, body } = await deliver(receiver.url, '', {
    ...{ method: 'GET', path: '/_hookproof/metrics', headers: {} },
  });
  await server.signal('SIGCONT');
  expect([status, body]).toEqual([200, expect.stringMatching(/^hookproof_deliveries_total\{.*\} 1$/m)]);
  await receiver.stop();
  await server.stop();
});

test('on SIGTERM workers answer what is under way', async () => {
  const receiver = await hookproofServer(['serve', '--workers', '2', '--journal', await journalIn()]);
  const good = '{"event":{"type":"call.ended","data":{}}}';
  const headers = Object.entries(goodHeaders).map(([name, value]) => `${name}: ${value}`);
  const head = [`POST ${callEventsPath} HTTP/1.1`, 'host: x', ...headers, `content-length: ${good.length}`, '', ''];
  const socket = await dial(receiver.url);
  const answer = everything(socket);
  await new Promise((resolve) => socket.write(head.join('\r\n') + good.slice(0, 5), resolve));
  await deliver(receiver.url, good);
  await deliver(receiver.url, good);
  const ended = receiver.stop();
  socket.write(good.slice(5));
  expect(statusOf(await answer)).toBe(200);
  expect((await ended).status).toBe(0);
});

test('three processes on one PostgreSQL, of which one has workers, keep one row of an event that comes to all', async () => {
  const server = await startPostgres();
  const journal = await server.database();
  const args = ['serve', '--journal', journal];
  const receivers = await Promise.all([args, args, [...args, '--workers', '2']].map((each) => hookproofServer(each)));
  const event = (n: number) => ({ event: { type: 'call.skip', data: {} }, metadata: { number: String(n) } });
  const answers = await Promise.all(
    receivers.flatMap(({ url }) => Array.from({ length: 50 }, (_, n) => deliver(url, event(n)))),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  const rows = await server.query(journal, 'SELECT attempts, count(*) FROM hookproof.events GROUP BY attempts');
  expect(rows).toEqual([{ attempts: '3', count: '50' }]);
  await Promise.all(receivers.map((receiver) => receiver.stop()));
  expect(await faultsOf(journal)).toEqual([]);
  await server.stop();
});

test('an address that cannot be had is told once', async () => {
  const receiver = await hookproofServer(['serve']);
  const { port } = new URL(receiver.url);
  const args = ['serve', '--workers', '3', '--port', port, '--journal', await journalIn()];
  const { status, stderr } = await hookproofProcess(args);
  expect(status).toBe(3);
  expect(stderr.match(/the port is in use/g)).toHaveLength(1);
  await receiver.stop();
});

test('workers are refused a journal that each would have for itself', async () => {
  const { status, stderr } = await hookproof(['serve', '--workers', '2', '--journal', 'memory']);
  expect([status, stderr]).toEqual([2, expect.stringContaining('wants a journal that processes can share')]);
});

/** Waits until one of two workers has another in its place. */
async function untilOthers(pid: number | undefined, gone: number): Promise<void> {
  for (;;) {
    const workers = await childrenOf(pid);
    if (workers.length === 2 && !workers.includes(gone)) return;
    await setTimeout(20);
  }
}

async function untilWorkers(pid: number | undefined, count: number): Promise<number[]> {
  for (;;) {
    const workers = await childrenOf(pid);
    if (workers.length === count) return workers;
    await setTimeout(20);
  }
}
