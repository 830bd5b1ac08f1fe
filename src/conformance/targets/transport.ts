import type { ClientRequest } from 'node:http';
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import type { ExchangeRequest } from '../../exchange.ts';
import type { Outcome } from './target.ts';

/** No answer is read further than this; what follows cannot matter to a verdict. */
const maxAnswerBytes = 1024 * 1024;
/** How long `Expect: 100-continue` is given an interim answer (RFC 9110, 10.1.1, leaves it to the client). */
const continueMs = 1_000;

/**
 * Waits for the answer to a request under way. An answer that comes before the body is through counts. The receiver's time
 * begins when `handedOver` settles: how long we take ourselves, over a body in many pieces, is not its fault.
 */
export function readAnswer(sent: ClientRequest, timeoutMs: number, handedOver: Promise<void>): Promise<Outcome> {
  const start = performance.now();
  return new Promise((resolve) => {
    const expire = (): void => {
      resolve({ kind: 'timeout' });
      sent.destroy();
    };
    let timer: NodeJS.Timeout | undefined;
    let settled = false;
    void handedOver.then(() => {
      if (!settled) timer = setTimeout(expire, timeoutMs);
    });
    const settle = (outcome: Outcome): void => {
      settled = true;
      clearTimeout(timer);
      resolve(outcome);
    };
    sent.on('response', (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const done = (): void => {
        const headers = Object.fromEntries(
          Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
        );
        const body = Buffer.concat(chunks);
        settle({
          kind: 'answer',
          response: { status: response.statusCode ?? 0, reason: response.statusMessage ?? '', headers, body },
          durationMs: performance.now() - start,
        });
        // An early answer: the rest of the body is not wanted.
        if (!sent.writableFinished) sent.destroy();
      };
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size <= maxAnswerBytes) chunks.push(chunk);
        else response.destroy();
      });
      response.on('end', done);
      response.on('error', done);
      response.on('close', done);
    });
    sent.on('error', (error) => {
      const code = 'code' in error ? String(error.code) : error.message;
      const unreachable = ['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'EAI_AGAIN'].includes(code);
      settle(unreachable ? { kind: 'unreachable', why: code } : { kind: 'closed', why: code });
    });
    sent.on('close', () => settle({ kind: 'closed', why: 'without an answer' }));
  });
}

/** Sends the body as its framing says; settles when all of it is handed over, which waits for nothing from the receiver. */
export async function sendBody(sent: ClientRequest, request: ExchangeRequest): Promise<void> {
  const { body, framing } = request;
  if (body === null || body.length === 0) sent.end();
  else if (framing?.kind === 'continue') await sendAfterContinue(sent, body);
  else if (framing?.kind === 'split' || framing?.kind === 'chunked') await sendPieces(sent, body, framing.size);
  else sent.end(body);
}

/** So many pieces are set apart by a pause; a thousand pauses would take longer than the answer. */
const setApart = 30;

async function sendPieces(sent: ClientRequest, body: Buffer, size: number): Promise<void> {
  sent.setNoDelay(true);
  for (let at = 0; at < body.length && !sent.destroyed; at += size) {
    sent.write(body.subarray(at, at + size));
    // A turn of the event loop lets each piece leave as a packet of its own.
    await (at < setApart * size ? wait(0) : turn());
  }
  sent.end();
}

async function sendAfterContinue(sent: ClientRequest, body: Buffer): Promise<void> {
  sent.flushHeaders();
  await new Promise<void>((resolve) => {
    sent.once('continue', resolve);
    sent.once('response', () => resolve());
    sent.once('error', () => resolve());
    setTimeout(resolve, continueMs).unref();
  });
  if (!sent.destroyed) sent.end(body);
}
