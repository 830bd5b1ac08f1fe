import { once } from 'node:events';
import type { ClientRequest } from 'node:http';
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import type { ExchangeRequest } from '../exchange.ts';

/** Bounds the wait for a connection, or for an interim response to `Expect: 100-continue` (RFC 9110, 10.1.1, leaves it to the client). */
const longestWaitMs = 1_000;

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

/** Bounds how many pieces are set apart by a pause; a thousand pauses would take longer than the answer. */
const setApart = 30;
/** A character is torn apart only where its halves are read one after the other: a busy receiver is given this long. */
const tornApartMs = 20;

async function sendPieces(sent: ClientRequest, body: Buffer, size: number): Promise<void> {
  sent.setNoDelay(true);
  let torn = 0;
  for (let at = 0; at < body.length && !sent.destroyed; at += size) {
    const gone = new Promise<void>((resolve) => sent.write(body.subarray(at, at + size), () => resolve()));
    // What is written before there is a connection goes out in one packet.
    if (at === 0) await soonest([gone, once(sent, 'close')]);
    const tears = isWithinCharacter(body, at + size) && ++torn <= setApart;
    // A turn of the event loop lets each piece leave as a packet of its own.
    await (tears ? wait(tornApartMs) : at < setApart * size ? wait(0) : turn());
  }
  sent.end();
}

/** Tells whether a byte goes on with a character of UTF-8 that began before it. */
function isWithinCharacter(body: Buffer, at: number): boolean {
  return ((body[at] ?? 0) & 0xc0) === 0x80;
}

/** Waits for the first of several things, not for ever; what goes wrong meanwhile is seen by whoever reads the answer. */
async function soonest(things: readonly Promise<unknown>[]): Promise<void> {
  await Promise.race([...things, wait(longestWaitMs, undefined, { ref: false })]).catch(() => {});
}

async function sendAfterContinue(sent: ClientRequest, body: Buffer): Promise<void> {
  sent.flushHeaders();
  await soonest([once(sent, 'continue'), once(sent, 'response')]);
  if (!sent.destroyed) sent.end(body);
}
