/**
 * The main job in one go: the reference receiver and the Prism mock are started on free ports, and the conformance gate
 * is run through the receiver and the examples. Exits with 1 when a gate fails.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { loadContract } from '../dist/contract/load.js';
import { developmentKeys } from '../dist/signature/keys.js';

const root = fileURLToPath(new URL('../', import.meta.url));
const cli = `${root}dist/cli/bin.js`;
const keys = { HOOKPROOF_PUBLIC_KEY: developmentKeys.public, HOOKPROOF_PRIVATE_KEY: developmentKeys.private };

interface Running {
  url: string;
  stop(): Promise<void>;
}

const contract = await loadContract();
const { path } = contract.operation;
const failed: string[] = [];

await gate('the reference receiver', 'hookproof serve', [
  process.execPath,
  cli,
  'serve',
  '--port',
  '0',
  '--journal',
  'memory',
]);
for (const [name, folder] of [
  ['the Express example, with Ajv', 'express-ajv'],
  ['the Fastify example', 'fastify'],
] as const) {
  const server = `examples/${folder}/server.ts`;
  // A demonstration leaves no file behind.
  await gate(name, `node ${server}`, ['env', 'INBOX=:memory:', process.execPath, server]);
}
if (there('python3', '--version')) {
  await gate('the Python example', 'python3 examples/python-stdlib/receiver.py', [
    'python3',
    'examples/python-stdlib/receiver.py',
  ]);
} else {
  title('the Python example: left out, because there is no python3 on this machine');
}
if (there('javac', '-version')) {
  await gate('the Java example', 'examples/java-httpserver/run', ['examples/java-httpserver/run']);
} else {
  title('the Java example: left out, because there is no JDK on this machine');
}
await mock();

title(failed.length === 0 ? 'every gate holds' : `failed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;

function there(command: string, version: string): boolean {
  return spawnSync(command, [version]).status === 0;
}

async function gate(name: string, shown: string, command: string[]): Promise<void> {
  title(name);
  console.log(`$ ${shown} &`);
  const receiver = await start(command);
  const url = `${receiver.url}${path}`;
  console.log(`$ hookproof verify --strict --url ${url}`);
  const status = await run([cli, 'verify', '--strict', '--url', url]);
  await receiver.stop();
  if (status !== 0) failed.push(name);
}

async function mock(): Promise<void> {
  title('the API of the contract, mocked by Prism');
  console.log('$ hookproof mock &');
  const server = await start([process.execPath, cli, 'mock', '--port', '0']);
  const good = { event: { type: contract.eventTypes[0], data: {} } };
  const headers = {
    'x-public-key': developmentKeys.public,
    'x-private-key': developmentKeys.private,
    'content-type': 'application/json',
  };
  const answers: [string, number, number][] = [
    ['a legal event with both keys', 200, await post(`${server.url}${path}`, good, headers)],
    ['the same without its data', 400, await post(`${server.url}${path}`, { event: {} }, headers)],
    ['the same without keys', 401, await post(`${server.url}${path}`, good, { 'content-type': 'application/json' })],
  ];
  await server.stop();
  for (const [what, , status] of answers) console.log(`${status}  ${what}`);
  if (answers.some(([, expected, status]) => expected !== status)) failed.push('the Prism mock');
}

async function start([command = '', ...args]: string[]): Promise<Running> {
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, ...keys, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await listening(child);
  return {
    url,
    async stop() {
      if (child.exitCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const url = /listening on (http:\/\/[^\s/]+)/.exec(output)?.[1];
      if (url) resolve(url);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`ended with ${code} before it accepted connections`)));
  });
}

async function run(args: string[]): Promise<number | null> {
  const child = spawn(process.execPath, args, { cwd: root, env: { ...process.env, ...keys }, stdio: 'inherit' });
  const [status] = (await once(child, 'exit')) as [number | null];
  return status;
}

function post(url: string, body: unknown, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', headers, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on('error', reject);
    sent.end(JSON.stringify(body));
  });
}

function title(text: string): void {
  console.log(`\n── ${text} ${'─'.repeat(Math.max(74 - text.length, 2))}`);
}
