import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';

interface SignatureScheme {
  algorithm: 'sha256' | 'sha512';
  encoding: 'hex' | 'base64';
}

/** Prepares a secret for use; a prepared key signs faster than a string. */
export function secretKey(secret: string): KeyObject {
  return createSecretKey(secret, 'utf8');
}

/** Computes the HMAC (RFC 2104) of the exact bytes, encoded as the scheme says; hex is lower case. */
export function sign(body: Buffer, key: KeyObject, scheme: SignatureScheme): string {
  return createHmac(scheme.algorithm, key).update(body).digest(scheme.encoding);
}

/** Tells whether a signature is the one over these bytes. Takes the same time for every wrong one, and never throws. */
export function verifySignature(body: Buffer, signature: string, key: KeyObject, scheme: SignatureScheme): boolean {
  return sameSecret(signature, sign(body, key, scheme));
}

/** Compares in constant time; only the length of the expected value can be learned. */
export function sameSecret(given: string, expected: string): boolean {
  return secretComparer(expected)(given);
}

/** Makes what compares with a secret in the same way, and encodes that once. */
export function secretComparer(expected: string): (given: string) => boolean {
  const right = Buffer.from(expected);
  return (given) => {
    const bytes = Buffer.from(given);
    return bytes.length === right.length ? timingSafeEqual(bytes, right) : timingSafeEqual(right, right) && false;
  };
}
