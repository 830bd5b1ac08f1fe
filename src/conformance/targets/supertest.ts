import type { ClientRequest, IncomingMessage } from 'node:http';
import supertest from 'supertest';
import { type Application, openApplication } from '../../edge/application.ts';
import { messageOf } from '../../errors.ts';
import type { ExchangeRequest, ExchangeResponse, Header } from '../../exchange.ts';
import type { HttpOutcome, SendOptions, Timed } from '../../http-client/outcome.ts';
import { isRaw, rawExchange } from '../../http-client/raw-socket.ts';
import { sendBody } from '../../http-client/send-body.ts';
import type { Target } from './target.ts';

/** Opens a target whose requests supertest makes: of an application in this process, or of a base URL. */
export async function supertestTarget(receiver: Exclude<Application, URL>, path: string): Promise<Target> {
  const remote = typeof receiver === 'string';
  // One server for all cases; supertest would start and end one for each request.
  const { url, close } = await openApplication(remote ? new URL(path, receiver) : receiver, path);
  return {
    kind: remote ? 'url' : 'module',
    url,
    ...(remote ? {} : { again: (id) => `jest -t '${id}:'` }),
    exchange: (request, options) => exchange(url.origin, request, options),
    close,
  };
}

function exchange(base: string, request: ExchangeRequest, options: SendOptions): Promise<Timed<HttpOutcome>> {
  const { timeoutMs, agent } = options;
  // What no client would send goes over a plain connection.
  if (isRaw(request.framing)) return rawExchange(new URL(base), request, timeoutMs);
  const start = performance.now();
  const method = request.method.toLowerCase() as 'post';
  const test = supertest(base)
    [method](request.target)
    .redirects(0)
    .ok(() => true)
    .timeout(timeoutMs)
    .buffer(true);
  if (agent) test.agent(agent);
  for (const [name, values] of grouped(request.headers)) test.set(name, values as string);
  // Neither the body nor the answer may be touched: the bytes are what is tested.
  test.serialize((body) => body).parse(collectRaw as Parameters<typeof test.parse>[0]);
  return new Promise((resolve) => {
    const finish = (error: unknown, response: { status: number; headers: object; body: unknown } | undefined): void => {
      const durationMs = performance.now() - start;
      if (response) resolve({ kind: 'answer', response: plain(response), durationMs });
      else if (error instanceof Error && 'timeout' in error) resolve({ kind: 'timeout', durationMs });
      else resolve({ kind: 'closed', why: messageOf(error), durationMs });
    };
    send(test, request, finish);
  });
}

type Finish = (error: unknown, response: { status: number; headers: object; body: unknown } | undefined) => void;

function send(test: supertest.Test, request: ExchangeRequest, finish: Finish): void {
  const { body, framing } = request;
  if (!framing || framing.kind === 'whole') {
    if (body !== null && body.length > 0) test.send(body as never);
    else if (request.method !== 'GET' && request.method !== 'HEAD') test.set('content-length', '0');
    test.end(finish);
    return;
  }
  if (framing.kind !== 'chunked') test.set('content-length', String(body?.length ?? 0));
  // superagent's types hide the request that it makes; the body is written to it as the framing says.
  const sent = (test as unknown as { request(): ClientRequest }).request();
  if (framing.kind === 'continue') sent.setHeader('expect', '100-continue');
  // This makes superagent keep an answer that comes before the body is through.
  test.write(Buffer.alloc(0));
  const end = sent.end.bind(sent);
  sent.end = (...last: unknown[]) => {
    if (last[0] instanceof Buffer) sent.write(last[0]);
    sent.end = end;
    test.end(finish);
    return sent;
  };
  void sendBody(sent, request);
}

function collectRaw(response: unknown, done: (error: Error | null, body: unknown) => void): void {
  const chunks: Buffer[] = [];
  const stream = response as IncomingMessage;
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.on('end', () => done(null, Buffer.concat(chunks)));
}

function plain({ status, headers, body }: { status: number; headers: object; body: unknown }): ExchangeResponse {
  const named = Object.entries(headers).map(([name, value]) => [name, String(value)]);
  return { status, headers: Object.fromEntries(named), body: Buffer.isBuffer(body) ? body : Buffer.alloc(0) };
}

function grouped(headers: readonly Header[]): Map<string, string | string[]> {
  const all = new Map<string, string | string[]>();
  for (const [name, value] of headers) {
    const before = all.get(name);
    all.set(name, before === undefined ? value : [before, value].flat());
  }
  return all;
}
