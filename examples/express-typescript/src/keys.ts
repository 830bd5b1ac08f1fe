import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export interface Keys {
  publicKey: string;
  privateKey: string;
}

/** Whether a request carries both keys, each in its header and each once. */
export function keyCheck({ publicKey, privateKey }: Keys): (request: IncomingMessage) => boolean {
  const expected: [header: string, digest: Buffer][] = [
    ['x-public-key', digest(publicKey)],
    ['x-private-key', digest(privateKey)],
  ];
  return ({ headersDistinct }) =>
    expected
      .map(([header, right]) => {
        const values = headersDistinct[header] ?? [];
        // Digests are of one length, so the comparison takes the same time for every wrong key, and never throws.
        return timingSafeEqual(digest(values[0] ?? ''), right) && values.length === 1;
      })
      .every(Boolean);
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
