import { createHash } from 'node:crypto';
import type { SignatureScheme } from '../openapi/signature-scheme.ts';
import { isObject, parseJson, sortedJson, unicodeEscape } from '../schema/json.ts';
import { isNestedDeeper } from '../schema/json-text.ts';
import { developmentKeys, type Keys } from './keys.ts';
import { hmacKey, type SigningKey, secretsOf, signingKeys } from './secret-keys.ts';
import { type SignedMessage, signedBytes } from './signer.ts';

/** Holds a way to sign that is near to what a scheme says: what was signed, and with which keys. */
export interface NearMiss {
  /** Completes "it is the signature": `of the body without …`; empty for what the scheme itself says. */
  says: string;
  data: Buffer;
  keys: SigningKey[];
}

/** Lists what senders sign by mistake, the likeliest first; the first of all is what the scheme says. */
export function* nearMisses(scheme: SignatureScheme, keys: Keys, message: SignedMessage): Generator<NearMiss> {
  const right = signingKeys(scheme, keys);
  const data = signedBytes(scheme, message);
  yield { says: '', data, keys: right };
  for (const [says, body] of otherBodies(message.body))
    yield {
      says: `of ${says}, not of the bytes that came`,
      data: signedBytes(scheme, { ...message, body }),
      keys: right,
    };
  for (const [says, changed] of otherTexts(scheme, message)) yield { says, data: signedBytes(...changed), keys: right };
  if (scheme.algorithm === 'ed25519') return;
  for (const [says, secret] of otherKeys(scheme, keys)) yield { says: `made with ${says}`, data, keys: [secret] };
}

/** Bodies that are nested deeper are not written anew: indented, they would grow without measure. */
const maxDepth = 12;

/** Lists texts that a sender may have had in hand when it signed. */
function* otherBodies(body: Buffer): Generator<[says: string, body: Buffer]> {
  const text = body.toString();
  const event = isNestedDeeper(body, maxDepth) ? undefined : parseJson(text);
  for (const [says, write] of event === undefined ? [] : rewritings)
    yield [`the event re-serialised, ${says}`, Buffer.from(write(event))];
  yield ['the body without the white space around it', Buffer.from(text.trim())];
  yield ['the body with a line break at its end', Buffer.concat([body, Buffer.from('\n')])];
  yield ['the body with other line breaks', Buffer.from(text.replaceAll('\r\n', '\n'))];
  yield ['the body with other line breaks', Buffer.from(text.replaceAll(/\r?\n/g, '\r\n'))];
  yield ['the body read as Latin-1', Buffer.from(body.toString('latin1'))];
  yield ['no body at all', Buffer.alloc(0)];
}

const compact = (event: unknown): string => JSON.stringify(event);

const rewritings: [says: string, write: (event: unknown) => string][] = [
  ['without white space', compact],
  ['indented by two spaces', (event) => JSON.stringify(event, null, 2)],
  ['indented by four spaces', (event) => JSON.stringify(event, null, 4)],
  ['with a space behind commas and colons', spaced],
  ['with a space behind commas and colons, and letters escaped', (event) => withEscapes(spaced(event))],
  ['with letters escaped', (event) => withEscapes(compact(event))],
  ['with slashes escaped', (event) => compact(event).replaceAll('/', '\\/')],
  ['with slashes and letters escaped', (event) => withEscapes(compact(event)).replaceAll('/', '\\/')],
  ['its keys in order', sortedJson],
];

