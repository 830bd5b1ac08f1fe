import { existsSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { describeValue, formsOfApplications, resolveApplication, type Serveable } from '../../edge/application.ts';
import { openApplication } from '../../edge/server.ts';
import { isUserError, messageOf, userError } from '../../errors.ts';
import { http } from '../../http-client/node-http.ts';
import { checkRegularFile } from '../../regular-file.ts';
import { isObject } from '../../schema/json.ts';
import { attributeCrashes } from './crash-attribution.ts';
import { type Target, urlTarget } from './target.ts';

/** Serves an application on a free port; `again` is given where this process is the application's alone. */
export async function applicationTarget(
  application: Serveable,
  path: string,
  again?: (caseId: string) => string,
): Promise<Target> {
  const crashes: string[] = [];
  const server = application instanceof http.Server ? application : http.createServer(guarded(application, crashes));
  const opened = await openApplication(server, path);
  const target = await urlTarget(opened.url.href);
  const crash = (error: unknown): void => {
    crashes.push(`uncaught: ${messageOf(error)}`);
    server.closeAllConnections();
  };
  const release = again ? catchStray(crash) : () => {};
  return {
    ...target,
    kind: 'module',
    exchange: attributeCrashes(target.exchange, crashes, async () => undefined),
    ...(again ? { again } : {}),
    async close() {
      release();
      await target.close();
      await opened.close();
    },
  };
}

/** Ends the connection where a listener throws, which would end a process of its own; what it threw is kept. */
function guarded(listener: RequestListener, crashes: string[]): RequestListener {
  return (request, response) => {
    const run = async (): Promise<void> => listener(request, response);
    run().catch((error: unknown) => {
      crashes.push(`uncaught: ${messageOf(error)}`);
      request.socket.destroy();
    });
  };
}

/**
 * Tells `crash` what a callback throws later, and that a module ends the process: whose it was cannot be told, so all
 * connections end.
 */
function catchStray(crash: (error: unknown) => void): () => void {
  const { exit } = process;
  const refuse = (status: unknown = 0): never => {
    const ended = new Error(`it ends its process with status ${status}`);
    // Whoever asked for it may catch what is thrown.
    crash(ended);
    throw ended;
  };
  Object.assign(process, { exit: refuse });
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);
  return () => {
    Object.assign(process, { exit });
    process.off('uncaughtException', crash);
    process.off('unhandledRejection', crash);
  };
}

/** Says how a module is loaded: for how long it may take, and whether this process is its alone. */
interface Loading {
  startMs: number;
  alone: boolean;
  /** Ends the wait. */
  signal: AbortSignal | undefined;
}

/** Loads a module. One that ends the process on the way, or never has done, is an error as well. */
async function loadModule(file: string, { startMs, alone, signal }: Loading): Promise<unknown> {
  // The loader would wait for a pipe's writer, and nothing else could run meanwhile.
  if (existsSync(file)) checkRegularFile(file);
  const { promise: hindered, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`it is not done within ${startMs / 1000} s`)), startMs);
  const release = alone ? catchStray(reject) : () => {};
  signal?.addEventListener('abort', () => reject(userError('interrupted', 'interrupted')), { once: true });
  try {
    return await Promise.race([import(pathToFileURL(resolve(file)).href), hindered]);
  } finally {
    clearTimeout(timer);
    // What is thrown beside the error itself comes after this turn.
    await setImmediate();
    release();
  }
}

/** Loads the application that a file exports by default. Throws a target error when it cannot be loaded, a usage error where it is none. */
export async function loadApplication(file: string, loading: Loading): Promise<Serveable> {
  const loaded = await loadModule(file, loading).catch((cause) => {
    if (isUserError(cause)) throw cause;
    throw userError('target', `${file}: cannot be loaded: ${messageOf(cause)}`, { cause });
  });
  // A module that exports nothing by default may still export an app by its name.
  const hasDefault = isObject(loaded) && 'default' in loaded;
  const exported = hasDefault ? loaded.default : { ...(loaded as object) };
  const found = await resolveApplication(exported).catch((error: unknown) => {
    throw userError('target', `${file}: ${messageOf(error)}`, { cause: error });
  });
  if (found) return found;
  const what = hasDefault
    ? `its default export is ${describeValue(exported)}: neither a request listener nor an app with one`
    : 'it has no default export';
  throw userError('usage', `${file}: ${what}`, { hint: formsOfApplications });
}
