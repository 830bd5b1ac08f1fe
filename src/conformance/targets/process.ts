import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { userError } from '../../errors.ts';
import { acceptsConnections } from '../../http-client/connections.ts';

interface ProcessOptions {
  /** Changes the environment of this process; what is undefined there is not set. */
  env: Record<string, string | undefined>;
  port: number;
  /** Bounds how long the command may take until it accepts connections, in milliseconds. */
  startMs: number;
  signal: AbortSignal | undefined;
  /** Takes out of its output what must not be shown. */
  redact(text: string): string;
}

/** Holds a command that accepts connections; `host` is the loopback address that it listens on, as it stands in a URL. */
export type StartedProcess = ReturnType<typeof watchProcess> & { host: string };

const terminationMs = 5_000;
const pollMs = 20;

/** Starts a shell command and waits until something accepts connections on the port. Throws a target error otherwise. */
export async function startProcess(command: string, options: ProcessOptions): Promise<StartedProcess> {
  const { port, startMs, signal } = options;
  // A group of its own: the shell, and whatever it starts, are ended together.
  const child = spawn('/bin/sh', ['-c', command], {
    detached: true,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = keepOutput(child, options.redact);
  const watched = watchProcess(child, output);
  const deadline = performance.now() + startMs;
  while (watched.isRunning() && !signal?.aborted && performance.now() < deadline) {
    const host = await loopbackHost(port);
    if (host) return { ...watched, host };
    await wait(pollMs);
  }
  const running = watched.isRunning();
  await watched.stop('SIGKILL');
  if (signal?.aborted) throw userError('interrupted', 'interrupted before the receiver accepted connections');
  if (!running)
    throw userError('target', 'the receiver ended before it accepted connections', { hint: await watched.ended });
  throw userError('target', `the receiver did not accept connections on port ${port} within ${startMs / 1000} s`, {
    hint: [`It must listen on the port in the environment variable PORT (${port}).`, output.all()]
      .filter(Boolean)
      .join('\nIts output: '),
  });
}

function watchProcess(child: ChildProcess, output: Output) {
  let stopping = false;
  let running = true;
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    // `close` comes when the output is read to its end, but grandchildren may keep that open.
    child.once('exit', (status, signal) => {
      running = false;
      const how = signal ? `by ${signal}` : `with status ${status}`;
      setTimeout(() => resolve([`ended ${how}`, output.all()].filter(Boolean).join('; its last output: ')), 20);
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
    /** Resolves when it ends: with what status, and its last output, in one line. */
    ended,
    isRunning: (): boolean => running,
    /** Gives what it last wrote to standard error, in one line. */
    errors: output.errors,
    /** Tells whether we are ending it. */
    isStopping: (): boolean => stopping,
    /** Ends it and all that it started; after a SIGTERM that is not heeded, by force. */
    async stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
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

/** Waits until nothing accepts connections on the port any more; not for ever, for the next start tells it better. */
export async function released(port: number): Promise<void> {
  const deadline = performance.now() + terminationMs;
  while (performance.now() < deadline && (await loopbackHost(port))) await wait(pollMs);
}

/** Finds the loopback address that accepts connections on the port; undefined where neither does. */
async function loopbackHost(port: number): Promise<string | undefined> {
  if (await acceptsConnections('127.0.0.1', port)) return '127.0.0.1';
  return (await acceptsConnections('::1', port)) ? '[::1]' : undefined;
}

const keptCharacters = 8 * 1024;

/** Gives the end of what a process printed, in one line: all of it, or what stands on standard error. */
interface Output {
  all(): string;
  errors(): string;
}

/** Keeps the end of what a process prints. */
function keepOutput(child: ChildProcess, redact: (text: string) => string): Output {
  const kept = { all: '', errors: '' };
  const keep = (name: keyof typeof kept) => (chunk: Buffer) => {
    kept[name] = (kept[name] + chunk.toString('utf8')).slice(-keptCharacters);
  };
  child.stdout?.on('data', keep('all'));
  child.stderr?.on('data', keep('all')).on('data', keep('errors'));
  return {
    all: () => lastLines(redact(kept.all)),
    // Of a stack, the frames of libraries would push out what went wrong.
    errors: () => lastLines(redact(kept.errors).replace(/^\s*at .*(?:node_modules|node:|\(native).*$/gm, '')),
  };
}

function lastLines(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.filter(Boolean).slice(-6).join(' | ').slice(-600);
}
