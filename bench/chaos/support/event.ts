import { createHash } from 'node:crypto';
import { developmentKeys } from '../../../src/signature/keys.ts';
import { requestBytes } from '../../load.ts';

/** Holds an event and the request that delivers it. */
export interface Event {
  /** Is the digest of its body, in hex. */
  digest: string;
  request: Buffer;
}

let made = 0;
const run = process.hrtime.bigint().toString(36);

/** Makes a valid event of which there is no other, with a body of `size` bytes or a few more. */
export function newEvent(size = 0): Event {
  const metadata = { number: `${run}-${made++}` };
  const body = Buffer.from(JSON.stringify({ event: { type: 'call.skip', data: {} }, metadata }).padEnd(size));
  return { digest: createHash('sha256').update(body).digest('hex'), request: requestOf(body) };
}

function requestOf(body: Buffer): Buffer {
  const keys = { 'x-public-key': developmentKeys.public, 'x-private-key': developmentKeys.private };
  return requestBytes('/v2/webhooks/call-events', { 'content-type': 'application/json', ...keys }, body);
}
