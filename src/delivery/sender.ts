import http, { type ClientRequest } from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Contract } from '../contract/load.ts';
import { userError } from '../errors.ts';
import type { Header } from '../exchange.ts';
import type { Keys } from '../signature/keys.ts';
import { attempt } from './attempt.ts';
import { authenticated } from './delivery.ts';
import type { Receipt } from './receipt.ts';

export { isAccepted, type Receipt } from './receipt.ts';

/** Delivers bodies to one receiver. */
export interface Sender {
  /** One attempt; never throws for what the receiver or the network does. */
  send(body: Buffer): Promise<Receipt>;
  /** Breaks off what is under way: those attempts fail. */
  close(): Promise<void>;
}

export interface SenderOptions {
  url: URL;
  contract: Pick<Contract, 'operation' | 'security' | 'body'>;
  keys: Keys;
  /** How long each attempt may take. */
  timeoutMs: number;
  /** The most connections at once; they are kept open, and what exceeds them waits. */
  connections: number;
  /** How the host's name is resolved for each connection; the system does it when absent. */
  lookup?: LookupFunction;
}

/**
 * Makes a sender, which authenticates each body as the contract asks, over the bytes as they leave. No redirect is followed.
 * Throws a usage error for a header that could not be sent, and for a URL that holds a name and a password.
 */
export function createSender({ url, contract, keys, timeoutMs, connections, lookup }: SenderOptions): Sender {
  const client = url.protocol === 'https:' ? https : http;
  const agent = new client.Agent({ keepAlive: true, maxSockets: connections, maxFreeSockets: connections });
  const underWay = new Set<ClientRequest>();
  let closed = false;
  const headersOf = headerMaker(url, contract, keys);
  const hostname = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const place = { hostname, port: url.port, ...(lookup ? { lookup } : {}) };
  const method = contract.operation.method.toUpperCase();

  const once = async (body: Buffer, fresh: boolean): Promise<{ receipt: Receipt; stale: boolean }> => {
    const { target, headers } = headersOf(body);
    // A flat list keeps the spelling of names and repeats.
    const sent = client.request({ ...place, method, path: target, headers, agent: fresh ? false : agent });
    underWay.add(sent);
    const receipt = await attempt(sent, body, timeoutMs);
    underWay.delete(sent);
    // What we broke off ourselves says nothing of the receiver.
    if (closed && receipt.kind === 'failed') return { receipt: { ...receipt, why: brokenOff }, stale: false };
    return { receipt, stale: sent.reusedSocket && isBroken(receipt) };
  };

  return {
    async send(body) {
      if (closed) return { kind: 'failed', why: brokenOff, durationMs: 0 };
      const { receipt, stale } = await once(body, false);
      // A kept connection may be closed by the other side just as it is used again: that says nothing of the receiver.
      return stale ? (await once(body, true)).receipt : receipt;
    },
    async close() {
      closed = true;
      for (const sent of underWay) sent.destroy();
      agent.destroy();
    },
  };
}

/** Throws a usage error where the keys hold what no header may hold, before anything is owed to anybody. */
export function checkKeys(contract: SenderOptions['contract'], keys: Keys): void {
  headerMaker(new URL('http://localhost'), contract, keys);
}

const brokenOff = 'broken off';

function isBroken(receipt: Receipt): boolean {
  return receipt.kind === 'failed' && ['ECONNRESET', 'EPIPE', 'closed without an answer'].includes(receipt.why);
}

/** Gives the path and the headers for a body, names and values in turn. */
function headerMaker(url: URL, { operation, security, body: { mediaTypes } }: SenderOptions['contract'], keys: Keys) {
  if (url.username || url.password)
    throw userError('usage', `${url.host}: the URL holds a name and a password, which a delivery cannot carry`);
  const json = mediaTypes.find((type) => /^application\/(.+\+)?json\b/.test(type)) ?? 'application/json';
  const plan = {
    method: operation.method,
    target: url.pathname + url.search,
    headers: [['content-type', json] as Header],
  };
  const headersOf = (body: Buffer): { target: string; headers: string[] } => {
    const { target, headers } = authenticated({ ...plan, body }, security, keys);
    return { target, headers: ['host', url.host, ...headers.flat(), 'content-length', String(body.length)] };
  };
  refuseUnsendable(headersOf(Buffer.alloc(0)).headers);
  return headersOf;
}

/** A value with a line break would be a header of its own (RFC 9110, 5.5). The value is not told: it may be a key. */
function refuseUnsendable(headers: readonly string[]): void {
  for (let at = 0; at < headers.length; at += 2) {
    const [name = '', value = ''] = headers.slice(at, at + 2);
    if (/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) continue;
    throw userError('usage', `the value of the header ${name} holds a character that no header may hold`);
  }
}
