import { setMaxListeners } from 'node:events';
import type { Agent, ClientRequest } from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import type { ExchangeRequest } from '../exchange.ts';
import { endpointOf, keptConnections } from './connections.ts';
import { http } from './node-http.ts';
import { isRaw, rawExchange } from './raw-socket.ts';
import { type HttpOutcome, readAnswer, type Timed } from './read-answer.ts';
import { rawHeaders, sendBody } from './send-body.ts';

/** Sends requests to one origin, over connections that are kept. */
export interface HttpClient {
  /** Never throws for what the other side or the network does; follows no redirect. `durationMs` begins with a connection. */
  send(request: ExchangeRequest, options: SendOptions): Promise<Timed<HttpOutcome>>;
  /** Breaks off what is under way. */
  close(): void;
}

interface HttpClientOptions {
  /** The most connections at once; what exceeds them waits. Without it there is no limit. */
  connections?: number;
  /** Resolves the host's name for each connection; the system does it when absent. */
  lookup?: LookupFunction | undefined;
}

/** Says how one request is sent. */
export interface SendOptions {
  /** Bounds how long the response may take, in milliseconds, once a connection is there and the body is handed over. */
  timeoutMs: number;
  /** Uses a new connection. */
  fresh?: boolean;
  /** Uses this agent's connections instead of the client's own. */
  agent?: Agent | undefined;
  /** Bounds how much of the response is read, in bytes; 1 MiB where nothing is said. */
  maxBytes?: number;
}

/** Makes a client for the origin of a URL. */
export function createHttpClient(url: URL, { connections, lookup }: HttpClientOptions = {}): HttpClient {
  const { request: start } = url.protocol === 'https:' ? https : http;
  const limits = connections === undefined ? {} : { maxSockets: connections, maxFreeSockets: connections };
  const agent = keptConnections(url, limits);
  const place = { hostname: endpointOf(url).host, port: url.port, lookup };
  const closing = new AbortController();
  const { signal } = closing;
  setMaxListeners(0, signal);

  const sendOnce = async (request: ExchangeRequest, options: SendOptions) => {
    const { method, target: path } = request;
    // A flat list keeps the spelling of names and repeats; node then adds nothing of its own.
    const headers = rawHeaders(request, url);
    const through = options.fresh ? false : (options.agent ?? agent);
    const sent = start({ ...place, method, path, headers, agent: through, signal });
    const outcome = await timedAnswer(sent, request, options);
    return { outcome, reused: sent.reusedSocket };
  };

  return {
    async send(request, options) {
      if (isRaw(request.framing)) return rawExchange(url, request, options.timeoutMs, signal);
      const { outcome, reused } = await sendOnce(request, options);
      // A kept connection may be closed by the other side just as it is used again: that says nothing of the receiver.
      if (outcome.kind !== 'closed' || !reused || signal.aborted) return outcome;
      return (await sendOnce(request, { ...options, fresh: true })).outcome;
    },
    close() {
      closing.abort();
      agent.destroy();
    },
  };
}

/** Sends the body and reads the answer. To wait for a free connection is not the receiver's time. */
async function timedAnswer(
  sent: ClientRequest,
  request: ExchangeRequest,
  { timeoutMs, maxBytes }: SendOptions,
): Promise<Timed<HttpOutcome>> {
  let begin = performance.now();
  const connected = new Promise<void>((resolve) => {
    sent.once('socket', () => {
      begin = performance.now();
      resolve();
    });
  });
  const outcome = await readAnswer(sent, timeoutMs, Promise.all([connected, sendBody(sent, request)]), maxBytes);
  return { ...outcome, durationMs: performance.now() - begin };
}
