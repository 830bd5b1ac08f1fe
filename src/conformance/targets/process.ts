import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { userError } from '../../errors.ts';
import { acceptsConnections } from '../../http-client/connect.ts';

/** Says how a command is started, and how its output is shown. */
export interface ProcessOptions {
  env: Record<string, string>;
  port: number;
  startMs: number;
  signal?: AbortSignal;
  redact(text: string): string;
}

/** Holds a command that accepts connections. */
export interface StartedProcess {
  /** The loopback address that it listens on, as it stands in a URL. */
  host: string;
  /** Resolves when it ends: with what status, and its last output, in one line. */
  ended: Promise<string>;
  readonly running: boolean;
  /** Tells whether we are ending it. */
  readonly stopping: boolean;
  /** Ends it and all that it started; after a SIGTERM that is not heeded, by force. */
  stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/** Bounds how long a SIGTERM is given. */
const terminationMs = 5_000;
const pollMs = 20;

/** Starts a shell command and waits until something accepts connections on the port. Throws a target error otherwise. */
export async function startProcess(command: string, options: ProcessOptions): Promise<StartedProcess> {
  // A group of its own: the shell, and whatever it starts, are ended together.
  const child = spawn('/bin/sh', ['-c', command], {
    detached: true,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kept = keepOutput(child);
  const output = (): string => lastLines(options.redact(kept()));
  const started = watchProcess(child, output);
  const host = await acceptedAt(options, started);
  if (host !== undefined) return Object.assign(started, { host });
  const running = started.running;
  await started.stop('SIGKILL');
  if (options.signal?.aborted) throw userError('interrupted', 'interrupted before the receiver accepted connections');
  const why = running
    ? `did not accept connections on port ${options.port} within ${options.startMs / 1000} s`
    : 'ended';
  throw userError('target', `the receiver ${why}${running ? '' : ` before it accepted connections`}`, {
    hint: running ? output() || 'It must listen on the port that PORT names.' : await started.ended,
  });
}

function watchProcess(child: ChildProcess, output: () => string): StartedProcess {
  let stopping = false;
  let running = true;
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    // `close` comes when the output is read to its end, but grandchildren may keep that open.
    child.once('exit', (status, signal) => {
      running = false;
      const how = signal ? `by ${signal}` : `with status ${status}`;
      setTimeout(() => resolve([`ended ${how}`, output()].filter(Boolean).join('; its last output: ')), 20);
    });
  });
  const killGroup = (signal: NodeJS.Signals): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal);
    } catch {
      // Nobody is left.
    }
  };
  // Whatever ends this process must not leave the receiver behind.
  const atExit = (): void => killGroup('SIGKILL');
  process.once('exit', atExit);
  return {
    host: '',
    ended,
    get running() {
      return running;
    },
    get stopping() {
      return stopping;
    },
    async stop(signal) {
      stopping = true;
      killGroup(signal);
      const timer = setTimeout(() => killGroup('SIGKILL'), terminationMs);
      await ended;
      clearTimeout(timer);
      killGroup('SIGKILL');
      child.stdout?.destroy();
      child.stderr?.destroy();
      process.off('exit', atExit);
    },
  };
}

/** Finds the loopback address that accepts connections on the port; undefined when time is up or the process ended. */
async function acceptedAt(
  { port, startMs, signal }: ProcessOptions,
  started: StartedProcess,
): Promise<string | undefined> {
  const deadline = performance.now() + startMs;
  while (started.running && !signal?.aborted && performance.now() < deadline) {
    if (await acceptsConnections('127.0.0.1', port)) return '127.0.0.1';
    if (await acceptsConnections('::1', port)) return '[::1]';
    await wait(pollMs);
  }
  return undefined;
}

/** Waits until nothing accepts connections on the port any more; not for ever, for the next start tells it better. */
export async function released(port: number): Promise<void> {
  const deadline = performance.now() + terminationMs;
  while (performance.now() < deadline) {
    if (!(await acceptsConnections('127.0.0.1', port)) && !(await acceptsConnections('::1', port))) return;
    await wait(pollMs);
  }
}

const keptCharacters = 8 * 1024;

/** Keeps the end of what a process prints. */
function keepOutput(child: ChildProcess): () => string {
  let text = '';
  const keep = (chunk: Buffer): void => {
    text = (text + chunk.toString('utf8')).slice(-keptCharacters);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  return () => text;
}

/** Writes the end of an output as one line. */
function lastLines(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.filter(Boolean).slice(-6).join(' | ').slice(-600);
}
