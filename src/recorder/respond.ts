import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Header } from '../exchange.ts';
import { headerPairs, headerValues } from '../http-client/headers.ts';
import { boundedBytes } from '../recorded/piece.ts';
import { endToEnd, keptBody, onceSent, type Settle } from './exchange.ts';

/** Bounds what is kept of a response; more of it passes all the same. */
const keptBytes = 1024 * 1024;

/**
 * Passes the receiver's response on to the sender as it comes. Its end waits until the exchange is settled, so that what a
 * sender holds for delivered has been recorded.
 */
export function passResponse(
  received: IncomingMessage,
  response: ServerResponse,
  settle: Settle,
  fail: (code: string) => void,
): void {
  const headers = headerPairs(received.rawHeaders);
  const body = boundedBytes(keptBytes);
  const length = Number(received.headers['content-length'] ?? Number.NaN);
  let last: Buffer | undefined;
  try {
    passHead(received, response, headers);
  } catch {
    // node reads some headers that it would not write.
    fail('EPROTO');
    return;
  }
  received.on('data', (chunk: Buffer) => {
    body.add(chunk);
    if (body.size === length) last = chunk;
    else if (!response.write(chunk)) {
      received.pause();
      response.once('drain', () => received.resume());
    }
  });
  received.on('end', () =>
    onceSent(response.req, () => {
      const status = received.statusCode ?? 0;
      if (!settle({ kind: 'response', status, headers, body: keptBody(body, true) })) return;
      if (received.rawTrailers.length > 0) response.addTrailers(headerPairs(received.rawTrailers));
      response.end(last);
    }),
  );
  received.on('error', () => fail('ECONNRESET'));
}

function passHead(received: IncomingMessage, response: ServerResponse, headers: readonly Header[]): void {
  response.sendDate = false;
  if (headerValues(headers, 'connection').some((value) => /\bclose\b/i.test(value))) response.shouldKeepAlive = false;
  // A sender of HTTP/1.0 knows no chunks; its body ends with the connection.
  const old = response.req.httpVersion === '1.0';
  const passed = endToEnd(headers).filter(([name]) => !old || name.toLowerCase() !== 'transfer-encoding');
  response.writeHead(received.statusCode ?? 502, received.statusMessage, passed.flat());
}

/** Lists the failures that the sender would have seen as a reset. */
const resets = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE']);

/**
 * Shows the sender that the receiver failed, as it is: the connection is reset, or else closed, without a response or in the
 * middle of it. Responses to requests before this one on the same connection go out first.
 */
export function showFailure(response: ServerResponse, code: string): void {
  const end = (socket: Socket): void => {
    if (resets.has(code)) socket.resetAndDestroy();
    else socket.destroy();
  };
  if (response.socket) end(response.socket);
  else response.once('socket', end);
}
