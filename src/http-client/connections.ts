import type { Agent, AgentOptions } from 'node:http';
import https from 'node:https';
import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { messageOf, userError } from '../errors.ts';
import { isObject } from '../schema/json.ts';
import { http } from './node-http.ts';

/** Says where a connection goes. */
export interface Endpoint {
  /** A name or an address; an IPv6 address stands without brackets. */
  host: string;
  port: number;
  /** Says whether TLS is spoken. */
  secure: boolean;
}

/** Reads the address of a receiver. Throws a usage error for what is not an http or https URL. */
export function receiverUrl(address: string): URL {
  const url = URL.parse(address);
  if (url?.username || url?.password)
    throw userError('usage', 'the address holds a user name or a password, which deliveries do not carry', {
      hint: 'Put what checks them before the receiver aside, or give the address behind it.',
    });
  if (url && (url.protocol === 'http:' || url.protocol === 'https:')) return url;
  throw userError('usage', `"${address}" is not an http or https URL`, {
    hint: 'Give the whole address that events are delivered to, its path included.',
  });
}

export function endpointOf(url: URL): Endpoint {
  const secure = url.protocol === 'https:';
  return { host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(url.port) || (secure ? 443 : 80), secure };
}

/** Begins a connection of its own; what an HTTP client does not send goes over such a one. */
export function startConnection({ host, port, secure }: Endpoint): Socket {
  return secure ? connectTls({ host, port, servername: isIP(host) ? '' : host }) : connectPlain({ host, port });
}

/** Opens a connection, its TLS handshake included. Rejects with the error that ended it, or when time is up. */
export function openConnection(endpoint: Endpoint, timeoutMs: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = startConnection(endpoint);
    const fail = (error: Error): void => {
      socket.destroy();
      reject(error);
    };
    socket.setTimeout(timeoutMs, () => fail(new Error(`no connection within ${timeoutMs / 1000} s`)));
    socket.on('error', fail);
    socket.once(endpoint.secure ? 'secureConnect' : 'connect', () => {
      socket.setTimeout(0);
      // From here on a reset only closes it, which whoever uses it sees.
      resolve(socket);
    });
  });
}

/** Opens a connection without TLS and closes it again. Throws a target error when nothing accepts it within 5 s; to reset it is to accept it. */
export async function checkReachable(url: URL): Promise<void> {
  try {
    (await openConnection({ ...endpointOf(url), secure: false }, 5_000)).destroy();
  } catch (cause) {
    if (isReset(cause)) return;
    const why = isObject(cause) && 'code' in cause ? String(cause.code) : messageOf(cause);
    throw userError('target', `nothing answers at ${url.host}: ${why}; is the receiver running?`, { cause });
  }
}

/** Tells whether another process accepts connections on a port of this machine. */
export async function acceptsConnections(host: string, port: number): Promise<boolean> {
  try {
    const socket = await openConnection({ host, port, secure: false }, 1_000);
    const { localPort } = socket;
    socket.destroy();
    // Where nobody listens, a connection may be made with itself: both its ends then have this port.
    return localPort !== port;
  } catch (error) {
    return isReset(error);
  }
}

function isReset(error: unknown): boolean {
  return isObject(error) && error.code === 'ECONNRESET';
}

/** Makes an agent that keeps its connections open; to be destroyed after use. */
export function keptConnections(url: URL, options: AgentOptions = {}): Agent {
  const { Agent } = url.protocol === 'https:' ? https : http;
  return new Agent({ keepAlive: true, ...options });
}

/** After a connection is made here it need not have been accepted there; a receiver takes one after the other. */
const settleMs = 20;

/** Makes an agent whose connections are open before the first request, so that all arrive at once. */
export async function openedConnections(url: URL, count: number, timeoutMs: number): Promise<Agent> {
  const opening = Array.from({ length: count }, () =>
    openConnection(endpointOf(url), timeoutMs).catch(() => undefined),
  );
  const sockets = (await Promise.all(opening)).filter((socket) => socket !== undefined);
  await wait(settleMs);
  const agent = keptConnections(url);
  const connectAnew = agent.createConnection.bind(agent);
  agent.createConnection = (...args) => {
    let open = sockets.pop();
    // One may have been closed meanwhile.
    while (open?.destroyed) open = sockets.pop();
    return open ?? connectAnew(...args);
  };
  const destroy = agent.destroy.bind(agent);
  agent.destroy = () => {
    for (const socket of sockets) socket.destroy();
    destroy();
  };
  return agent;
}
