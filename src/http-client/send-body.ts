import { once } from 'node:events';
import type { ClientRequest } from 'node:http';
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import type { ExchangeRequest } from '../exchange.ts';

/** Bounds how long `Expect: 100-continue` is given an interim response (RFC 9110, 10.1.1, leaves it to the client). */
const continueMs = 1_000;

/** Writes the headers as they go over the wire, names and values in turn. */
export function rawHeaders({ headers, body, framing, method }: ExchangeRequest, url: URL): string[] {
  const flat = ['host', url.host, ...headers.flat()];
  if (framing?.kind === 'chunked') flat.push('transfer-encoding', 'chunked');
  else if (body !== null) flat.push('content-length', String(body.length));
  else if (method !== 'GET' && method !== 'HEAD') flat.push('content-length', '0');
  if (framing?.kind === 'continue') flat.push('expect', '100-continue');
  return flat;
}

/** Sends the body as its framing says; settles when all of it is handed over, which waits for nothing from the receiver. */
export async function sendBody(sent: ClientRequest, { body, framing }: ExchangeRequest): Promise<void> {
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
  const late = wait(continueMs, undefined, { ref: false });
  // What goes wrong meanwhile is seen by whoever reads the answer.
  await Promise.race([once(sent, 'continue'), once(sent, 'response'), late]).catch(() => {});
  if (!sent.destroyed) sent.end(body);
}
