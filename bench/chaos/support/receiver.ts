import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** Is the built command line. */
export const cli = fileURLToPath(new URL('../../../dist/cli/bin.js', import.meta.url));

/** Holds a receiver that runs as a process of its own. */
export interface Receiver {
  url: string;
  pid: number;
  /** Counts the milliseconds from its start until it accepted connections. */
  readyMs: number;
  /** Settles when it has ended, with its exit status; null where a signal ended it. */
  ended: Promise<number | null>;
  stderr(): string;
  signal(name: NodeJS.Signals): void;
  /** Ends it as `kill -9` does, and waits for that. */
  kill(): Promise<void>;
}

export interface ReceiverOptions {
  env?: Record<string, string>;
  /** Holds what Node runs; `serve` with the journal unless told otherwise. */
  args?: readonly string[];
  /** Holds a command that runs another as the same process, and commands of a shell that come before it, e.g. limits. */
  within?: readonly string[];
  before?: string;
}

const startMs = 60_000;
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts a receiver with a journal, on a free port, and waits until it accepts connections. Throws where it ends before. */
export async function startReceiver(journal: string, options: ReceiverOptions = {}): Promise<Receiver> {
  const { args = [cli, 'serve', '--port', '0', '--journal', journal], within = [], before, env } = options;
  const began = performance.now();
  const script = before === undefined ? [] : ['/bin/sh', '-c', `${before}; exec "$@"`, 'sh'];
  const [command = '', ...rest] = [...within, ...script, process.execPath, ...args];
  const child = spawn(command, rest, {
    env: { PATH: process.env.PATH ?? '', NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  const ended = once(child, 'exit').then(([code]) => {
    running.delete(child);
    return code as number | null;
  });
  const [output, errors] = [textOf(child, 'stdout'), textOf(child, 'stderr')];
  const url = await new Promise<string>((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error('the receiver does not start')), startMs);
    child.stdout?.on('data', () => {
      const found = /listening on (\S+)/.exec(output())?.[1];
      if (found === undefined) return;
      clearTimeout(limit);
      resolve(found);
    });
    void ended.then((code) => {
      clearTimeout(limit);
      reject(new Error(`the receiver ended with ${code}: ${errors()}`));
    });
  });
  return {
    ...{ url, pid: child.pid ?? 0, readyMs: performance.now() - began, ended, stderr: errors },
    signal: (name) => void child.kill(name),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Runs the command line to its end. */
export async function runCli(args: readonly string[]): Promise<{ status: number | null; stdout: string }> {
  const child = spawn(process.execPath, [cli, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [output, errors] = [textOf(child, 'stdout'), textOf(child, 'stderr')];
  const [status] = await once(child, 'close');
  return { status, stdout: output() + errors() };
}

function textOf(child: ChildProcess, stream: 'stdout' | 'stderr'): () => string {
  const chunks: Buffer[] = [];
  child[stream]?.on('data', (chunk: Buffer) => {
    // A receiver that runs for an hour says much; the end of it tells what happened.
    if (chunks.length > 1_000) chunks.shift();
    chunks.push(chunk);
  });
  return () => Buffer.concat(chunks).toString();
}

/** Reads what a process holds: mebibytes of memory now and at most, and open files. Linux alone tells. */
export async function heldBy(pid: number): Promise<{ memory: number; most: number; files: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const mebibytes = (name: string): number =>
    Math.round(Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024);
  const files = (await readdir(`/proc/${pid}/fd`)).length;
  return { memory: mebibytes('VmRSS'), most: mebibytes('VmHWM'), files };
}
