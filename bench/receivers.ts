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
import { developmentKeys } from '../dist/signature/keys.js';
import { rate, requestBytes } from './load.ts';
import { duration, median, type Running, start } from './processes.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const cli = `${root}dist/cli/bin.js`;
const rounds = 7;
const roundMs = 1_200;
const connections = 20;

const folder = await mkdtemp(join(tmpdir(), 'hookproof-bench-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

const servers: Record<string, string[]> = {
  'bare node:http with JSON.parse': [`${root}bench/servers/bare.ts`],
  'hookproof serve': [cli, 'serve', '--port', '0', '--log', 'none', '--journal', 'memory'],
  'hookproof serve, journal in SQLite': [
    cli,
    'serve',
    ...['--port', '0', '--log', 'none'],
    '--journal',
    `sqlite:${join(folder, 'journal.db')}`,
  ],
  'Fastify with Ajv': [`${root}bench/servers/fastify.ts`],
  'blind openapi-backend': [`${root}bench/servers/blind.ts`],
};
const floors: Record<string, number> = { 'hookproof serve': 0.8 };
/** What `serve` is to be ahead of, though it keeps each delivery besides. */
const peer = 'Fastify with Ajv';

const { operation } = await loadContract();
const event = await readFile(`${root}conformance/events/end-of-call.full.json`);
const headers = {
  'content-type': 'application/json',
  'x-public-key': developmentKeys.public,
  'x-private-key': developmentKeys.private,
};

const request = requestBytes(operation.path, headers, event);

const rates = await measureServers();
const ratesOf = (name: string): number[] => rates.get(name) ?? [];
const [bare = ''] = Object.keys(servers);
console.log(
  `${event.length}-byte event, ${connections} connections, ${rounds} rounds of ${roundMs} ms each, alternating\n`,
);
console.log('requests/s  ratio to bare (least–most)');
for (const [name, own] of rates) {
  const ratios = own.map((rate, round) => rate / (rates.get(bare)?.[round] ?? Number.NaN)).toSorted((a, b) => a - b);
  const floor = floors[name];
  const verdict = floor === undefined ? '' : `  floor ${floor}: ${median(ratios) >= floor ? 'held' : 'MISSED'}`;
  const spread = `(${ratios[0]?.toFixed(2)}–${ratios.at(-1)?.toFixed(2)})`;
  console.log(`${median(own).toFixed(0).padStart(10)}  ${median(ratios).toFixed(2)} ${spread}  ${name}${verdict}`);
}
const ahead = median(ratesOf('hookproof serve').map((each, round) => each / (ratesOf(peer)[round] ?? Number.NaN)));
console.log(`hookproof serve is at ${ahead.toFixed(2)} of ${peer}; floor 1: ${ahead >= 1 ? 'held' : 'MISSED'}`);
await measureStart();

async function measureServers(): Promise<Map<string, number[]>> {
  const running = new Map<string, Running>();
  for (const [name, args] of Object.entries(servers)) running.set(name, await start(args));
  const measured = new Map<string, number[]>(Object.keys(servers).map((name) => [name, []]));
  try {
    for (const { url } of running.values()) await rate(url, request, connections, roundMs);
    for (let round = 0; round < rounds; round++)
      for (const [name, { url }] of running) measured.get(name)?.push(await rate(url, request, connections, roundMs));
  } finally {
    for (const server of running.values()) await server.stop();
  }
  return measured;
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
