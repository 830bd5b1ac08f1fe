import { createServer, type RequestListener, Server } from 'node:http';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openApplication } from '../../edge/server.ts';
import { messageOf, userError } from '../../errors.ts';
import { isObject } from '../../schema/json.ts';
import { attributeCrashes } from './crash-attribution.ts';
import { type Target, urlTarget } from './target.ts';

export type HostedApplication = RequestListener | Server;

/** Serves an application on a free port; `again` is given where this process is the application's alone. */
export async function applicationTarget(
  application: HostedApplication,
  path: string,
  again?: (caseId: string) => string,
): Promise<Target> {
  const crashes: string[] = [];
  const server = application instanceof Server ? application : createServer(guarded(application, crashes));
  const opened = await openApplication(server, path);
  const target = await urlTarget(opened.url.href);
  const release = again ? catchStray(server, crashes) : () => {};
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
 * Does the same for what a callback throws later, and for a module that ends the process: whose it was cannot be told, so all
 * connections end.
 */
function catchStray(server: Server, crashes: string[]): () => void {
  const crash = (error: unknown): void => {
    crashes.push(`uncaught: ${messageOf(error)}`);
    server.closeAllConnections();
  };
  const { exit } = process;
  const refuse = (status: unknown = 0): never => {
    throw new Error(`it ends its process with status ${status}`);
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

/** Loads the application that a file exports by default. Throws a target error when it cannot be loaded or exports none. */
export async function loadApplication(file: string): Promise<HostedApplication> {
  const loaded: unknown = await import(pathToFileURL(resolve(file)).href).catch((cause) => {
    throw userError('target', `${file}: cannot be loaded: ${messageOf(cause)}`, { cause });
  });
  const exported = isObject(loaded) ? loaded.default : undefined;
  const found = await applicationOf(isObject(exported) && 'default' in exported ? exported.default : exported);
  if (found) return found;
  throw userError('usage', `${file}: its default export is neither a request listener nor an app with one`);
}

/** Finds the listener or server in an application of any kind; undefined where there is none. */
export async function applicationOf(value: unknown): Promise<HostedApplication | undefined> {
  if (typeof value === 'function') return value as RequestListener;
  if (value instanceof Server) return value;
  if (!isObject(value)) return undefined;
  // Koa gives its listener through callback(); Fastify and others hold a server.
  if (typeof value.callback === 'function') return value.callback.call(value) as RequestListener;
  // Fastify sets up its routes only when it is asked to.
  if (typeof value.ready === 'function') await value.ready();
  return value.server instanceof Server ? value.server : undefined;
}