/** Writes JSON as Python does. */
function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`;
  if (!isObject(value)) return compact(value);
  return `{${Object.entries(value)
    .map(([key, inner]) => `${compact(key)}: ${spaced(inner)}`)
    .join(', ')}}`;
}

function withEscapes(json: string): string {
  return json.replace(/[\u0080-\uffff]/g, unicodeEscape);
}

/** Lists the texts that other schemes sign. */
const templates = [
  ...['{body}', '{timestamp}.{body}', '{timestamp}{body}', '{timestamp}:{body}', 'v0:{timestamp}:{body}'],
  ...['{id}.{timestamp}.{body}', '{id}.{body}', '{url}{body}', '{body}{url}'],
];

function* otherTexts(
  scheme: SignatureScheme,
  message: SignedMessage,
): Generator<[says: string, signed: [SignatureScheme, SignedMessage]]> {
  for (const signed of templates)
    if (signed !== scheme.signed) yield [`of ${signed}, not of ${scheme.signed}`, [{ ...scheme, signed }, message]];
  const time = Number(message.timestamp);
  for (const other of scheme.signed.includes('{timestamp}') ? [time * 1_000, Math.floor(time / 1_000)] : [])
    yield ['of its timestamp in another unit', [scheme, { ...message, timestamp: String(other) }]];
  if (!scheme.signed.includes('{url}')) return;
  const { url: registered, ...own } = scheme;
  for (const url of otherUrls(registered ?? message.url)) yield [`of the URL ${url}`, [own, { ...message, url }]];
  if (registered !== undefined) yield ['of the URL that it was sent to, not of --signed-url', [own, message]];
}

function otherUrls(url: string): string[] {
  const secure = url.startsWith('https:') ? url.replace('https:', 'http:') : url.replace('http:', 'https:');
  return [secure, ...[url, secure].map((each) => (each.endsWith('/') ? each.slice(0, -1) : `${each}/`))];
}

/** Lists the keys of an HMAC that a sender may have taken for the right one. */
function* otherKeys(scheme: SignatureScheme, keys: Keys): Generator<[says: string, key: SigningKey]> {
  const asText: SignatureScheme = { ...scheme, secret: { encoding: 'utf8' } };
  for (const secret of secretsOf(keys[scheme.key])) {
    yield* otherReadings(scheme, secret);
    yield ['a line break behind the secret', hmacKey(asText, `${secret}\n`)];
    for (const algorithm of ['hmac-sha1', 'hmac-sha256', 'hmac-sha512'] as const)
      if (algorithm !== scheme.algorithm)
        yield [`${algorithm}, not with ${scheme.algorithm}`, hmacKey({ ...scheme, algorithm }, secret)];
  }
  const other = scheme.key === 'private' ? 'public' : 'private';
  for (const secret of secretsOf(keys[other])) yield [`the ${other} key`, hmacKey(scheme, secret)];
  yield ['an empty key', hmacKey(asText, '')];
  yield ['the word undefined as its key', hmacKey(asText, 'undefined')];
  yield ['the development key', hmacKey(scheme, developmentKeys[scheme.key])];
  yield ['no key, a plain hash', plainHash(scheme)];
}

/** Lists the ways to read the bytes of a secret that are not the scheme's. */
function* otherReadings(scheme: SignatureScheme, secret: string): Generator<[says: string, key: SigningKey]> {
  const { prefix = /^[a-z]+_/.exec(secret)?.[0] ?? '', encoding } = scheme.secret;
  const bare = secret.startsWith(prefix) ? secret.slice(prefix.length) : secret;
  const read = (text: string, as: 'utf8' | 'base64' | 'hex'): SigningKey =>
    hmacKey({ ...scheme, secret: { encoding: as } }, text);
  if (encoding !== 'utf8') yield [`the secret as it is written, not decoded from ${encoding}`, read(secret, 'utf8')];
  if (bare !== secret) yield ['the secret without its prefix, and not decoded', read(bare, 'utf8')];
  for (const other of ['base64', 'hex'] as const)
    for (const text of other === encoding ? [] : new Set([bare, secret]))
      if (Buffer.from(text, other).length > 0) yield [`the secret decoded from ${other}`, read(text, other)];
}

function plainHash({ algorithm }: SignatureScheme): SigningKey {
  const sign = (data: Buffer): Buffer => createHash(algorithm.replace('hmac-', '')).update(data).digest();
  return { sign, verify: (data, signature) => sign(data).equals(signature) };
}
