import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { run } from '../../src/cli/run.ts';
import { type ProcessLimits, spawnLimited } from './limited.ts';
import { environment, type Surroundings, within } from './surroundings.ts';

/** The project's root, with a slash at its end. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

// What the caller's environment says must not decide what a test sees; Jest gives each test file a copy of it.
for (const name of ['HOOKPROOF_PUBLIC_KEY', 'HOOKPROOF_PRIVATE_KEY', 'HOOKPROOF_SECRET', 'GITHUB_STEP_SUMMARY'])
  delete process.env[name];

export interface CliResult {
  /** The exit status; null when a signal ended it. */
  status: number | null;
  stdout: string;
  stderr: string;
}

export interface CliOptions extends Surroundings {
  /** What the kernel lets the process take; more ends it. */
  limits?: ProcessLimits;
}

/**
 * Runs the command line in this process, to its end. Where a folder, variables or standard input are given, it has these alone, as a
 * process of its own would, and such runs take turns; signals and all else are those of Jest.
 */
export function hookproof(args: string[], surroundings?: Surroundings): Promise<CliResult> {
  return surroundings ? within(surroundings, () => runHere(args)) : runHere(args);
}

async function runHere(args: string[]): Promise<CliResult> {
  const [stdout, stderr] = [memory(), memory()];
  const status = await run(args, stdout.stream, stderr.stream, (ended) => {
    throw new Error(`hookproof ${args.join(' ')} ends its process with ${ended}: run it by hookproofProcess`);
  });
  return { status, stdout: stdout.text(), stderr: stderr.text() };
}

/** Runs the built command line as a process of its own, to its end: for what only a process has. */
export async function hookproofProcess(args: string[], options: CliOptions = {}): Promise<CliResult> {
  const child = start(args, options);
  const output = collect(child);
  child.stdin?.on('error', () => {});
  child.stdin?.end(options.stdin ?? '');
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, ...output() };
}

export interface RunningServer {
  /** What the line `listening on URL` says. */
  url: string;
  output(): { stdout: string; stderr: string };
  /** Stops it as the signal does, and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<CliResult>;
}

export interface RunningCli extends RunningServer {
  process: ChildProcess;
}

/**
 * Starts a server command on a free port in this process, where many are wanted and none needs a process of its own. It has the
 * surroundings that are given until it listens.
 */
export function hookproofServing(args: string[], surroundings?: Omit<Surroundings, 'stdin'>): Promise<RunningServer> {
  return surroundings ? within(surroundings, () => serveHere(args)) : serveHere(args);
}

async function serveHere(args: string[]): Promise<RunningServer> {
  const { promise: listening, resolve: listens, reject } = Promise.withResolvers<string>();
  let end: NodeJS.SignalsListener | undefined;
  const [stdout, stderr] = [
    memory((text) => {
      const url = /^listening on (\S+)/m.exec(text)?.[1];
      // A command begins to wait for signals just before it says that it listens.
      end ??= url === undefined ? undefined : process.listeners('SIGTERM').at(-1);
      if (url !== undefined) listens(url);
    }),
    memory(),
  ];
  const output = () => ({ stdout: stdout.text(), stderr: stderr.text() });
  const ended = run([...withoutTraces(args), '--port', '0'], stdout.stream, stderr.stream, (status) => {
    throw new Error(`hookproof ${args.join(' ')} ends its process with ${status}: run it by hookproofServer`);
  });
  void ended.then((status) => reject(new Error(`ended with ${status}: ${stderr.text()}`)));
  return {
    url: await listening,
    output,
    async stop(signal = 'SIGTERM') {
      end?.(signal);
      return { status: await ended, ...output() };
    },
  };
}

/** Starts a server command (`serve`, `mock`) on a free port and waits until it accepts connections. */
export async function hookproofServer(args: string[], options: CliOptions = {}): Promise<RunningCli> {
  const child = start([...withoutTraces(args), '--port', '0'], options);
  const output = collect(child);
  const ended = once(child, 'close') as Promise<[number | null]>;
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', () => {
      const found = /listening on (\S+)/.exec(output().stdout)?.[1];
      if (found) resolve(found);
    });
    void ended.then(([status]) => reject(new Error(`ended with ${status}: ${output().stderr}`)));
  });
  return {
    url,
    process: child,
    output,
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      const [status] = await ended;
      return { status, ...output() };
    },
  };
}

/** Starts a command that is to be interrupted: `saw` waits for a text in its output. */
export function hookproofRunning(
  args: string[],
  options: CliOptions = {},
): { write(text: string): void; saw(text: string): Promise<void>; stop(signal: NodeJS.Signals): Promise<CliResult> } {
  const child = start(args, options);
  const output = collect(child);
  const ended = once(child, 'close') as Promise<[number | null]>;
  const has = (text: string): boolean => Object.values(output()).some((part) => part.includes(text));
  return {
    write: (text) => void child.stdin?.write(text),
    saw: (text) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (has(text)) resolve();
        };
        child.stdout?.on('data', look);
        child.stderr?.on('data', look);
        look();
      }),
    async stop(signal) {
      child.kill(signal);
      const [status] = await ended;
      return { status, ...output() };
    },
  };
}

/** Has a receiver keep nothing on the disk, unless a test asks for it. */
function withoutTraces(args: string[]): string[] {
  return args[0] === 'serve' && !args.includes('--journal') ? [...args, '--journal', 'memory'] : args;
}

const running = new Set<ChildProcess>();

// A test that fails does not come to stop what it started. Workers end by themselves when their parent is gone.
globalThis.afterAll?.(() => {
  for (const child of running) child.kill('SIGKILL');
});

function start(args: string[], options: CliOptions): ChildProcess {
  const child = spawnLimited([`${root}dist/cli/bin.js`, ...args], options.limits, {
    cwd: options.cwd ?? root,
    env: environment(options),
    stdio: 'pipe',
  });
  running.add(child);
  child.once('close', () => running.delete(child));
  return child;
}

function collect(child: ChildProcess): () => { stdout: string; stderr: string } {
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
  child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk));
  return () => ({ stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() });
}

function memory(hear: (text: string) => void = () => {}): { stream: Writable; text(): string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      hear(chunk.toString());
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString() };
}
