import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { defaultLimits } from '../../edge/limits.ts';
import type { RunningServer } from '../../edge/server.ts';
import { gatherStoring, storingTeller } from './storing.ts';
import { gatherFigures } from './worker-figures.ts';

/** Marks a process as a worker; it holds the token that all of them ask for. */
const tokenVariable = 'HOOKPROOF_WORKER_TOKEN';
/** Waits so long before a worker is replaced that never came to listen, in milliseconds. */
const restMs = 1_000;
/** Gives workers so much more time than they take to drain, in milliseconds. */
const killAfterMs = 1_000;

/** Gives the token of the worker that this process is; undefined for one that is none. */
export function workerToken(): string | undefined {
  return cluster.isWorker ? process.env[tokenVariable] : undefined;
}

/** Tells the process that started this worker where it listens, and closes it once that stops it, or is gone. */
export async function serveAsWorker({ url, close }: RunningServer): Promise<void> {
  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
  process.on('SIGTERM', () => stop());
  // A terminal interrupts all processes at once; the first of them tells the others.
  process.on('SIGINT', () => {});
  process.once('disconnect', stop);
  // Else Node ends a worker at once that has lost its parent, with what it has under way.
  if (cluster.worker) cluster.worker.exitedAfterDisconnect = true;
  process.send?.({ url });
  await stopped;
  await close();
  if (process.connected) process.disconnect();
}

interface WorkersOptions {
  count: number;
  token: string;
  /** Hears what becomes of workers. */
  say(line: string): void;
}

/**
 * Runs this command line in several processes that share its address, and puts another in the place of each that ends. Gives
 * where they listen, or the exit status of the first where that does not come to it, and has said why.
 */
export async function startWorkers({ count, token, say }: WorkersOptions): Promise<RunningServer | number> {
  const workers = new Set<Worker>();
  const figures = gatherFigures();
  const storing = gatherStoring(storingTeller(say));
  let stopping = false;
  const start = (): Worker => {
    const worker = cluster.fork({ [tokenVariable]: token });
    workers.add(worker);
    figures.follow(worker);
    storing.follow(worker);
    worker.on('error', () => {});
    worker.once('exit', () => workers.delete(worker));
    return worker;
  };
  const keepOne = (worker: Worker, listens: boolean): void => {
    let ready = listens;
    hearAddress(worker, () => {
      ready = true;
    });
    worker.once('exit', (status, signal) => {
      if (stopping) return;
      say(`worker ${worker.process.pid} ended with ${signal ?? `status ${status}`}; another takes its place`);
      setTimeout(() => !stopping && keepOne(start(), false), ready ? 0 : restMs);
    });
  };
  const first = start();
  const url = await addressOf(first);
  if (typeof url === 'number') return url;
  keepOne(first, true);
  const others = Array.from({ length: count - 1 }, start);
  for (const worker of others) keepOne(worker, false);
  await Promise.all(others.map(addressOf));
  return {
    url,
    async close() {
      stopping = true;
      await Promise.all([...workers].map(stopWorker));
    },
  };
}

/** Waits for where a worker listens; gives its exit status where it ends before. */
async function addressOf(worker: Worker): Promise<string | number> {
  const { promise, resolve } = Promise.withResolvers<string | number>();
  hearAddress(worker, resolve);
  worker.once('exit', (status) => resolve(status || 2));
  return promise;
}

/** Hears where a worker listens, among what else it tells. */
function hearAddress(worker: Worker, listens: (url: string) => void): void {
  worker.on('message', (told: { url?: string }) => {
    if (told.url !== undefined) listens(told.url);
  });
}

async function stopWorker(worker: Worker): Promise<void> {
  const ended = once(worker, 'exit');
  const limit = setTimeout(() => worker.process.kill('SIGKILL'), defaultLimits.drainMs + killAfterMs);
  worker.process.kill('SIGTERM');
  await ended;
  clearTimeout(limit);
}
