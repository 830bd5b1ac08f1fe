import type { Socket } from 'node:net';
import type { ExchangeRequest, Framing } from '../../exchange.ts';
import { dial } from './connections.ts';
import type { Outcome } from './target.ts';

type RawFraming = Extract<Framing, { kind: 'half' | 'pipelined' }>;

/** Whether an HTTP client would not send it so. */
export function isRaw(framing: Framing | undefined): framing is RawFraming {
  return framing?.kind === 'half' || framing?.kind === 'pipelined';
}

/** Sends a request over a connection of its own, byte for byte. `headers` are names and values in turn. */
export function rawExchange(
  url: URL,
  request: ExchangeRequest,
  headers: readonly string[],
  timeoutMs: number,
): Promise<Outcome> {
  const { framing } = request;
  const body = request.body ?? Buffer.alloc(0);
  if (framing?.kind === 'half') {
    const half = body.subarray(0, Math.floor(body.length / 2));
    return abandon(dial(url), Buffer.concat([head(request, headers), half]), framing.heldMs);
  }
  const first = Buffer.concat([head(request, headers), body]);
  const last = Buffer.concat([head(request, [...headers, 'connection', 'close']), body]);
  return readBoth(dial(url), Buffer.concat([first, last]), timeoutMs);
}

function head({ method, target }: ExchangeRequest, headers: readonly string[]): Buffer {
  const lines = headers.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${headers[index + 1]}`] : []));
  return Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}

/** Sends what there is and goes away; meanwhile the receiver waits for more. */
function abandon(socket: Socket, bytes: Buffer, heldMs: number): Promise<Outcome> {
  // Nothing waits for this connection, least of all the end of the run.
  socket.unref();
  return new Promise((resolve) => {
    const leave = (): void => void setTimeout(() => socket.destroy(), heldMs).unref();
    socket.on('error', (error) => resolve({ kind: 'closed', why: error.message }));
    socket.write(bytes, () => {
      leave();
      resolve({ kind: 'abandoned' });
    });
  });
}

/** Both answers to two requests that were sent together; the second counts, for it is the one that may get lost. */
function readBoth(socket: Socket, bytes: Buffer, timeoutMs: number): Promise<Outcome> {
  const start = performance.now();
  const chunks: Buffer[] = [];
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      socket.destroy();
      resolve({ kind: 'timeout' });
    }, timeoutMs);
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(timer);
      const statuses = [
        ...Buffer.concat(chunks)
          .toString('latin1')
          .matchAll(/HTTP\/1\.[01] (\d{3}) /g),
      ];
      const status = Number(statuses[1]?.[1]);
      if (!status) resolve({ kind: 'closed', why: `after ${statuses.length} of 2 answers` });
      else {
        const response = { status, headers: {}, body: Buffer.alloc(0) };
        resolve({ kind: 'answer', response, durationMs: performance.now() - start });
      }
    });
    socket.write(bytes);
  });
}
