import { createServer, type RequestListener, Server } from 'node:http';
import { listen, urlOf } from './server.ts';

/** Names a receiver to deliver to: an application of this process, or the URL of one, path included. */
export type Application = RequestListener | Server | string | URL;

/**
 * Gives an application an address on a free loopback port, unless it has one; `path` is that of one in this process. `close`
 * ends what was opened here; a server that listened already goes on.
 */
export async function openApplication(
  application: Application,
  path: string,
): Promise<{ url: URL; close(): Promise<void> }> {
  if (typeof application === 'string' || application instanceof URL)
    return { url: new URL(application), close: async () => {} };
  const server = application instanceof Server ? application : createServer(application);
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
