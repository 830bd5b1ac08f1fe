import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export interface Keys {
  publicKey: string;
  privateKey: string;
}

/** What a delivery must show: both keys; the public one, and a signature made with the private one; or all three. */
export const proofs = ['keys', 'signature', 'both'] as const;
export type Proof = (typeof proofs)[number];

/** Whether a request carries the keys that it must, each in its header and each once. */
export function keyCheck({ publicKey, privateKey }: Keys, proof: Proof): (request: IncomingMessage) => boolean {
  const isPublic = headerCheck('x-public-key');
  const isPrivate = headerCheck('x-private-key');
  return (request) => {
    const known = [isPublic(request, publicKey), proof === 'signature' || isPrivate(request, privateKey)];
    return known.every(Boolean);
  };
}

/** Whether a header is there once and has the right value. */
export function headerCheck(header: string): (request: IncomingMessage, right: string) => boolean {
  return ({ headersDistinct }, right) => {
    const values = headersDistinct[header] ?? [];
    // Digests are of one length, so the comparison takes the same time for every wrong value, and never throws.
    return timingSafeEqual(digest(values[0] ?? ''), digest(right)) && values.length === 1;
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
