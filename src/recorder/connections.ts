import http, { type Agent, type ClientRequest } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';

/**
 * Ties each connection of a sender to one of its own to the receiver: both live and end together, as if there were one.
 * So requests keep their order, and a kept connection that the receiver closes is closed for the sender too.
 */
export function connections({ protocol }: URL) {
  const { Agent } = protocol === 'https:' ? https : http;
  const agents = new WeakMap<Socket, Agent>();
  const underWay = new WeakMap<Socket, number>();
  const followed = new WeakSet<Socket>();
  const count = (sender: Socket, change: number): void =>
    void underWay.set(sender, (underWay.get(sender) ?? 0) + change);
  return {
    /** Gives the agent whose one connection to the receiver belongs to this connection of the sender. */
    agentFor(sender: Socket): Agent {
      const known = agents.get(sender);
      if (known) return known;
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      agents.set(sender, agent);
      sender.once('close', () => agent.destroy());
      return agent;
    },
    /** Keeps a sender's connection open, whatever becomes of the receiver's, until the function that it gives is called. */
    hold(sender: Socket) {
      count(sender, 1);
      return () => count(sender, -1);
    },
    /** Ties a request to both connections while it is under way. */
    follow(sender: Socket, sent: ClientRequest): void {
      count(sender, 1);
      sent.once('close', () => count(sender, -1));
      sent.once('socket', (receiver) => {
        if (followed.has(receiver)) return;
        followed.add(receiver);
        receiver.once('close', () => {
          if ((underWay.get(sender) ?? 0) === 0) sender.end();
        });
      });
    },
  };
}
