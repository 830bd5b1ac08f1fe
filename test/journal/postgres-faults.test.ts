import { readFile } from 'node:fs/promises';
import { compare, faultsOf } from '../../bench/chaos/support/ledger.ts';
import { type Load, startLoad } from '../../bench/chaos/support/load.ts';
import { hookproofServer, type RunningCli } from '../support/cli.ts';
import type { PostgresServer } from '../support/postgres.ts';
import { postgres, stopPostgres } from './stores.ts';

afterAll(stopPostgres);

/** Is what a sender may wait for an answer, and a receiver for a database that is back, in milliseconds. */
const [answeredWithin, backWithin] = [3_000, 5_000];
const connections = 5;

const cutSessions = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'hookproof'";

interface Harmed {
  server: PostgresServer;
  address: string;
  load: Load;
}

const faults: [name: string, hurt: (harmed: Harmed) => Promise<void>][] = [
  [
    'is killed and started again',
    async ({ server, load }) => {
      await server.kill();
      await refusals(load, connections);
      await server.start();
    },
  ],
  [
    'is frozen for a while',
    async ({ server, load }) => {
      await server.signal('SIGSTOP');
      // Each has waited for as long as it may, and some have tried again.
      await refusals(load, 3 * connections);
      await server.signal('SIGCONT');
    },
  ],
  [
    'cuts sessions, over and over',
    async ({ server, address, load }) => {
      for (let cut = 0; cut < 10; cut++) {
        await server.query(address, cutSessions);
        await load.acknowledges(3);
      }
    },
  ],
];

let server: PostgresServer;
let address: string;
let receiver: RunningCli;

beforeAll(async () => {
  server = await postgres();
  address = await server.database();
  receiver = await hookproofServer(['serve', '--journal', address]);
});

afterAll(() => receiver.stop());

test('the arguments of a receiver show no password', async () => {
  expect(await readFile(`/proc/${receiver.process.pid}/cmdline`, 'utf8')).not.toContain('canary');
});

test.each(faults)('where PostgreSQL %s, nothing that was acknowledged is lost or doubled', async (_, hurt) => {
  const load = startLoad({ url: () => receiver.url, connections, pauseMs: 5 });
  await load.acknowledges(50);
  await hurt({ server, address, load });
  const back = performance.now();
  await load.acknowledges(1);
  const backAfter = performance.now() - back;
  await load.acknowledges(50);
  await load.stop();
  expect(await compare(address, load.acknowledged)).toMatchObject({ lost: 0, doubled: 0 });
  expect(await faultsOf(address)).toEqual([]);
  expect(load.saysWhen).toBe(true);
  expect(Math.max(...load.latencies)).toBeLessThan(answeredWithin);
  expect(backAfter).toBeLessThan(backWithin);
});

test('a receiver that has seen all of it stops as ever, and shows no password', async () => {
  const { status, stdout, stderr } = await receiver.stop();
  expect([status, `${stdout}${stderr}`]).toEqual([0, expect.not.stringContaining('canary')]);
});

async function refusals(load: Load, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await load.answered(503);
}
