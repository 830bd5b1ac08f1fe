import type { Socket } from 'node:net';
import { addAbortSignal } from 'node:stream';
import type { ExchangeRequest, Framing } from '../exchange.ts';
import { endpointOf, startConnection } from './connections.ts';
import { type HttpOutcome, maxAnswerBytes, type Timed } from './read-answer.ts';
import { rawHeaders } from './send-body.ts';

/** Tells whether an HTTP client would not send it so. */
export function isRaw(framing: Framing | undefined): boolean {
  return framing?.kind === 'half' || framing?.kind === 'pipelined';
}

/** Sends a request over a connection of its own, byte for byte; the signal ends the connection. */
export async function rawExchange(
  url: URL,
  request: ExchangeRequest,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Timed<HttpOutcome>> {
  const start = performance.now();
  const { framing } = request;
  const headers = rawHeaders(request, url);
  const body = request.body ?? Buffer.alloc(0);
  const socket = addAbortSignal(signal, startConnection(endpointOf(url)));
  const first = requestHead(request, headers);
  const last = requestHead(request, [...headers, 'connection', 'close']);
  const outcome =
    framing?.kind === 'half'
      ? await abandon(socket, Buffer.concat([first, body.subarray(0, Math.floor(body.length / 2))]), framing.heldMs)
      : await readSecondAnswer(socket, Buffer.concat([first, body, last, body]), timeoutMs);
  return { ...outcome, durationMs: performance.now() - start };
}

function requestHead({ method, target }: ExchangeRequest, headers: readonly string[]): Buffer {
  const lines = headers.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${headers[index + 1]}`] : []));
  return Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}

/** Sends what there is and goes away after so many milliseconds; meanwhile the receiver waits for more. */
function abandon(socket: Socket, bytes: Buffer, heldMs: number): Promise<HttpOutcome> {
  // Nothing waits for this connection, least of all the end of the run.
  socket.unref();
  return new Promise((resolve) => {
    socket.on('error', (error) => resolve({ kind: 'closed', why: error.message }));
    socket.write(bytes, () => {
      setTimeout(() => socket.destroy(), heldMs).unref();
      resolve({ kind: 'abandoned' });
    });
  });
}

/** Reads both answers to two requests that were sent together; the second counts, for it is the one that may get lost. */
function readSecondAnswer(socket: Socket, bytes: Buffer, timeoutMs: number): Promise<HttpOutcome> {
  let text = '';
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      resolve({ kind: 'timeout' });
      socket.destroy();
    }, timeoutMs);
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      if (text.length > maxAnswerBytes) socket.destroy();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(timer);
      const statuses = [...text.matchAll(/HTTP\/1\.[01] ([2-5]\d{2}) /g)].map(([, status]) => Number(status));
      const status = statuses[1];
      if (!status) resolve({ kind: 'closed', why: `after ${statuses.length} of 2 answers` });
      else resolve({ kind: 'answer', response: { status, headers: {}, body: Buffer.alloc(0) } });
    });
    socket.write(bytes);
  });
}
