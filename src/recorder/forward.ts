import type { Agent, ClientRequest, IncomingMessage, RequestOptions, ServerResponse } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import type { Limits } from '../edge/limits.ts';
import { problem, sendResponse } from '../edge/response.ts';
import { mayHold } from '../edge/turns.ts';
import { headerPairs } from '../http-client/headers.ts';
import { http } from '../http-client/node-http.ts';
import { type BoundedBytes, boundedBytes } from '../recorded/piece.ts';
import type { ForwardedExchange } from '../redaction/exchange.ts';
import { endToEnd, keptBody, onceSent, type Settle } from './exchange.ts';
import { passResponse, showFailure } from './respond.ts';

type Done = (exchange: ForwardedExchange) => void;

/**
 * Makes a function that forwards a request to a receiver and its response back, byte for byte; `done` is called once, before
 * the sender has the end of the response. A redirect is a response like others. The receiver may be silent for `timeoutMs`.
 */
export function forwarder(to: URL, limits: Limits, timeoutMs: number) {
  const { send, hold } = tiedConnections(to);
  return (request: IncomingMessage, response: ServerResponse, done: Done) => {
    const body = boundedBytes(limits.bodyBytes);
    const settle = settleOnce(request, body, done);
    const refuse = (): void => {
      if (!settle({ kind: 'failure', code: 'TOO_LARGE' })) return;
      // Of an answer that has begun nothing more comes: its end would say that all was taken.
      if (response.headersSent) showFailure(response, 'TOO_LARGE');
      else sendResponse(request, response, problem(413, `the body is larger than ${limits.bodyBytes} bytes`));
    };
    if (Number(request.headers['content-length'] ?? 0) > limits.bodyBytes) return refuse();
    const sent = send(request.socket, forwardedHead(request, to));
    sent.setTimeout(timeoutMs, () => sent.destroy(Object.assign(new Error(), { code: 'ETIMEDOUT' })));
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
    let isBusy = false;
    passBody(request, sent, (chunk) => {
      if (isBusy) return;
      body.add(chunk);
      isBusy = body.size <= limits.bodyBytes && !mayHold(request, chunk.length);
      if (isBusy) settle({ kind: 'failure', code: 'BUSY' });
      if (isBusy || body.size > limits.bodyBytes) sent.destroy();
      if (!isBusy && body.size > limits.bodyBytes) refuse();
    });
    response.on('close', () => {
      if (!response.writableFinished) fail('SENDER_LEFT');
    });
  };
}

/**
 * Ties each connection of a sender to one of its own to the receiver: both live and end together, as if there were one.
 * So requests keep their order, and a kept connection that the receiver closes is closed for the sender too.
 */
function tiedConnections({ protocol }: URL) {
  const { Agent, request } = protocol === 'https:' ? https : http;
  const pairs = new WeakMap<Socket, { agent: Agent; underWay: number }>();
  const followed = new WeakSet<Socket>();
  const pairOf = (sender: Socket) => {
    const known = pairs.get(sender);
    if (known) return known;
    const pair = { agent: new Agent({ keepAlive: true, maxSockets: 1 }), underWay: 0 };
    pairs.set(sender, pair);
    sender.once('close', () => pair.agent.destroy());
    return pair;
  };
  /** Keeps a sender's connection open, whatever becomes of the receiver's, until the function that it gives is called. */
  const hold = (sender: Socket) => {
    const pair = pairOf(sender);
    pair.underWay++;
    return () => void pair.underWay--;
  };
  const send = (sender: Socket, head: RequestOptions): ClientRequest => {
    const pair = pairOf(sender);
    const sent = request({ ...head, agent: pair.agent });
    sent.once('close', hold(sender));
    sent.once('socket', (receiver) => {
      if (followed.has(receiver)) return;
      followed.add(receiver);
      receiver.once('close', () => {
        if (pair.underWay === 0) sender.end();
      });
    });
    return sent;
  };
  return { send, hold };
}

function forwardedHead({ method, url = '/', rawHeaders }: IncomingMessage, to: URL): RequestOptions {
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
function passBody(request: IncomingMessage, sent: ClientRequest, onChunk: (chunk: Buffer) => void): void {
  request.on('data', (chunk: Buffer) => {
    onChunk(chunk);
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
