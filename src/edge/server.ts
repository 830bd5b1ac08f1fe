import type { RequestListener, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { messageOf, userError } from '../errors.ts';
import { http } from '../http-client/node-http.ts';
import { type HostedApplication, requireApplication } from './application.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { type OwnRoutes, ownListener } from './own-routes.ts';
import { inTurns } from './turns.ts';

export interface RunningServer {
  /** Says where it accepts connections, e.g. `http://127.0.0.1:3000`. */
  url: string;
  /** Lets requests under way finish, within `drainMs`, then ends. */
  close(): Promise<void>;
}

/** Gives the sender of a request that is too large so long to read the response. */
const lingerMs = 2_000;

export interface ServerOptions {
  /** Names the port; 0 picks a free one. */
  port: number;
  host: string;
  limits?: Partial<Limits> | undefined;
  /** Tells whether the listener answers `Expect` itself; otherwise node does. */
  expectations?: boolean;
  /** Holds what the server shows of itself, beside what the listener answers. */
  own?: OwnRoutes | undefined;
}

/** Serves HTTP within the limits. Throws a target error when the address cannot be had. */
export async function startServer(listener: RequestListener, options: ServerOptions): Promise<RunningServer> {
  const limits: Limits = { ...defaultLimits, ...options.limits };
  const end = new AbortController();
  const { signal: ending } = end;
  const answersItself = options.own && ownListener(options.own, { host: options.host, limits });
  const turns = inTurns(listener, limits);
  // One for all requests, which are many.
  const finished = function (this: ServerResponse): void {
    const { req: request } = this;
    const isLast = turns.end(request);
    if (!request.complete) setTimeout(() => request.destroy(), lingerMs).unref();
    // It was under way when the draining began, and was promised that the connection stays.
    else if (ending.aborted && isLast) request.socket.end();
  };
  const serve: RequestListener = (request, response) => {
    if (ending.aborted) response.setHeader('connection', 'close');
    response.on('finish', finished);
    if (!answersItself?.({ request, response, ending })) turns.take(request, response);
  };
  const server = http.createServer(
    {
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      connectionsCheckingInterval: limits.checkMs,
      keepAliveTimeout: 65_000,
      noDelay: true,
    },
    serve,
  );
  if (options.expectations) server.on('checkContinue', serve).on('checkExpectation', serve);
  // No limit of node's own: it would drop the headers that exceed it without a word.
  server.maxHeadersCount = 0;
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const url = await listen(server, options.port, options.host);
  return {
    url,
    close: () => {
      end.abort();
      return drain(server, sockets, limits.drainMs);
    },
  };
}

/** Binds a server and gives its URL; port 0 picks a free one. Throws a target error when the address cannot be had. */
export async function listen(server: Server, port: number, host: string): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      const taken = 'code' in cause && cause.code === 'EADDRINUSE';
      const why = taken ? 'the port is in use' : messageOf(cause);
      const hint = taken ? { hint: 'Choose another with --port; --port 0 picks a free one.' } : {};
      reject(userError('target', `cannot listen on ${host}:${port}: ${why}`, { cause, ...hint }));
    });
    server.listen(port, host, resolve);
  });
  return urlOf(server);
}

function urlOf(server: Server): string {
  const address = server.address() as AddressInfo;
  return `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`;
}

/** Names a receiver to deliver to: an application of this process, or the URL of one, path included. */
export type Application = HostedApplication | string | URL;

/**
 * Gives an application an address on a free loopback port, unless it has one; `path` is that of one in this process. `close`
 * ends what was opened here; a server that listened already goes on. Throws a usage error for what is no application.
 */
export async function openApplication(
  application: Application,
  path: string,
): Promise<{ url: URL; close(): Promise<void> }> {
  if (typeof application === 'string' || application instanceof URL)
    return { url: new URL(application), close: async () => {} };
  const serveable = await requireApplication(application);
  const server = serveable instanceof http.Server ? serveable : http.createServer(serveable);
  const running = server.listening;
  const base = running ? urlOf(server) : await listen(server, 0, '127.0.0.1');
  return {
    url: new URL(path, base),
    async close() {
      if (running) return;
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function drain(server: Server, sockets: ReadonlySet<Socket>, drainMs: number): Promise<void> {
  const limit = setTimeout(() => server.closeAllConnections(), drainMs);
  return new Promise((resolve) => {
    server.close(() => {
      clearTimeout(limit);
      resolve();
    });
    // node:http waits for a connection's first request; one that has not begun has nothing to be waited for.
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
  });
}
