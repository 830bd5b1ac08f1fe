import { createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { headerCheck } from './keys.ts';

/**
 * Whether `x-signature` is right: the HMAC-SHA256 of the body, byte for byte as it came, keyed with the private key, in
 * lower-case hex. JSON that was parsed and written again has other bytes.
 */
export function signatureCheck(privateKey: string): (request: IncomingMessage, body: Buffer) => boolean {
  const isRight = headerCheck('x-signature');
  return (request, body) => isRight(request, createHmac('sha256', privateKey).update(body).digest('hex'));
}
