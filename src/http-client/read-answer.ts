import type { ClientRequest, IncomingMessage } from 'node:http';
import type { ExchangeResponse } from '../exchange.ts';
import { type Patience, startPatience } from './patience.ts';

/** Says what came of one request: a response, or why there is none. */
export type HttpOutcome =
  | { kind: 'answer'; response: ExchangeResponse }
  /** The connection ended before a response came; `why` is an error code of the network, or a few words. */
  | { kind: 'closed'; why: string }
  | { kind: 'unreachable'; why: string }
  /** We went away in the middle, on purpose. */
  | { kind: 'abandoned' }
  | { kind: 'timeout' };

/** Adds how long it took, in milliseconds. */
export type Timed<Outcome> = Outcome & { durationMs: number };

/** No answer to a delivery is read further than this; what follows cannot matter to anybody. */
export const maxAnswerBytes = 1024 * 1024;

/** Bounds the interim responses (1xx) before the one that counts; there is no end to them otherwise. */
const mostInterim = 100;

/**
 * Waits for the response to a request under way; one that comes before the body is through counts. The other side's time
 * begins when `handedOver` settles: how long we take ourselves, over a body in many pieces or because we are held up, is not its fault. A body that
 * is longer than `maxBytes` is cut off behind the piece that exceeds them.
 */
export function readAnswer(
  sent: ClientRequest,
  timeoutMs: number,
  handedOver: Promise<unknown>,
  maxBytes = maxAnswerBytes,
): Promise<HttpOutcome> {
  return new Promise((resolve) => {
    let patience: Patience | undefined;
    let settled = false;
    const settle = (outcome: HttpOutcome): void => {
      settled = true;
      patience?.end();
      resolve(outcome);
    };
    void handedOver.then(() => {
      if (settled) return;
      patience = startPatience(timeoutMs, () => {
        settle({ kind: 'timeout' });
        sent.destroy();
      });
    });
    let broken = 'without an answer';
    let interim = 0;
    sent.on('information', () => {
      if (++interim <= mostInterim) return;
      settle({ kind: 'closed', why: `after ${mostInterim} interim answers` });
      sent.destroy();
    });
    sent.on('response', (response) => {
      broken = 'within the answer';
      collectAnswer(response, maxBytes, (outcome) => {
        settle(outcome);
        // An early answer: the rest of the body is not wanted.
        if (!sent.writableFinished) sent.destroy();
      });
    });
    sent.on('error', (error) => settle(brokenBy(error)));
    sent.on('close', () => settle({ kind: 'closed', why: broken }));
  });
}

const mostPieces = 4_096;

function collectAnswer(response: IncomingMessage, maxBytes: number, settle: (outcome: HttpOutcome) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  const finish = (): void => {
    const headers = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)]));
    const { statusCode: status = 0, statusMessage: reason = '' } = response;
    settle({ kind: 'answer', response: { status, reason, headers, body: Buffer.concat(chunks) } });
  };
  response.on('data', (chunk: Buffer) => {
    size += chunk.length;
    chunks.push(chunk);
    // A piece takes more memory than the few bytes that may be in it.
    if (chunks.length >= mostPieces) chunks.splice(0, mostPieces, Buffer.concat(chunks));
    if (size <= maxBytes) return;
    finish();
    response.destroy();
  });
  response.on('end', finish);
  // A connection that breaks ends the request, too, which tells it.
  response.on('error', () => {});
}

const unreachable = ['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'EAI_AGAIN'];

function brokenBy(error: Error): HttpOutcome {
  const why = 'code' in error ? String(error.code) : error.message;
  return { kind: unreachable.includes(why) ? 'unreachable' : 'closed', why };
}
