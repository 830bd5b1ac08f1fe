/**
 * How long `hookproof drift` takes for two versions of a large document and of a small one, and how much memory, beside an
 * npm package for the same and beside an empty start of Node. The package is installed into a folder of its own for the
 * measurement; where that cannot be done, it is left out and said so. Ends by itself after two minutes at most.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const peer = 'openapi-diff@0.24.1';
/** Two major versions of `@octokit/openapi-webhooks`. */
const githubVersions = ['11.0.0', '12.1.0'];
const patienceMs = 30_000;
const ceilings = { largeSeconds: 2, largeMegabytes: 400, smallRatio: 2 };

const folder = await mkdtemp(join(tmpdir(), 'hookproof-bench-'));
try {
  const files = await documents();
  const other = installed();
  const empty = await best(['-e', '0']);
  const hookproof = (old: string, now: string): string[] => [
    `${root}dist/cli/bin.js`,
    ...['drift', '--contract', old, '--against', now, '--format', 'json'],
  ];
  const [large, small] = [await best(hookproof(...files.large)), await best(hookproof(...files.small))];
  const proved = await best(hookproof(...files.proved));
  row('an empty start of Node', empty);
  row('hookproof drift, 12 MB, 1,000 operations', large);
  if (other) row(`${peer}, the same`, await measure([other, ...files.large]));
  row('hookproof drift, the bundled contract', small);
  if (other) row(`${peer}, the same`, await measure([other, ...files.small]));
  else console.log(`${peer} could not be installed, and is not measured`);
  row('hookproof drift, a value more, with its event', proved);
  const webhooks = githubVersions.map(webhooksOf);
  const [before, after] = webhooks;
  if (before && after) {
    row(`GitHub's webhooks, ${githubVersions.join(' to ')}`, await measure(hookproof(before, after)));
    row('one of them', await measure([...hookproof(before, after), '--operation', 'issues-opened']));
    row('all of them with themselves', await measure(hookproof(after, after)));
  } else console.log("GitHub's webhooks could not be fetched, and are not measured");
  const ratio = small.seconds / empty.seconds;
  console.log(
    `large document: ${verdict(large.seconds, ceilings.largeSeconds)} s, ${verdict(large.megabytes, ceilings.largeMegabytes)} MB`,
  );
  console.log(`small document, to an empty start: ${verdict(ratio, ceilings.smallRatio)}`);
  console.log(
    `the same with an event that proves a change: ${(proved.seconds / empty.seconds).toFixed(2)} (no ceiling)`,
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}

interface Measured {
  seconds: number;
  megabytes: number;
  ended: boolean;
}

async function measure(args: readonly string[]): Promise<Measured> {
  const tell = 'process.on("exit",()=>process.stderr.write("\\npeak "+process.resourceUsage().maxRSS))';
  const started = performance.now();
  const child = spawn(process.execPath, ['--import', `data:text/javascript,${encodeURIComponent(tell)}`, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk).slice(-1_000);
  });
  await once(child, 'close');
  clearTimeout(timer);
  const peak = Number(/peak (\d+)/.exec(stderr)?.[1] ?? Number.NaN) / 1024;
  return { seconds: (performance.now() - started) / 1000, megabytes: peak, ended: child.signalCode === null };
}

/** The quickest of five: whatever else the machine does makes none of them quicker. */
async function best(args: readonly string[]): Promise<Measured> {
  const all: Measured[] = [];
  for (let round = 0; round < 5; round++) all.push(await measure(args));
  return all.toSorted((a, b) => a.seconds - b.seconds)[0] as Measured;
}

function row(name: string, { seconds, megabytes, ended }: Measured): void {
  const time = ended ? `${seconds.toFixed(2)} s` : `not within ${patienceMs / 1000} s`;
  console.log(
    `${name.padEnd(44)} ${time.padStart(16)}  ${Number.isNaN(megabytes) ? '' : `${megabytes.toFixed(0)} MB`}`,
  );
}

function verdict(value: number, ceiling: number): string {
  return `${value.toFixed(2)} (ceiling ${ceiling}: ${value <= ceiling ? 'held' : 'MISSED'})`;
}

/** The package's command, installed beside the documents; undefined where that fails. */
function installed(): string | undefined {
  const { status } = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--silent', '--prefix', folder, peer], {
    stdio: 'ignore',
  });
  return status === 0 ? join(folder, 'node_modules/openapi-diff/bin/openapi-diff') : undefined;
}

/** Fetches a version of GitHub's webhooks; undefined where that fails. */
function webhooksOf(version: string): string | undefined {
  const options = { stdio: 'ignore', cwd: folder } as const;
  const name = `octokit-openapi-webhooks-${version}.tgz`;
  const at = join(folder, version);
  mkdirSync(at);
  const isFetched =
    spawnSync('npm', ['pack', '--silent', `@octokit/openapi-webhooks@${version}`], options).status === 0 &&
    spawnSync('tar', ['-xzf', name, '-C', at], options).status === 0;
  return isFetched ? join(at, 'package/generated/api.github.com.json') : undefined;
}

async function documents(): Promise<Record<'large' | 'small' | 'proved', [string, string]>> {
  const file = (name: string): string => join(folder, name);
  const [old, now] = [largeDocument(), largeDocument()];
  for (let index = 0; index < 1_000; index += 100)
    now.components.schemas[`Schema${index}`]?.properties.field7?.enum?.push('more');
  await writeFile(file('large-old.json'), JSON.stringify(old));
  await writeFile(file('large-new.json'), JSON.stringify(now));
  const text = await readFile(`${root}openapi/swagger.yaml`, 'utf8');
  await writeFile(file('small-old.yaml'), text);
  await writeFile(file('small-new.yaml'), text.replace('title: Voice Agent', 'title: The Voice Agent'));
  await writeFile(file('small-more.yaml'), text.replace(/^( +)- invalid_cart_data$/m, '$&\n$1- missing_phone'));
  return {
    large: [file('large-old.json'), file('large-new.json')],
    small: [file('small-old.yaml'), file('small-new.yaml')],
    proved: [file('small-old.yaml'), file('small-more.yaml')],
  };
}

interface Large {
  components: { schemas: Record<string, { properties: Record<string, { enum?: string[] }> }> };
  [key: string]: unknown;
}

/** A thousand operations, each with a body of seventy fields and a reference to one of a hundred others. */
function largeDocument(): Large {
  const numbers = Array.from({ length: 1_000 }, (_, index) => index);
  const schemas = Object.fromEntries(numbers.map((index) => [`Schema${index}`, largeSchema(index)]));
  const paths = Object.fromEntries(
    numbers.map((index) => {
      const schema = { $ref: `#/components/schemas/Schema${index}` };
      const requestBody = { required: true, content: { 'application/json': { schema } } };
      const responses = { 200: { description: 'Taken' } };
      return [`/operation/${index}`, { post: { operationId: `operation${index}`, requestBody, responses } }];
    }),
  );
  return { openapi: '3.0.3', info: { title: 'Large', version: '1.0.0' }, paths, components: { schemas } };
}

function largeSchema(index: number) {
  const fields = Array.from({ length: 70 }, (_, at) => [
    `field${at}`,
    {
      type: 'string',
      description: `Field number ${at} of schema ${index}, which says a good deal about what it is good for and how it is used by everybody.`,
      ...(at % 7 === 0 ? { enum: ['one', 'two', 'three'] } : {}),
    },
  ]);
  const next = { $ref: `#/components/schemas/Schema${index - (index % 10) + 9}` };
  return { type: 'object', required: ['field0', 'field1'], properties: { ...Object.fromEntries(fields), next } };
}
