import http, { type Agent, type AgentOptions } from 'node:http';
import https from 'node:https';
import { setTimeout as wait } from 'node:timers/promises';
import { endpointOf, openConnection } from './connect.ts';

/** Makes an agent that keeps its connections open; to be destroyed after use. */
export function keptConnections(url: URL, options: AgentOptions = {}): Agent {
  const { Agent } = url.protocol === 'https:' ? https : http;
  return new Agent({ keepAlive: true, ...options });
}

/** After a connection is made here it need not have been accepted there; a receiver takes one after the other. */
const settleMs = 20;

/**
 * Makes an agent with so many connections that are open before the first request goes out, so that what is sent at once
 * arrives at once. One that does not come about within `timeoutMs` is tried again by the request itself.
 */
export async function openedConnections(url: URL, count: number, timeoutMs: number): Promise<Agent> {
  const opening = Array.from({ length: count }, () =>
    openConnection(endpointOf(url), timeoutMs).catch(() => undefined),
  );
  const sockets = (await Promise.all(opening)).filter((socket) => socket !== undefined);
  await wait(settleMs);
  const agent = keptConnections(url);
  const connectAnew = agent.createConnection.bind(agent);
  agent.createConnection = (...args) => sockets.pop() ?? connectAnew(...args);
  const destroy = agent.destroy.bind(agent);
  agent.destroy = () => {
    for (const socket of sockets) socket.destroy();
    destroy();
  };
  return agent;
}
