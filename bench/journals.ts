/**
 * What it costs to keep events before they are acknowledged: SQLite and PostgreSQL beside memory at 20 connections, and three
 * processes on one PostgreSQL beside one: at as many, and at 60, where each of the three has as many as the one had. All in
 * alternation within one run. Each event is another one, as large as that of `receivers.ts`, so that both speak of the same. Ends
 * by itself within a minute.
 */
import { rmSync } from 'node:fs';
import { mkdtemp, open, readFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { developmentKeys } from '../dist/signature/keys.js';
import { startPostgres } from '../test/support/postgres.ts';
import { type Measured, measure, requestBytes } from './load.ts';
import { median, type Running, start } from './processes.ts';

const cli = fileURLToPath(new URL('../dist/cli/bin.js', import.meta.url));
const [rounds, roundMs] = [5, 1_000];

const folder = await mkdtemp(join(tmpdir(), 'hookproof-bench-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const postgres = await startPostgres({ fsync: 'on' });

const alone = await postgres.database();
const shared = await postgres.database();

/** Holds the journals of the processes that share a load, and by how many connections it comes. */
interface Setup {
  journals: string[];
  connections: number;
}

const setups: Record<string, Setup> = {
  memory: { journals: ['memory'], connections: 20 },
  SQLite: { journals: [`sqlite:${join(folder, 'journal.db')}`], connections: 20 },
  'PostgreSQL, one process': { journals: [alone], connections: 20 },
  'PostgreSQL, three processes': { journals: [shared, shared, shared], connections: 20 },
  'PostgreSQL, one process, 60 connections': { journals: [alone], connections: 60 },
  'PostgreSQL, three processes, 60 connections': { journals: [shared, shared, shared], connections: 60 },
};

interface Round extends Measured {
  busyMs: number;
}

const next = await distinctRequests();
const running = new Map<string, Running[]>();
const found = new Map<string, Round[]>(Object.keys(setups).map((name) => [name, []]));
try {
  for (const [name, { journals }] of Object.entries(setups))
    running.set(
      name,
      await Promise.all(journals.map((url) => start([cli, 'serve', '--port', '0', '--log', 'none', '--journal', url]))),
    );
  for (let round = -1; round < rounds; round++)
    for (const [name, servers] of running) {
      const each = { connections: Math.ceil((setups[name]?.connections ?? 0) / servers.length), ms: roundMs };
      const before = busyMs(servers);
      const parts = await Promise.all(servers.map(({ url }) => measure(url, next, each)));
      const sum = together(parts);
      // The first round warms up.
      if (round >= 0) found.get(name)?.push({ ...sum, busyMs: busyMs(servers) - before });
    }
} finally {
  for (const server of [...running.values()].flat()) await server.stop();
  await postgres.stop();
}

const rateOf = (name: string, round: number): number => found.get(name)?.[round]?.rate ?? Number.NaN;
console.log(
  `20 connections or as said, ${rounds} rounds of ${roundMs} ms, alternating; load ${loadavg()[0]?.toFixed(1)}, the disk syncs in ${(await syncMs()).toFixed(2)} ms\n`,
);
console.log('events/s  p50 ms  p99 ms  processor µs/event  ratio');
report('memory', 'memory');
report('SQLite', 'memory', 0.6);
report('PostgreSQL, one process', 'memory');
report('PostgreSQL, three processes', 'PostgreSQL, one process');
report('PostgreSQL, one process, 60 connections', 'memory');
report('PostgreSQL, three processes, 60 connections', 'PostgreSQL, one process, 60 connections', 0.9);

function report(name: string, base: string, floor?: number): void {
  const own = found.get(name) ?? [];
  const ratio = median(own.map(({ rate }, round) => rate / rateOf(base, round)));
  const latencies = own.flatMap((each) => each.latencies).toSorted((a, b) => a - b);
  const at = (part: number): string => (latencies[Math.floor(latencies.length * part)] ?? Number.NaN).toFixed(1);
  const busy = (own.reduce((sum, each) => sum + each.busyMs, 0) * 1_000) / latencies.length;
  const verdict = floor === undefined ? '' : `, floor ${floor}: ${ratio >= floor ? 'held' : 'MISSED'}`;
  const columns = [
    median(own.map(({ rate }) => rate))
      .toFixed(0)
      .padStart(8),
    at(0.5).padStart(6),
    at(0.99).padStart(6),
    busy.toFixed(0).padStart(18),
  ];
  console.log(`${columns.join('  ')}  ${ratio.toFixed(2)} of ${base}  ${name}${verdict}`);
}

function busyMs(servers: readonly Running[]): number {
  return servers.reduce((sum, server) => sum + server.busyMs(), 0);
}

function together(parts: readonly Measured[]): Measured {
  return {
    rate: parts.reduce((sum, { rate }) => sum + rate, 0),
    latencies: parts.flatMap(({ latencies }) => latencies),
  };
}

/** Measures how long the disk takes to keep a page for good, in milliseconds: no commit is faster. */
async function syncMs(): Promise<number> {
  const file = await open(join(folder, 'synced'), 'w');
  const page = Buffer.alloc(4_096);
  const taken: number[] = [];
  for (let i = 0; i < 50; i++) {
    const began = performance.now();
    await file.write(page);
    await file.datasync();
    taken.push(performance.now() - began);
  }
  await file.close();
  return median(taken);
}

/** Makes what gives a request that delivers another event each time: the one of `receivers.ts`, about another call. */
async function distinctRequests(): Promise<() => Buffer> {
  const event = await readFile(new URL('../conformance/events/end-of-call.full.json', import.meta.url));
  const keys = { 'x-public-key': developmentKeys.public, 'x-private-key': developmentKeys.private };
  const headers = { 'content-type': 'application/json', ...keys };
  const request = requestBytes('/v2/webhooks/call-events', headers, event);
  const { id } = JSON.parse(event.toString()).event.data.call as { id: string };
  const at = request.indexOf(id);
  let made = 0;
  return () => {
    const another = Buffer.from(request);
    another.write(String(made++).padStart(id.length, '0'), at, 'latin1');
    return another;
  };
}
