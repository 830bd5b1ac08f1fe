import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { userError } from '../../errors.ts';
import { mortal } from './crash-attribution.ts';
import { released, type Started, startProcess } from './process.ts';
import type { Target } from './target.ts';
import { urlTarget } from './url.ts';

export interface CommandOptions {
  /** The receiver's path. */
  path: string;
  /** Given to the command besides the environment of this process; `PORT` is added. */
  env: Record<string, string>;
  /** How long the command may take until it accepts connections, in milliseconds. */
  startMs: number;
  /** Ends the wait for it. */
  signal?: AbortSignal;
  /** The command line that judges one case again. */
  again(caseId: string): string;
  /** Takes out of the command's output what must not be shown. */
  scrub(text: string): string;
}

/** A receiver that ends this often cannot be judged further. */
const mostRestarts = 20;

/**
 * A receiver that a shell command starts: it is given a free port in `PORT` and must accept connections there. It and
 * all that it starts is ended with the target. Throws a target error when it does not start.
 */
export async function commandTarget(command: string, options: CommandOptions): Promise<Target> {
  const port = await freePort();
  const env = { ...options.env, PORT: String(port) };
  const start = (): Promise<Started> => startProcess(command, { ...options, env, port });
  let current = await start();
  let restarts = 0;
  let deaths = 0;
  let words = '';
  const watch = (started: Started): void => {
    void started.ended.then((how) => {
      if (started.stopping) return;
      deaths++;
      words = how;
    });
  };
  watch(current);
  const restart = async (): Promise<void> => {
    // What was killed may hold its port a while longer, and would be taken for the new one.
    await released(port);
    current = await start();
    watch(current);
  };
  const revive = async (): Promise<void> => {
    if (current.running) return;
    if (++restarts > mostRestarts) throw userError('target', `the receiver ended ${restarts} times: ${words}`);
    await restart();
  };
  const url = `http://${current.host}:${port}${options.path}`;
  const target = await urlTarget(url);
  return {
    ...target,
    kind: 'exec',
    again: options.again,
    exchange: mortal(target.exchange, { deaths: () => deaths, revive, lastWords: () => words }),
    revive: () => ({ kill: () => current.stop('SIGKILL'), start: restart }),
    async close() {
      await target.close();
      await current.stop('SIGTERM');
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
