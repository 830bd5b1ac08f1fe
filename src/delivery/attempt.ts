import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Receipt } from './receipt.ts';

/** An answer is read no further than this; what follows cannot matter to a delivery. */
const maxAnswerBytes = 1024 * 1024;

/**
 * Sends a body and waits for the whole answer. Time runs from when the request has a connection, made or kept, so that
 * waiting for a free one is not laid at the receiver's door. Never throws.
 */
export function attempt(sent: ClientRequest, body: Buffer, timeoutMs: number): Promise<Receipt> {
  return new Promise((resolve) => {
    let start = performance.now();
    let timer: NodeJS.Timeout | undefined;
    let broken = 'closed without an answer';
    const settle = (outcome: { kind: 'answer'; status: number } | { kind: 'failed'; why: string }): void => {
      clearTimeout(timer);
      resolve({ ...outcome, durationMs: performance.now() - start });
    };
    const fail = (why: string): void => settle({ kind: 'failed', why });
    sent.once('socket', () => {
      start = performance.now();
      timer = setTimeout(() => {
        fail(`no answer within ${timeoutMs} ms`);
        sent.destroy();
      }, timeoutMs);
    });
    sent.once('response', (response: IncomingMessage) => {
      broken = 'closed within the answer';
      let size = 0;
      const answered = (): void => {
        settle({ kind: 'answer', status: response.statusCode ?? 0 });
        // An early answer: the rest of the body is not wanted.
        if (!sent.writableFinished) sent.destroy();
      };
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size <= maxAnswerBytes) return;
        answered();
        response.destroy();
      });
      response.once('end', answered);
      response.once('error', () => fail(broken));
    });
    sent.once('error', (error) => fail('code' in error ? String(error.code) : error.message));
    sent.once('close', () => fail(broken));
    sent.end(body);
  });
}
