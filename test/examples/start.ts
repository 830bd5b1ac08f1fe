import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { developmentKeys } from '../../src/signature/keys.ts';
import { root } from '../support/cli.ts';
import { hasTool } from '../support/tool.ts';

export interface Example {
  name: string;
  command: string[];
  /** What it is started with unless a test says otherwise. */
  env?: Record<string, string>;
}

const python = hasTool('python3');
const java = hasTool('javac', '-version');

/** Those that judge events by a schema that the contract command printed, each with the arguments that print it. */
export const bySchema: (Example & { printed: string[] })[] = ['express-ajv', 'fastify'].map((name) => ({
  name,
  command: [process.execPath, `${root}examples/${name}/server.ts`],
  env: { INBOX: ':memory:' },
  printed: name === 'fastify' ? ['--draft', '7'] : [],
}));

/** Those that judge events by checks of their own, in languages that bring no validator. */
export const byHand: Example[] = [
  ...(python
    ? [{ name: 'python-stdlib', command: ['python3', '-B', `${root}examples/python-stdlib/receiver.py`] }]
    : []),
  ...(java ? [{ name: 'java-httpserver', command: [`${root}examples/java-httpserver/run`] }] : []),
];

/** The examples that this machine can run. */
export const examples: Example[] = [...bySchema, ...byHand];

export interface Running {
  url: string;
  port: number;
  process: ChildProcess;
  output(): string;
  /** Sends SIGTERM and waits for the end; gives the exit status. */
  stop(): Promise<number | null>;
}

/** Starts an example on a free port, with the development keys unless told otherwise. */
export async function startExample(
  { command, env: usual }: Example,
  env: Record<string, string> = {},
): Promise<Running> {
  const child = spawnExample(command, {
    HOOKPROOF_PUBLIC_KEY: developmentKeys.public,
    HOOKPROOF_PRIVATE_KEY: developmentKeys.private,
    ...usual,
    ...env,
  });
  const output = collected(child);
  const ended = once(child, 'close') as Promise<[number | null]>;
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', () => {
      const found = /listening on (http:\S+)/.exec(output())?.[1];
      if (found) resolve(found);
    });
    void ended.then(([status]) => reject(new Error(`ended with ${status}: ${output()}`)));
  });
  return {
    url,
    port: Number(new URL(url).port),
    process: child,
    output,
    async stop() {
      child.kill('SIGTERM');
      return (await ended)[0];
    },
  };
}

/** Runs an example that should not start; gives its exit status and all that it printed. */
export async function refusedStart(
  { command }: Example,
  env: Record<string, string>,
): Promise<{ status: number | null; output: string }> {
  const child = spawnExample(command, env);
  const output = collected(child);
  // One that does start must not stay, nor keep the test waiting.
  child.stdout?.on('data', () => {
    if (output().includes('listening on')) child.kill('SIGKILL');
  });
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, output: output() };
}

/** Writes raw bytes to a port, piece by piece, and gives all that comes back until the other side ends. */
export async function wire(port: number, ...pieces: (string | Buffer)[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.setNoDelay(true);
  let seen = '';
  socket.on('data', (chunk: Buffer) => {
    seen += chunk.toString('latin1');
  });
  const ended = new Promise<void>((resolve) => {
    socket.on('error', () => {});
    socket.on('close', () => resolve());
  });
  for (const piece of pieces) await new Promise((sent) => socket.write(piece, sent));
  await ended;
  return seen;
}

function spawnExample([command = '', ...args]: string[], env: Record<string, string>): ChildProcess {
  return spawn(command, args, { env: { PATH: process.env.PATH ?? '', PORT: '0', ...env }, stdio: 'pipe' });
}

function collected(child: ChildProcess): () => string {
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString();
}
