import type { ClientRequest } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { ExchangeRequest } from '../../exchange.ts';
import type { Outcome } from './target.ts';

/** No answer is read further than this; what follows cannot matter to a verdict. */
const maxAnswerBytes = 1024 * 1024;
/** How long `Expect: 100-continue` is given an interim answer (RFC 9110, 10.1.1, leaves it to the client). */
const continueMs = 1_000;

/** Told of each piece of a body that goes out on its own. */
const pieceSent = Symbol('piece sent');

/**
 * Waits for the answer to a request under way. An answer that comes before the body is through counts. Time runs from the
 * last piece that was sent: how long we take to send many is not the receiver's doing.
 */
export function readAnswer(sent: ClientRequest, timeoutMs: number): Promise<Outcome> {
  const start = performance.now();
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      resolve({ kind: 'timeout' });
      sent.destroy();
    }, timeoutMs);
    const settle = (outcome: Outcome): void => {
      clearTimeout(timer);
      resolve(outcome);
    };
    sent.on(pieceSent, () => timer.refresh());
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
          response: { status: response.statusCode ?? 0, headers, body },
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

/** Sends the body as its framing says. */
export function sendBody(sent: ClientRequest, request: ExchangeRequest): void {
  const { body, framing } = request;
  if (body === null || body.length === 0) sent.end();
  else if (framing?.kind === 'continue') void sendAfterContinue(sent, body);
  else if (framing?.kind === 'split' || framing?.kind === 'chunked') void sendPieces(sent, body, framing.size);
  else sent.end(body);
}

async function sendPieces(sent: ClientRequest, body: Buffer, size: number): Promise<void> {
  sent.setNoDelay(true);
  for (let at = 0; at < body.length && !sent.destroyed; at += size) {
    sent.write(body.subarray(at, at + size));
    sent.emit(pieceSent);
    // A turn of the event loop lets each piece leave as a packet of its own.
    await wait(0);
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
