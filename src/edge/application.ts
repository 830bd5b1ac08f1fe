import { createServer, type RequestListener, Server } from 'node:http';
import { listen, urlOf } from './server.ts';

/** Names a receiver to deliver to: an application of this process, or the URL of one, path included. */
export type Application = RequestListener | Server | string | URL;

export interface OpenApplication {
  /** Holds its URL; `path` is that of an application in this process. */
  url: URL;
  /** Ends what was opened here; a server that listened already goes on. */
  close(): Promise<void>;
}

/** Gives an application an address on a free loopback port, unless it has one. */
export async function openApplication(application: Application, path: string): Promise<OpenApplication> {
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
