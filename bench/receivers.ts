/**
 * How fast the reference receiver is, as ratios to a bare server, all measured in alternation within one run: machines are
 * shared and noisy, and only what was measured side by side can be compared. Ends by itself after about a minute.
 */
import { rmSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadContract } from '../dist/contract/load.js';
import { authenticated } from '../dist/delivery/delivery.js';
import type { ExchangeRequest } from '../dist/exchange.js';
import { developmentKeys } from '../dist/signature/keys.js';
import { measure, requestBytes } from './load.ts';
import { duration, median, type Running, start } from './processes.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const cli = `${root}dist/cli/bin.js`;
const roundsOfEach = 7;
const roundMs = 1_200;
const connections = 20;

const folder = await mkdtemp(join(tmpdir(), 'hookproof-bench-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

/** Holds a server, what is sent to it, and what it answers. */
interface Receiver {
  args: string[];
  request: Buffer;
  status?: number;
}

const serve = (journal: string, ...more: string[]): string[] => [
  cli,
  ...['serve', '--port', '0', '--log', 'none', '--journal', journal],
  ...more,
];
const event = await readFile(`${root}conformance/events/end-of-call.full.json`);
const request = await requestOf(event, 'keys');
const invalid = Buffer.from(event.toString().replace(/"status": ?"completed"/, '"status":"complete"'));
const servers: Record<string, Receiver> = {
  'bare node:http with JSON.parse': { args: [`${root}bench/servers/bare.ts`], request },
  'hookproof serve': { args: serve('memory'), request },
  'hookproof serve, invalid events': {
    args: serve('memory'),
    request: await requestOf(invalid, 'keys'),
    status: 400,
  },
  'hookproof serve, signed': {
    args: serve('memory', '--auth', 'signature'),
    request: await requestOf(event, 'signature'),
  },
  'hookproof serve, journal in SQLite': { args: serve(`sqlite:${join(folder, 'journal.db')}`), request },
  'Fastify with Ajv': { args: [`${root}bench/servers/fastify.ts`], request },
  'blind openapi-backend': { args: [`${root}bench/servers/blind.ts`], request },
};
const floors: Record<string, number> = { 'hookproof serve': 0.8 };
/** What `serve` is to be ahead of, though it keeps each delivery besides. */
const peer = 'Fastify with Ajv';

/** Makes the request that delivers an event with the development keys, signed now or beside both keys. */
async function requestOf(body: Buffer, auth: 'keys' | 'signature'): Promise<Buffer> {
  const { operation, security } = await loadContract({ auth });
  const plain: ExchangeRequest = {
    ...{ method: 'POST', target: operation.path, headers: [['content-type', 'application/json']], body },
  };
  const { headers } = authenticated(plain, {
    ...{ security, keys: developmentKeys, origin: 'http://localhost' },
  });
  return requestBytes(operation.path, Object.fromEntries(headers), body);
}

/** Holds requests a second of one round, and the microseconds for which each kept a processor of the server busy. */
interface Round {
  rate: number;
  busy: number;
}

const rounds = await measureServers();
const [bare = ''] = Object.keys(servers);
console.log(
  `${event.length}-byte event, ${connections} connections, ${roundsOfEach} rounds of ${roundMs} ms each, alternating\n`,
);
console.log('requests/s  processor µs each  ratio to bare (least–most)');
for (const [name, own] of rounds) {
  const ratios = ratiosOf(name, bare).toSorted((a, b) => a - b);
  const floor = floors[name];
  const verdict = floor === undefined ? '' : `  floor ${floor}: ${median(ratios) >= floor ? 'held' : 'MISSED'}`;
  const spread = `(${ratios[0]?.toFixed(2)}–${ratios.at(-1)?.toFixed(2)})`;
  const columns = [
    median(own.map(({ rate }) => rate))
      .toFixed(0)
      .padStart(10),
    busyOf(name).toFixed(0).padStart(17),
  ];
  console.log(`${columns.join('  ')}  ${median(ratios).toFixed(2)} ${spread}  ${name}${verdict}`);
}
const ahead = median(ratiosOf('hookproof serve', peer));
console.log(`hookproof serve is at ${ahead.toFixed(2)} of ${peer}; floor 1: ${ahead >= 1 ? 'held' : 'MISSED'}`);
const cost = busyOf('hookproof serve, invalid events') / busyOf('hookproof serve');
console.log(
  `an invalid event takes ${cost.toFixed(2)} times the processor time of a valid one; ceiling 1: ${cost <= 1 ? 'held' : 'MISSED'}`,
);
await measureStart();

function ratiosOf(name: string, base: string): number[] {
  return (rounds.get(name) ?? []).map(({ rate }, round) => rate / (rounds.get(base)?.[round]?.rate ?? Number.NaN));
}

function busyOf(name: string): number {
  return median((rounds.get(name) ?? []).map(({ busy }) => busy));
}

async function measureServers(): Promise<Map<string, Round[]>> {
  const running = new Map<string, Running>();
  for (const [name, { args }] of Object.entries(servers)) running.set(name, await start(args));
  const measured = new Map<string, Round[]>(Object.keys(servers).map((name) => [name, []]));
  try {
    for (let round = -1; round < roundsOfEach; round++)
      for (const [name, server] of running) {
        const found = await measureRound(server, servers[name] as Receiver);
        // The first round warms up.
        if (round >= 0) measured.get(name)?.push(found);
      }
  } finally {
    for (const server of running.values()) await server.stop();
  }
  return measured;
}

async function measureRound({ url, busyMs }: Running, { request, status }: Receiver): Promise<Round> {
  const before = busyMs();
  const load = { connections, ms: roundMs, ...(status && { status }) };
  const { rate, latencies } = await measure(url, () => request, load);
  return { rate, busy: ((busyMs() - before) * 1_000) / latencies.length };
}

async function measureStart(): Promise<void> {
  const [empty, version, mock]: number[][] = [[], [], []];
  for (let run = 0; run < 15; run++) {
    empty?.push(await duration(['-e', '0']));
    version?.push(await duration([cli, '--version']));
    const began = performance.now();
    const server = await start([cli, 'mock', '--port', '0', '--quiet']);
    mock?.push(performance.now() - began);
    await server.stop();
  }
  const [base, own, prism] = [median(empty ?? []), median(version ?? []), median(mock ?? [])];
  const held = own / base <= 1.5 ? 'held' : 'MISSED';
  console.log(
    `\nhookproof --version takes ${(own / base).toFixed(2)} times an empty Node script; ceiling 1.5: ${held}`,
  );
  console.log(
    `hookproof mock accepts connections after ${(prism / base).toFixed(1)} times one (${prism.toFixed(0)} ms here); ceiling 15: ${prism / base <= 15 ? 'held' : 'MISSED'}`,
  );
}
