/**
 * How long `hookproof drift --traffic` takes for a million recorded events, and how much memory, beside the same for a tenth of
 * them: memory must not grow. Ends by itself after about a minute.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const counts = [100_000, 1_000_000];
const ceilings = { growth: 1.3, megabytes: 400 };

const events = await recorded();
const perRound = events.toString().trimEnd().split('\n').length;
const measured: { count: number; seconds: number; megabytes: number }[] = [];
for (const count of counts) measured.push(await measure(count));

const held = (value: number, ceiling: number): string => `ceiling ${ceiling}: ${value <= ceiling ? 'held' : 'MISSED'}`;
console.log('\nevents     events/s  peak MB');
for (const { count, seconds, megabytes } of measured) {
  const rate = Math.round(count / seconds).toLocaleString('en');
  console.log(`${count.toLocaleString('en').padEnd(9)}  ${rate.padStart(8)}  ${megabytes.toFixed(0)}`);
}
const [few, many] = measured.map(({ megabytes }) => megabytes);
const growth = (many ?? 0) / (few ?? 1);
console.log(
  `memory of ten times as many: ${growth.toFixed(2)}, ${held(growth, ceilings.growth)}; ${held(many ?? 0, ceilings.megabytes)} MB`,
);

/** The recorded examples of the bundled contract, a line each. */
async function recorded(): Promise<Buffer> {
  const folder = `${root}conformance/events`;
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json')).toSorted();
  const texts = await Promise.all(files.map((name) => readFile(`${folder}/${name}`, 'utf8')));
  return Buffer.from(texts.map((text) => `${JSON.stringify(JSON.parse(text))}\n`).join(''));
}

async function measure(count: number): Promise<{ count: number; seconds: number; megabytes: number }> {
  const tell = 'process.on("exit",()=>console.error("peak",process.resourceUsage().maxRSS))';
  const hook = `data:text/javascript,${encodeURIComponent(tell)}`;
  const args = ['--import', hook, `${root}dist/cli/bin.js`, 'drift', '--traffic', '-', '--format', 'json'];
  const began = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const [output, errors] = [collect(child.stdout), collect(child.stderr)];
  for (let sent = 0; sent < count; sent += perRound) {
    const left = count - sent;
    const chunk = left >= perRound ? events : Buffer.from(firstLines(left));
    if (!child.stdin.write(chunk)) await once(child.stdin, 'drain');
  }
  child.stdin.end();
  const [status] = await once(child, 'close');
  const report = JSON.parse(output()) as { compared: { traffic: { events: number } } };
  if (status !== 0 || report.compared.traffic.events !== count) throw new Error(`ended with ${status}: ${errors()}`);
  const peak = Number(/peak (\d+)/.exec(errors())?.[1]);
  return { count, seconds: (performance.now() - began) / 1000, megabytes: peak / 1024 };
}

function firstLines(count: number): string {
  return `${events.toString().split('\n').slice(0, count).join('\n')}\n`;
}

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString();
}
