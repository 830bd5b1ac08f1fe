import http from 'node:http';
import https from 'node:https';
import { checkReachable, receiverUrl } from '../../delivery/reach.ts';
import type { ExchangeRequest } from '../../exchange.ts';
import type { ExchangeOptions, Outcome, Target } from './target.ts';
import { readAnswer, sendBody } from './transport.ts';
import { isRaw, rawExchange } from './wire.ts';

/** A receiver at a URL. Throws a target error when nothing accepts connections there. */
export async function urlTarget(address: string): Promise<Target> {
  const url = receiverUrl(address);
  await checkReachable(url);
  const client = url.protocol === 'https:' ? https : http;
  const agent = new client.Agent({ keepAlive: true });
  return {
    kind: 'url',
    url,
    exchange: (request, options) => exchange(client, agent, url, request, options),
    close: async () => agent.destroy(),
  };
}

async function exchange(
  client: typeof http | typeof https,
  agent: http.Agent,
  url: URL,
  request: ExchangeRequest,
  options: ExchangeOptions,
): Promise<Outcome> {
  const lines = rawHeaders(request, url);
  if (isRaw(request.framing)) return rawExchange(url, request, lines, options.timeoutMs);
  const once = (fresh: boolean): { outcome: Promise<Outcome>; sent: http.ClientRequest } => {
    const sent = client.request({
      hostname: url.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: url.port,
      method: request.method,
      path: request.target,
      // A flat list keeps the spelling of names and repeats; node then adds nothing of its own.
      headers: lines,
      agent: fresh ? false : (options.agent ?? agent),
    });
    return { outcome: readAnswer(sent, options.timeoutMs, sendBody(sent, request)), sent };
  };
  const first = once(options.fresh ?? false);
  const outcome = await first.outcome;
  // A kept connection may be closed by the other side just as it is used again: that says nothing of the receiver.
  if (outcome.kind === 'closed' && first.sent.reusedSocket) return once(true).outcome;
  return outcome;
}

/** Names and values in turn, as they go over the wire. */
export function rawHeaders({ headers, body, framing, method }: ExchangeRequest, url: URL): string[] {
  const flat = ['host', url.host, ...headers.flat()];
  if (framing?.kind === 'chunked') flat.push('transfer-encoding', 'chunked');
  else if (body !== null) flat.push('content-length', String(body.length));
  else if (method !== 'GET' && method !== 'HEAD') flat.push('content-length', '0');
  if (framing?.kind === 'continue') flat.push('expect', '100-continue');
  return flat;
}
