/**
 * Whole calls, a fifth of their events twice and none in order, to the Express example behind a front that fails every third
 * request: is every event delivered at least once, and does each take effect exactly once? Once more with acknowledgements
 * that are lost. Ends by itself after a few minutes, with status 1 where the answer is no. Takes the number of calls (10000).
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { failingEveryThird } from '../test/simulator/every-third.ts';
import { start } from './processes.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const path = '/v2/webhooks/call-events';
const calls = Number(process.argv[2] ?? 10_000);
const keys = { HOOKPROOF_PUBLIC_KEY: 'pk_test', HOOKPROOF_PRIVATE_KEY: 'sk_test' };

interface Summary {
  events: number;
  deliveries: number;
  duplicates: number;
  attempts: number;
  exhausted: number;
  lostAcknowledgements: number;
  outcomes: Record<string, number>;
  durationMs: number;
}

for (const lost of ['0', '0.05']) {
  const folder = await mkdtemp(join(tmpdir(), 'hookproof-once-'));
  const env = {
    ...process.env,
    ...keys,
    AUTH: 'signature',
    HOOKPROOF_EFFECTS: '1',
    PORT: '0',
    INBOX: join(folder, 'inbox.db'),
  };
  const example = await start([`${root}examples/express-ajv/server.ts`], env);
  const front = createServer(failingEveryThird(example.url)).listen(0, '127.0.0.1');
  await once(front, 'listening');
  try {
    const url = `http://127.0.0.1:${(front.address() as AddressInfo).port}${path}`;
    const made = await simulated(url, lost);
    report(made, lost, (await (await fetch(`${example.url}/effects`)).text()).trimEnd().split('\n'));
  } finally {
    front.close();
    front.closeAllConnections();
    await example.stop();
    await rm(folder, { recursive: true });
  }
}

function report(made: Summary, lost: string, log: readonly string[]): void {
  const shown = log.map((line) => (JSON.parse(line) as { sha256: string }).sha256);
  const distinct = new Set(shown).size;
  const held = made.exhausted === 0 && shown.length === made.events && distinct === made.events;
  if (!held) process.exitCode = 1;
  const outcomes = Object.entries(made.outcomes).map(([outcome, count]) => `${outcome} ×${count}`);
  console.log(`\n${calls} calls, ${lost === '0' ? 'all acknowledgements arrive' : `${lost} of acknowledgements lost`}`);
  console.log(`  sent     ${made.events} events in ${made.deliveries} deliveries, ${made.attempts} attempts`);
  console.log(`  answers  ${outcomes.join(', ')}`);
  console.log(`  never accepted ${made.exhausted}, effects ${shown.length}, of different events ${distinct}`);
  console.log(`  took     ${(made.durationMs / 1000).toFixed(1)} s, load ${loadavg()[0]?.toFixed(1)}`);
  console.log(held ? '  held: every event at least once, each effect exactly once' : '  MISSED');
}

async function simulated(url: string, lost: string): Promise<Summary> {
  const trouble = [
    '--calls',
    String(calls),
    '--duplicates',
    '0.2',
    '--shuffle',
    '--lost-acks',
    lost,
    '--retries',
    '30',
  ];
  const args = ['simulate', 'mixed', '--to', url, '--auth', 'signature', '--backoff', '10', '--format', 'json'];
  const command = [`${root}dist/cli/bin.js`, ...args, ...trouble];
  const child = spawn(process.execPath, command, {
    env: { ...process.env, ...keys },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(child, 'close');
  return JSON.parse(Buffer.concat(chunks).toString()) as Summary;
}
