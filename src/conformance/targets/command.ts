import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { userError } from '../../errors.ts';
import { type Keys, keyVariables } from '../../signature/keys.ts';
import { keyRedactor } from '../runner/evidence/redact.ts';
import { attributeCrashes } from './crash-attribution.ts';
import { released, type StartedProcess, startProcess } from './process.ts';
import type { Target } from './target.ts';
import { urlTarget } from './url.ts';

/** Says how a command is started. */
export interface CommandOptions {
  /** The receiver's path. */
  path: string;
  /** Stand in its environment; its output is shown without them. */
  keys: Keys;
  /** Tells it, by `HOOKPROOF_EFFECTS`, that its effects log is wanted. */
  effects: boolean;
  /** More of its environment, besides that of this process and `PORT`. */
  env?: Record<string, string>;
  /** Bounds how long the command may take until it accepts connections, in milliseconds. */
  startMs: number;
  /** Ends the wait for it. */
  signal?: AbortSignal;
  /** Gives the command line that judges one case again. */
  again(caseId: string): string;
}

/** A receiver that ends this often cannot be judged further. */
const mostRestarts = 20;

/**
 * Starts a receiver by a shell command: it is given a free port in `PORT` and must accept connections there. It and
 * all that it starts is ended with the target. Throws a target error when it does not start.
 */
export async function commandTarget(command: string, options: CommandOptions): Promise<Target> {
  const port = await freePort();
  const { keys, startMs, signal } = options;
  const process = { env: environmentOf(options, port), port, startMs, redact: keyRedactor(keys) };
  const start = (): Promise<StartedProcess> => startProcess(command, { ...process, ...(signal ? { signal } : {}) });
  let current = await start();
  let restarts = 0;
  let crashes = 0;
  let words = '';
  const watch = (started: StartedProcess): void => {
    void started.ended.then((how) => {
      if (started.stopping) return;
      crashes++;
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
    exchange: attributeCrashes(target.exchange, { ends: () => crashes, revive, lastWords: () => words }),
    revive: () => ({ kill: () => current.stop('SIGKILL'), start: restart }),
    async close() {
      await target.close();
      await current.stop('SIGTERM');
    },
  };
}

function environmentOf({ keys, effects, env }: CommandOptions, port: number): Record<string, string> {
  return {
    [keyVariables.public]: keys.public,
    [keyVariables.private]: keys.private,
    ...(effects ? { HOOKPROOF_EFFECTS: '1' } : {}),
    ...env,
    PORT: String(port),
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
