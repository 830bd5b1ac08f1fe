import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { valueAt } from '../../../src/schema/pointer.ts';
import { secretKey, sign } from '../../../src/signature/sign.ts';
import type { Change, Right } from '../correct.ts';
import { type FaultyReceiver, parsed, unsigned } from './fault.ts';

const hex = { algorithm: 'sha256', encoding: 'hex' } as const;

/** Receivers that verify signatures wrongly. */
export const signatureFaults: FaultyReceiver[] = [
  unsigned('looks for no signature', 'signature.missing', () => ({ authenticate: () => true })),
  unsigned(
    'is content with any signature',
    'signature.wrong',
    comparing((given) => given !== ''),
  ),
  unsigned('lets a missing signature pass', 'signature.missing', (right) => ({
    authenticate: (request, body) =>
      request.headers[right.header.private] === undefined || right.authenticate(request, body),
  })),
  unsigned(
    'lets an empty signature pass',
    'signature.empty',
    comparing((given, right) => given === '' || given === right),
  ),
  unsigned(
    'takes the beginning of a signature for the signature',
    'signature.too-short',
    comparing((given, right) => given !== '' && right.startsWith(given)),
  ),
  unsigned(
    'takes whatever begins with the signature',
    'signature.too-long',
    comparing((given, right) => given.startsWith(right)),
  ),
  unsigned(
    'fails on a signature of another length',
    'signature.too-*',
    comparing((given, right) => timingSafeEqual(Buffer.from(given), Buffer.from(right))),
  ),
  unsigned(
    'compares the decoded bytes, of which a wrong digit ends all',
    'signature.not-hex',
    comparing((given, right) => {
      const bytes = Buffer.from(given, 'hex');
      return given.length === right.length && Buffer.from(right, 'hex').subarray(0, bytes.length).equals(bytes);
    }),
  ),
  unsigned(
    'verifies over the event written anew',
    'signature.odd-white-space',
    over((body) => rewritten(body)),
  ),
  unsigned(
    'verifies over numbers as it reads them',
    'signature.decimal-number',
    over((body) => rewritten(body)),
  ),
  unsigned(
    'verifies over the trimmed body',
    'signature.odd-white-space',
    over((body) => Buffer.from(body.toString().trim())),
  ),
  unsigned(
    'verifies over the body as Latin letters',
    'signature.emoji',
    over((body) => Buffer.from(body.toString('latin1'), 'utf8')),
  ),
  unsigned(
    'verifies over the body with escapes resolved',
    'signature.escaped-*',
    over((body) =>
      Buffer.from(body.toString().replaceAll('\\/', '/').replaceAll('\\u00eb', 'ë').replaceAll('\\u001b', '\u001b')),
    ),
  ),
  unsigned(
    'takes a signature over the event written anew as well',
    'signature.over-reserialised-body',
    either((body, keys) => sign(rewritten(body), secretKey(keys.private), hex)),
  ),
  unsigned(
    'takes a plain digest as well',
    'signature.unkeyed',
    either((body) => createHash('sha256').update(body).digest('hex')),
  ),
  unsigned(
    'takes a signature with the public key as well',
    'signature.with-public-key',
    either((body, keys) => sign(body, secretKey(keys.public), hex)),
  ),
  unsigned('signs the length and not the body', 'signature.over-another-body', (right) => ({
    authenticate: (request, body) => /^[0-9a-f]{64}$/.test(right.given(request, 'private')) && body.length > 0,
  })),
  unsigned('wants no signature at the end of a call', 'signature.every-type.end-of-call', (right) => ({
    authenticate: (request, body) =>
      valueAt(parsed(body), right.contract.typePath ?? []) === 'end-of-call' || right.authenticate(request, body),
  })),
  unsigned('says which signature it expected', 'signature.wrong', (right) => ({
    refuse: (status, _, __, body) => ({
      status,
      body: status === 401 ? `expected ${sign(body, secretKey(right.keys.private), hex)}` : '',
    }),
  })),
  unsigned('decodes each packet by itself', 'signature.split-characters', (right) => ({
    async read(request) {
      let text = '';
      for await (const chunk of request as AsyncIterable<Buffer>) text += chunk.toString('utf8');
      return text === '' ? right.read(request, undefined as never) : Buffer.from(text);
    },
  })),
];

/** Authenticates by comparing the signature that is given with the right one. */
function comparing(hold: (given: string, right: string) => boolean): Change {
  return (right) => ({
    authenticate: (request: IncomingMessage, body) =>
      hold(right.given(request, 'private'), sign(body, secretKey(right.keys.private), hex)),
  });
}

/** Verifies over something else than the bytes that came. */
function over(change: (body: Buffer) => Buffer): Change {
  return (right) => ({ authenticate: (request, body) => right.authenticate(request, change(body)) });
}

/** Takes another signature besides the right one. */
function either(other: (body: Buffer, keys: Right['keys']) => string): Change {
  return (right) => ({
    authenticate: (request, body) =>
      right.authenticate(request, body) || right.given(request, 'private') === other(body, right.keys),
  });
}

function rewritten(body: Buffer): Buffer {
  const event = parsed(body);
  return event === undefined ? body : Buffer.from(JSON.stringify(event));
}
