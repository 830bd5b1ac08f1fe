import { userError } from '../errors.ts';
import { isObject } from '../schema/json.ts';

/** Names which of the two secrets a credential is, or is made with. */
export type KeyRole = 'public' | 'private';

type BytesEncoding = 'hex' | 'base64' | 'base64url';

/** Says how deliveries are signed: over which text, with which key, and where the signature is written. */
export interface SignatureScheme {
  header: string;
  /** Writes the header's value around `{signature}` and, where it stands there too, `{timestamp}`. */
  value: string;
  /** Stands between the parts of a value that holds several: signatures, or a timestamp and signatures. */
  separator?: string;
  /** Says that of several signatures one that is right is enough, as a sender that changes its secret has it. */
  oneSuffices?: boolean;
  /** Writes what is signed, of `{body}`, `{timestamp}`, `{id}` and `{url}`. */
  signed: string;
  algorithm: 'hmac-sha1' | 'hmac-sha256' | 'hmac-sha512' | 'ed25519';
  encoding: BytesEncoding;
  /** Names the key of an HMAC. Of Ed25519 the private one signs, and the public one verifies. */
  key: KeyRole;
  /** Says how the bytes of a key are read from its text, without a prefix where it has one. */
  secret: { encoding: BytesEncoding | 'utf8'; prefix?: string; publicPrefix?: string };
  /**
   * Says where the time travels, unless it stands in the value, and how many seconds away from now it may be; `future` asks that
   * what was signed that far ahead is denied, too.
   */
  timestamp?: { header?: string; unit: 'seconds' | 'milliseconds'; tolerance?: number; future?: 'denied' };
  id?: { header: string };
  /** Stands for `{url}` as it was registered, where deliveries come in at another address; theirs when absent. */
  url?: string;
}

type Check = (value: unknown) => boolean;

const oneOf =
  (...words: string[]): Check =>
  (value) =>
    words.includes(value as string);
const text: Check = (value) => typeof value === 'string' && value !== '';
const header: Check = (value) => typeof value === 'string' && /^[\w!#$%&'*+.^`|~-]+$/.test(value);
const template =
  (needed: string, ...others: string[]): Check =>
  (value) =>
    typeof value === 'string' &&
    value.includes(`{${needed}}`) &&
    [...value.matchAll(/\{(\w+)\}/g)].every(([, name = '']) => [needed, ...others].includes(name));
const fields =
  (checks: Record<string, Check>, ...required: string[]): Check =>
  (value) =>
    isObject(value) &&
    Object.entries(value).every(([key, each]) => checks[key]?.(each)) &&
    required.every((key) => key in value);

const checks: Record<string, { holds: Check; wants: string }> = {
  header: { holds: header, wants: 'the name of a header' },
  value: { holds: template('signature', 'timestamp'), wants: 'a text with {signature}, perhaps with {timestamp}' },
  separator: { holds: text, wants: 'a text' },
  oneSuffices: { holds: (value) => typeof value === 'boolean', wants: 'true or false' },
  signed: {
    holds: template('body', 'timestamp', 'id', 'url'),
    wants: 'a text with {body}, of {timestamp}, {id}, {url}',
  },
  algorithm: {
    holds: oneOf('hmac-sha1', 'hmac-sha256', 'hmac-sha512', 'ed25519', 'sha1', 'sha256', 'sha512'),
    wants: 'hmac-sha1, hmac-sha256, hmac-sha512 or ed25519',
  },
  encoding: { holds: oneOf('hex', 'base64', 'base64url'), wants: 'hex, base64 or base64url' },
  key: { holds: oneOf('public', 'private'), wants: 'public or private' },
  secret: {
    holds: fields(
      { encoding: oneOf('utf8', 'hex', 'base64', 'base64url'), prefix: text, publicPrefix: text },
      'encoding',
    ),
    wants: '{ encoding: utf8, hex, base64 or base64url, prefix, publicPrefix }',
  },
  timestamp: {
    holds: fields({
      header,
      unit: oneOf('seconds', 'milliseconds'),
      tolerance: (value) => Number(value) > 0,
      future: oneOf('denied'),
    }),
    wants: '{ header, unit: seconds or milliseconds, tolerance: seconds, future: denied }',
  },
  id: { holds: fields({ header }, 'header'), wants: '{ header }' },
  url: { holds: (value) => /^https?:\/\/\S+$/.test(String(value)), wants: 'an http or https URL' },
};

/**
 * Reads a scheme from data: a file of `openapi/signatures`, one's own, or `x-hookproof-signature`. `usual` is the header where
 * none is named. Throws an input error that names the key that is unknown or wrong.
 */
export function signatureScheme(data: unknown, where: string, usual?: string): SignatureScheme {
  const given: Record<string, unknown> = {
    ...(usual === undefined ? {} : { header: usual }),
    ...(isObject(data) ? data : {}),
  };
  for (const [key, value] of Object.entries(given)) {
    const check = Object.hasOwn(checks, key) ? checks[key] : undefined;
    if (!check)
      throw userError('input', `${where}: a signature scheme has no "${key}"`, {
        hint: `It has: ${Object.keys(checks).join(', ')}.`,
      });
    if (!check.holds(value)) throw userError('input', `${where}: "${key}" of a signature scheme wants ${check.wants}`);
  }
  if (given.header === undefined)
    throw userError('input', `${where}: a signature scheme wants "header", the name of a header`);
  const algorithm = String(given.algorithm ?? 'hmac-sha256').replace(/^(?=sha)/, 'hmac-');
  const scheme = {
    value: '{signature}',
    signed: '{body}',
    encoding: 'hex',
    key: 'private',
    secret: { encoding: algorithm === 'ed25519' ? 'hex' : 'utf8' },
    ...given,
    algorithm,
    ...(isObject(given.timestamp) ? { timestamp: { unit: 'seconds', ...given.timestamp } } : {}),
  } as SignatureScheme;
  const uses = (name: string): boolean => (scheme.signed + scheme.value).includes(`{${name}}`);
  if (uses('id') && !scheme.id)
    throw userError('input', `${where}: {id} is signed, and "id" does not say where it travels`);
  if (uses('timestamp') && !scheme.timestamp?.header && !scheme.value.includes('{timestamp}'))
    throw userError('input', `${where}: {timestamp} is signed, and "timestamp" does not say where it travels`);
  return scheme;
}

/** Finds what stands before a signature in its header, such as `v1=`, with the separator-free part that it belongs to. */
export function signaturePart({ value, separator }: SignatureScheme): { part: string; tag: string } {
  const parts = separator === undefined ? [value] : value.split(separator);
  const part = parts.find((each) => each.includes('{signature}')) ?? '';
  return { part, tag: part.slice(0, part.indexOf('{signature}')) };
}

/** Tells whether the age of a signature counts. */
export function hasTolerance({ timestamp }: SignatureScheme): boolean {
  return timestamp?.tolerance !== undefined;
}

/** Holds what cases may depend on, by the name that they have for it. */
export const schemeTraits = {
  timestamp: ({ signed }) => signed.includes('{timestamp}'),
  tolerance: hasTolerance,
  'denied-future': ({ timestamp }) => timestamp?.future === 'denied',
  id: ({ signed }) => signed.includes('{id}'),
  version: (scheme) => signaturePart(scheme).tag !== '',
  several: ({ separator }) => separator !== undefined,
  'one-suffices': ({ oneSuffices = false }) => oneSuffices,
  letters: ({ encoding }) => encoding !== 'hex',
} satisfies Record<string, (scheme: SignatureScheme) => boolean>;

export type SchemeTrait = keyof typeof schemeTraits;
