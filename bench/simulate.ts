/**
 * How many deliveries a second `hookproof simulate` makes to a bare receiver, as a ratio to a plain loop that makes as many,
 * in alternation within one run; and how much memory it takes for ten times as many calls. Ends by itself after about a minute.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { median, start } from './processes.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const cli = `${root}dist/cli/bin.js`;
const rounds = 5;
const calls = 4_000;
const concurrency = 16;
const floors = { deliveriesPerSecond: 3_000, ratio: 0.4 };

interface Made {
  deliveries: number;
  perSecond: number;
}

const bare = await start([`${root}bench/servers/bare.ts`]);
const [own, plain, ratios]: [number[], number[], number[]] = [[], [], []];
try {
  const { deliveries } = await simulated('--calls', String(calls));
  for (let round = 0; round < rounds; round++) {
    const { perSecond } = await simulated('--calls', String(calls));
    const loop = Number(
      await output([`${root}bench/plain-client.ts`, bare.url, String(deliveries), String(concurrency)]),
    );
    own.push(perSecond);
    plain.push(loop);
    ratios.push(perSecond / loop);
  }
  console.log(`\n${deliveries} signed deliveries, ${concurrency} at once, ${rounds} rounds, alternating\n`);
} finally {
  await bare.stop();
}

const held = (value: number, floor: number): string => `floor ${floor}: ${value >= floor ? 'held' : 'MISSED'}`;
const sorted = ratios.toSorted((a, b) => a - b);
console.log('deliveries/s  ratio to the loop (least–most)');
console.log(`${median(plain).toFixed(0).padStart(12)}  1.00  a plain loop over node:http`);
console.log(
  `${median(own).toFixed(0).padStart(12)}  ${median(ratios).toFixed(2)} (${sorted[0]?.toFixed(2)}–${sorted.at(-1)?.toFixed(2)})  hookproof simulate  ` +
    `${held(median(own), floors.deliveriesPerSecond)}, ratio ${held(median(ratios), floors.ratio)}`,
);

async function simulated(...args: string[]): Promise<Made> {
  const fixed = ['--auth', 'signature', '--concurrency', String(concurrency), '--format', 'json', '--to', bare.url];
  const { deliveries, durationMs } = JSON.parse(await output([cli, 'simulate', 'mixed', ...fixed, ...args]));
  return { deliveries, perSecond: deliveries / (durationMs / 1000) };
}

async function output(args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const [status] = await once(child, 'close');
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}`);
  return Buffer.concat(chunks).toString();
}
