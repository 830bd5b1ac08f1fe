import http, { type Agent } from 'node:http';
import https from 'node:https';
import { connect as connectPlain, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';

/** Connections for requests that are to follow each other on the same one; to be destroyed after use. */
export function oneConnection(url: URL): Agent {
  const { Agent } = url.protocol === 'https:' ? https : http;
  return new Agent({ keepAlive: true, maxSockets: 1 });
}

/**
 * So many connections that are open before the first request goes out, so that what is sent at once arrives at once; to be
 * destroyed after use. A connection that does not come about within `timeoutMs` is tried again by the request itself.
 */
export async function openConnections(url: URL, count: number, timeoutMs: number): Promise<Agent> {
  const dialled = await Promise.all(Array.from({ length: count }, () => opened(url, timeoutMs)));
  const sockets = dialled.filter((socket) => socket !== undefined);
  // What is connected here need not have been accepted there yet; a receiver takes one connection after the other.
  await wait(settleMs);
  const { Agent } = url.protocol === 'https:' ? https : http;
  const agent = new Agent({ keepAlive: true });
  const connectAnew = agent.createConnection.bind(agent);
  agent.createConnection = (...args) => sockets.pop() ?? connectAnew(...args);
  const destroy = agent.destroy.bind(agent);
  agent.destroy = () => {
    for (const socket of sockets) socket.destroy();
    destroy();
  };
  return agent;
}

const settleMs = 20;

/** A connection of its own, begun; what an HTTP client does not send goes over such a one. */
export function dial(url: URL): Socket {
  const secure = url.protocol === 'https:';
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = Number(url.port) || (secure ? 443 : 80);
  return secure ? connectTls({ host, port, servername: host }) : connectPlain({ host, port });
}

function opened(url: URL, timeoutMs: number): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = dial(url);
    const fail = (): void => {
      socket.destroy();
      resolve(undefined);
    };
    socket.setTimeout(timeoutMs, fail);
    socket.once('error', fail);
    socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
      socket.setTimeout(0);
      socket.off('error', fail);
      resolve(socket);
    });
  });
}
