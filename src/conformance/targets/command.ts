import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { quoted } from '../../delivery/curl.ts';
import { isUserError } from '../../errors.ts';
import { type Keys, keyVariables, secretVariable } from '../../signature/keys.ts';
import { deliveryUrl } from '../../signature/signer.ts';
import { keyRedactor } from '../runner/evidence/redact.ts';
import { attributeCrashes } from './crash-attribution.ts';
import { released, type StartedProcess, startProcess } from './process.ts';
import { type Target, urlTarget } from './target.ts';

/** Says how a command is started. */
interface CommandOptions {
  /** The receiver's path. */
  path: string;
  /** Tells it, by `HOOKPROOF_URL`, what signatures are over; where deliveries go, unless something else is said. */
  signedUrl: string | undefined;
  /** Stand in its environment; its output is shown without them. */
  keys: Keys;
  /** Tells it, by `HOOKPROOF_EFFECTS`, that its effects log is wanted. */
  effects: boolean;
  /** More of its environment, besides that of this process and `PORT`. */
  env: Record<string, string> | undefined;
  /** Bounds how long the command may take until it accepts connections, in milliseconds. */
  startMs: number;
  /** Ends the wait for it. */
  signal: AbortSignal | undefined;
  /** Gives the command line that judges one case again; `hookproof verify --exec` where nothing is said. */
  rerun: Target['again'] | undefined;
}

/** A receiver that ends more often than this is started again only while that takes no longer, in all. */
const surelyRestarted = 20;
const restartingMs = 60_000;
/** Bounds how long after a 5xx what the receiver wrote of it may show. */
const errorsShowMs = 10;
/** Bounds how long after the last answer of a run the end of its receiver may show. */
const lastEndShowsMs = 100;

/** Starts a receiver, and ends all of it with the target. Throws a target error when it does not accept connections. */
export async function commandTarget(command: string, options: CommandOptions): Promise<Target> {
  const { path, keys, startMs, signal } = options;
  const port = await freePort();
  const settings = { env: environmentOf(options, port), port, startMs, signal, redact: keyRedactor(keys) };
  const { current, crashes, restart, revive } = await restartableProcess(command, settings);
  const target = await urlTarget(`http://${current().host}:${port}${path}`);
  return {
    ...target,
    kind: 'exec',
    again:
      options.rerun ??
      ((id) => `hookproof verify --exec ${quoted(command)} --path ${quoted(path)} --case ${quoted(id)}`),
    exchange: withErrors(attributeCrashes(target.exchange, crashes, revive), () => current().errors()),
    withoutKeys: () => keylessTarget(command, options),
    revive: () => ({ kill: () => current().stop('SIGKILL'), start: restart }),
    ended: async () => {
      await Promise.race([current().ended, wait(lastEndShowsMs)]);
      return current().isRunning() ? undefined : crashes.at(-1);
    },
    async close() {
      await target.close();
      await current().stop('SIGTERM');
    },
  };
}

/** Adds to each 5xx what the receiver last wrote to standard error. */
function withErrors(exchange: Target['exchange'], errors: () => string): Target['exchange'] {
  return async (request, options) => {
    const outcome = await exchange(request, options);
    if (outcome.kind !== 'answer' || outcome.response.status < 500) return outcome;
    // The answer may come before what was written.
    await wait(errorsShowMs);
    const printed = errors();
    return printed ? { ...outcome, printed } : outcome;
  };
}

/** Starts a process that may be started again; `crashes` lists how it ended without being told to, one sentence each. */
async function restartableProcess(command: string, settings: Parameters<typeof startProcess>[1]) {
  const crashes: string[] = [];
  const start = async (): Promise<StartedProcess> => {
    const started = await startProcess(command, settings);
    void started.ended.then((how) => started.isStopping() || crashes.push(how));
    return started;
  };
  let current = await start();
  const restart = async (): Promise<void> => {
    // What it started may have outlived it.
    await current.stop('SIGKILL');
    // What was killed may hold its port a while longer, and would be taken for the new one.
    await released(settings.port);
    current = await start();
  };
  let restarts = 0;
  let spentMs = 0;
  /** Starts it again where it ended; gives the reason where it does not start, or did too often. */
  const revive = async (): Promise<string | undefined> => {
    if (current.isRunning()) return undefined;
    if (++restarts > surelyRestarted && spentMs > restartingMs)
      return `it ended ${restarts} times and is not started again; the last time it ${crashes.at(-1)}`;
    const begun = performance.now();
    try {
      await restart();
      return undefined;
    } catch (error) {
      if (!isUserError(error) || error.code !== 'target') throw error;
      return `it is not there again: ${[error.message, error.hint].filter(Boolean).join('; ')}`;
    } finally {
      spentMs += performance.now() - begun;
    }
  };
  return { current: () => current, crashes, restart, revive };
}

/** Starts the receiver beside the one under test, on a port of its own and without keys; undefined where it does not start. */
async function keylessTarget(command: string, options: CommandOptions): Promise<Target | undefined> {
  const { path, keys, startMs, signal } = options;
  const port = await freePort();
  const unset = Object.fromEntries([...Object.values(keyVariables), secretVariable].map((name) => [name, undefined]));
  const env = { ...environmentOf(options, port), ...unset };
  let started: StartedProcess | undefined;
  try {
    started = await startProcess(command, { env, port, startMs, signal, redact: keyRedactor(keys) });
    const target = await urlTarget(`http://${started.host}:${port}${path}`);
    const { stop } = started;
    return { ...target, close: () => target.close().then(() => stop('SIGTERM')) };
  } catch (error) {
    // It may have ended between its first connection and the next.
    await started?.stop('SIGKILL');
    if (isUserError(error) && error.code === 'target') return undefined;
    throw error;
  }
}

function environmentOf(options: CommandOptions, port: number): Record<string, string> {
  const { path, signedUrl, keys, effects, env } = options;
  return {
    HOOKPROOF_URL: signedUrl ?? deliveryUrl(`http://127.0.0.1:${port}`, path),
    [keyVariables.public]: keys.public,
    [keyVariables.private]: keys.private,
    ...(effects ? { HOOKPROOF_EFFECTS: '1' } : {}),
    ...env,
    PORT: String(port),
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return port;
}
