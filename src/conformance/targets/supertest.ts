import type { ClientRequest } from 'node:http';
import supertest from 'supertest';
import { type Application, openApplication } from '../../edge/server.ts';
import type { ExchangeRequest } from '../../exchange.ts';
import type { SendOptions } from '../../http-client/client.ts';
import { isRaw, rawExchange } from '../../http-client/raw-socket.ts';
import { type HttpOutcome, readAnswer, type Timed } from '../../http-client/read-answer.ts';
import { sendBody } from '../../http-client/send-body.ts';
import type { Target } from './target.ts';

/**
 * Opens a target whose requests supertest makes: of an application in this process, or of a base URL. `again` gives the
 * command that runs the test of one case of such an application again.
 */
export async function supertestTarget(
  receiver: Application,
  path: string,
  again: (caseId: string) => string = (id) => `jest -t '${id}:'`,
): Promise<Target> {
  const remote = typeof receiver === 'string' || receiver instanceof URL;
  // One server for all cases; supertest would start and end one for each request.
  const { url, close } = await openApplication(remote ? new URL(path, receiver) : receiver, path);
  const closing = new AbortController();
  return {
    kind: remote ? 'url' : 'module',
    url,
    ...(remote ? {} : { again }),
    exchange: (request, options) =>
      // What no client would send goes over a plain connection.
      isRaw(request.framing)
        ? rawExchange(url, request, options.timeoutMs, closing.signal)
        : exchangeBySupertest(url.origin, request, options),
    close: async () => {
      closing.abort();
      await close();
    },
  };
}

async function exchangeBySupertest(
  base: string,
  request: ExchangeRequest,
  { timeoutMs, agent }: SendOptions,
): Promise<Timed<HttpOutcome>> {
  const start = performance.now();
  const test = supertest(base)[request.method.toLowerCase() as 'post'](request.target);
  if (agent) test.agent(agent);
  // superagent's types hide the request that it makes; neither the body nor the answer may be touched by it.
  const sent = (test as unknown as { request(): ClientRequest }).request();
  sent.removeHeader('accept-encoding');
  for (const [name, values] of Map.groupBy(request.headers, ([header]) => header))
    sent.setHeader(name, values.length === 1 ? (values[0]?.[1] ?? '') : values.map(([, value]) => value));
  const { body, framing, method } = request;
  if (framing?.kind === 'continue') sent.setHeader('expect', '100-continue');
  if (framing?.kind !== 'chunked' && (body !== null || (method !== 'GET' && method !== 'HEAD')))
    sent.setHeader('content-length', String(body?.length ?? 0));
  const outcome = await readAnswer(sent, timeoutMs, sendBody(sent, request));
  return { ...outcome, durationMs: performance.now() - start };
}
