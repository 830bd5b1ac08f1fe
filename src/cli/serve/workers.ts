import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { defaultLimits } from '../../edge/limits.ts';
import type { RunningServer } from '../../edge/server.ts';
import { gatherStoring, storingTeller } from './storing.ts';
import { gatherFigures } from './worker-figures.ts';

/** Marks a process as a worker; it holds the token that all of them ask for. */
const tokenVariable = 'HOOKPROOF_WORKER_TOKEN';
/** Holds the port that all workers listen on, also those that begin after all others have ended: no other is free for each. */
const portVariable = 'HOOKPROOF_WORKER_PORT';
/** Waits so long before a worker is replaced that never came to listen, in milliseconds. */
const restMs = 1_000;
/** Gives workers so much more time than they take to drain, in milliseconds. */
const killAfterMs = 1_000;

/** Gives the token of the worker that this process is; undefined for one that is none. */
export function workerToken(): string | undefined {
  return cluster.isWorker ? process.env[tokenVariable] : undefined;
}

/** Gives the port that this worker is to listen on; undefined for a process that is none. */
export function workerPort(): number | undefined {
  return cluster.isWorker ? Number(process.env[portVariable]) : undefined;
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
  host: string;
  /** Is 0 for any that is free. */
  port: number;
  token: string;
  /** Hears what becomes of workers. */
  say(line: string): void;
}

/**
 * Runs this command line in several processes that share its address, and puts another in the place of each that ends. Gives
 * where they listen, or the exit status of the first where that does not come to it, and has said why.
 */
export async function startWorkers({
  count,
  host,
  port: asked,
  token,
  say,
}: WorkersOptions): Promise<RunningServer | number> {
  const workers = new Set<Worker>();
  const figures = gatherFigures();
  const storing = gatherStoring(storingTeller(say));
  const port = asked || (await freePort(host));
  let stopping = false;
  const start = (): Worker => {
    const worker = cluster.fork({ [tokenVariable]: token, [portVariable]: port });
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

/** Finds a port that nobody listens on; 0 where an address cannot be listened on, which whoever tries says better. */
async function freePort(host: string): Promise<number> {
  const server = createServer();
  try {
    await once(server.listen(0, host), 'listening');
    return (server.address() as AddressInfo).port;
  } catch {
    return 0;
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
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
