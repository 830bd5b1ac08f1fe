import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  type KeyObject,
  sign,
  timingSafeEqual,
  verify,
} from 'node:crypto';
import { userError } from '../errors.ts';
import type { KeyRole, SignatureScheme } from '../openapi/signature-scheme.ts';

/** Parts the current secret from those that were valid before it; no scheme has a comma in a secret. */
const secretSeparator = ',';

/** Lists the secrets that one key holds, the current one first; at least one, which may be empty. */
export function secretsOf(key: string): string[] {
  return key.split(secretSeparator).filter((each, at) => each !== '' || at === 0);
}

const hashes = { 'hmac-sha1': 'sha1', 'hmac-sha256': 'sha256', 'hmac-sha512': 'sha512' } as const;

/** Makes and checks the bytes of a signature with one secret. */
export interface SigningKey {
  sign(data: Buffer): Buffer;
  verify(data: Buffer, signature: Buffer): boolean;
}

/** Prepares the secrets of a scheme, the current one first. Throws a usage error for a secret that cannot be read as the scheme says. */
export function signingKeys(scheme: SignatureScheme, keys: Record<KeyRole, string>): SigningKey[] {
  const { key } = scheme;
  if (scheme.algorithm !== 'ed25519')
    return secretsOf(keys[key]).map((secret) => {
      refuseUnreadable(scheme, secret, key);
      return hmacKey(scheme, secret);
    });
  const publicOnes = secretsOf(keys.public);
  return secretsOf(keys.private).map((secret, at) => ed25519Key(scheme, secret, publicOnes[at]));
}

/** Refuses a text that is none of what it is to be read as, of which Node would leave out what it cannot read. The secret is not told. */
function refuseUnreadable({ secret: { encoding, prefix = '' } }: SignatureScheme, text: string, role: KeyRole): void {
  const written = text.startsWith(prefix) ? text.slice(prefix.length) : text;
  const form = { utf8: /^/, hex: /^([0-9a-f]{2})*$/i, base64: /^[\w+/-]*={0,2}$/, base64url: /^[\w+/-]*={0,2}$/ }[
    encoding
  ];
  if (form.test(written)) return;
  const after = prefix === '' ? '' : ` after ${prefix}`;
  throw userError('usage', `the ${role} key is not written in ${encoding}${after}, as the signature scheme wants it`);
}

/** Makes a key of a scheme from a text, however that is to be read; for signatures that must be denied. */
export function hmacKey(scheme: SignatureScheme, secret: string): SigningKey {
  return hmacWith(scheme, createSecretKey(secretBytes(scheme, secret, 'prefix')));
}

function hmacWith({ algorithm }: SignatureScheme, key: KeyObject): SigningKey {
  const hash = hashes[algorithm as keyof typeof hashes];
  const digest = (data: Buffer): Buffer => createHmac(hash, key).update(data).digest();
  return {
    sign: digest,
    verify(data, signature) {
      const right = digest(data);
      return right.length === signature.length && timingSafeEqual(right, signature);
    },
  };
}

/** The seed of 32 bytes follows these in a private key, and the 32 bytes of a public key those (RFC 8410). */
const privateHead = Buffer.from('302e020100300506032b657004220420', 'hex');
const publicHead = Buffer.from('302a300506032b6570032100', 'hex');

function privateKeyOf(scheme: SignatureScheme, secret: string): KeyObject {
  const bytes = secretBytes(scheme, secret, 'prefix');
  // Some keep the public key behind the seed.
  if (bytes.length !== 32 && bytes.length !== 64)
    throw userError(
      'usage',
      `the private key has ${bytes.length} bytes, where Ed25519 wants a seed of 32 (or 64 with the public key)`,
    );
  const key = Buffer.concat([privateHead, bytes.subarray(0, 32)]);
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' });
}

function ed25519Key(scheme: SignatureScheme, secret: string, publicText: string | undefined): SigningKey {
  const privateKey = privateKeyOf(scheme, secret);
  const publicBytes = publicText ? secretBytes(scheme, publicText, 'publicPrefix') : undefined;
  if (publicBytes && publicBytes.length !== 32)
    throw userError('usage', `the public key has ${publicBytes.length} bytes, where Ed25519 wants 32`);
  const publicKey = publicBytes
    ? createPublicKey({ key: Buffer.concat([publicHead, publicBytes]), format: 'der', type: 'spki' })
    : createPublicKey(privateKey);
  return {
    sign: (data) => sign(null, data, privateKey),
    verify: (data, signature) => verify(null, data, publicKey, signature),
  };
}

function secretBytes({ secret }: SignatureScheme, text: string, prefix: 'prefix' | 'publicPrefix'): Buffer {
  const start = secret[prefix] ?? '';
  return Buffer.from(text.startsWith(start) ? text.slice(start.length) : text, secret.encoding);
}

/** Writes the bytes of a secret as a scheme has them written. */
export function writtenSecret({ secret }: SignatureScheme, bytes: Buffer, prefix: 'prefix' | 'publicPrefix'): string {
  return (secret[prefix] ?? '') + bytes.toString(secret.encoding);
}

/** Gives the public key that belongs to a private one of Ed25519. */
export function publicKeyOf(scheme: SignatureScheme, secret: string): string {
  const der = createPublicKey(privateKeyOf(scheme, secret)).export({ format: 'der', type: 'spki' });
  return writtenSecret(scheme, der.subarray(publicHead.length), 'publicPrefix');
}
