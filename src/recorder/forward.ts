import http, { type ClientRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { Limits } from '../edge/limits.ts';
import { problem, sendResponse } from '../edge/response.ts';
import { type BoundedBytes, boundedBytes } from '../recorded/piece.ts';
import { connections } from './connections.ts';
import { endToEnd, type ForwardedExchange, headerPairs, keptBody, onceSent, type Settle } from './exchange.ts';
import { passResponse, showFailure } from './respond.ts';

type Done = (exchange: ForwardedExchange) => void;

/**
 * Makes a function that forwards a request to a receiver and its response back, byte for byte; `done` is called once, before
 * the sender has the end of the response. A redirect is a response like others. The receiver may be silent for `timeoutMs`.
 */
export function forwarder(to: URL, limits: Limits, timeoutMs: number) {
  const client = to.protocol === 'https:' ? https : http;
  const { agentFor, follow, hold } = connections(to);
  const send = (request: IncomingMessage): ClientRequest => {
    const sent = client.request({ ...forwardedHead(request, to), agent: agentFor(request.socket) });
    follow(request.socket, sent);
    return sent.setTimeout(timeoutMs, () => sent.destroy(Object.assign(new Error(), { code: 'ETIMEDOUT' })));
  };

  return (request: IncomingMessage, response: ServerResponse, done: Done) => {
    const body = boundedBytes(limits.bodyBytes);
    const settle = settleOnce(request, body, done);
    const refuse = (): void => {
      if (!settle({ kind: 'failure', code: 'TOO_LARGE' })) return;
      sendResponse(request, response, problem(413, `the body is larger than ${limits.bodyBytes} bytes`));
    };
    if (Number(request.headers['content-length'] ?? 0) > limits.bodyBytes) return refuse();
    const sent = send(request);
    // What the receiver did not get is recorded all the same.
    const fail = (code: string): void => {
      const release = hold(request.socket);
      onceSent(request, () => {
        release();
        if (!settle({ kind: 'failure', code })) return;
        sent.destroy();
        showFailure(response, code);
      });
    };
    sent.on('error', (error) => fail('code' in error ? String(error.code) : 'ERROR'));
    sent.on('close', () => fail('ECONNRESET'));
    sent.on('continue', () => response.writeContinue());
    sent.on('response', (received) => passResponse(received, response, settle, fail));
    passBody(request, sent, body, () => {
      if (body.size > limits.bodyBytes) {
        sent.destroy();
        refuse();
      }
    });
    response.on('close', () => {
      if (!response.writableFinished) fail('SENDER_LEFT');
    });
  };
}

function forwardedHead({ method, url = '/', rawHeaders }: IncomingMessage, to: URL): http.RequestOptions {
  return {
    hostname: to.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: to.port,
    method,
    path: targetAt(to, url),
    // A flat list keeps the spelling of names and repeats; node then adds nothing of its own.
    headers: endToEnd(headerPairs(rawHeaders), to.host).flat(),
  };
}

/** Tells where a request goes: where it asks to, or to the path of the receiver's address when it asks for none. */
export function targetAt(to: URL, target: string): string {
  const [path, query = ''] = [target.split('?', 1)[0] ?? '', target.slice(target.indexOf('?') + 1 || target.length)];
  if (path !== '/' || to.pathname === '/') return target;
  const search = [to.search.slice(1), query].filter((each) => each !== '').join('&');
  return to.pathname + (search === '' ? '' : `?${search}`);
}

function settleOnce(request: IncomingMessage, body: BoundedBytes, done: Done): Settle {
  const at = new Date();
  const start = performance.now();
  let settled = false;
  return (outcome) => {
    if (settled) return false;
    settled = true;
    const { method = '', url: target = '', rawHeaders } = request;
    const durationMs = Math.round((performance.now() - start) * 10) / 10;
    const sent = { method, target, headers: headerPairs(rawHeaders), body: keptBody(body, request.readableEnded) };
    done({ at, durationMs, request: sent, outcome });
    return true;
  };
}

/** Passes the body on as it comes, no faster than the receiver takes it, until `onChunk` or anything else destroys what is sent. */
function passBody(request: IncomingMessage, sent: ClientRequest, body: BoundedBytes, onChunk: () => void): void {
  request.on('data', (chunk: Buffer) => {
    body.add(chunk);
    onChunk();
    if (sent.destroyed || sent.write(chunk)) return;
    request.pause();
    const goes = (): void => {
      sent.off('drain', goes).off('close', goes);
      request.resume();
    };
    sent.once('drain', goes).once('close', goes);
  });
  request.on('end', () => {
    if (sent.destroyed) return;
    if (request.rawTrailers.length > 0) sent.addTrailers(headerPairs(request.rawTrailers));
    sent.end();
  });
}
