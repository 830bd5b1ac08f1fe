import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { parse } from 'yaml';
import type { WrittenCase } from '../../src/conformance/cases/written/files.ts';
import { type Spoiling, spoilings } from '../../src/conformance/cases/written/spoil-credentials.ts';
import { authenticated } from '../../src/delivery/delivery.ts';
import { loadContract, verify } from '../../src/index.ts';
import {
  type SchemeTrait,
  type SignatureScheme,
  schemeTraits,
  signaturePart,
  signatureScheme,
} from '../../src/openapi/signature-scheme.ts';
import { developmentKeysFor, type Keys } from '../../src/signature/keys.ts';
import { publicKeyOf, signingKeys, writtenSecret } from '../../src/signature/secret-keys.ts';
import { signedBytes } from '../../src/signature/signer.ts';
import { signatureReader } from '../../src/signature/verifier.ts';
import { root } from '../support/cli.ts';

interface Denied {
  word: keyof typeof spoilings;
  signs: SchemeTrait | undefined;
}

/** The words of the case files by which a signature is spoilt that must be denied. */
async function deniedWords(): Promise<Denied[]> {
  const folder = `${root}conformance/cases/signature`;
  const files = await Promise.all((await readdir(folder)).map((name) => readFile(`${folder}/${name}`, 'utf8')));
  const cases: WrittenCase[] = files.flatMap((text) => parse(text).cases);
  const found = cases.flatMap(({ flow, send, expect: asked = '', signs }) =>
    (flow ?? [{ send, expect: asked }]).flatMap((step): Denied[] => {
      const word = step.send?.auth?.signature;
      return word && ['denied', 'unaccepted'].includes(String(step.expect)) ? [{ word, signs }] : [];
    }),
  );
  return [...new Map(found.map((each) => [each.word, each])).values()];
}

const base = {
  header: 'x-proof',
  timestamp: { header: 'x-time', tolerance: 300, future: 'denied' },
  id: { header: 'x-id' },
};
const schemes = fc
  .record({
    algorithm: fc.constantFrom('hmac-sha1', 'hmac-sha256', 'hmac-sha512', 'ed25519'),
    encoding: fc.constantFrom('hex', 'base64', 'base64url'),
    signed: fc.constantFrom(
      '{body}',
      '{timestamp}.{body}',
      '{id}.{timestamp}.{body}',
      'v0:{timestamp}:{body}',
      '{url}{body}',
    ),
    form: fc.constantFrom(
      ['{signature}'],
      ['sha256={signature}'],
      ['t={timestamp},v1={signature}', ','],
      ['v1,{signature}', ' '],
      ['ts={timestamp};h1={signature}', ';'],
    ),
    secret: fc.constantFrom('utf8', 'hex', 'base64'),
  })
  .map(({ form: [value, separator], secret, ...scheme }) =>
    signatureScheme(
      {
        ...base,
        ...scheme,
        value,
        ...(separator === undefined ? {} : { separator }),
        secret: { encoding: scheme.algorithm === 'ed25519' && secret === 'utf8' ? 'hex' : secret },
      },
      'a scheme',
    ),
  );

/** Makes keys of a scheme from bytes. */
function keysOf(scheme: SignatureScheme, seed: Uint8Array): Keys {
  const bytes = createHash('sha256').update(seed).digest();
  const secret =
    scheme.secret.encoding === 'utf8' ? `sk_${bytes.toString('hex')}` : writtenSecret(scheme, bytes, 'prefix');
  return { private: secret, public: scheme.algorithm === 'ed25519' ? publicKeyOf(scheme, secret) : 'pk_fake_fake' };
}

/** Lists what the most lenient of receivers make of a text: white space, letter case, padding and rubbish around are nothing to them. */
function lenientlyDecoded(text: string): Buffer[] {
  const bare = text.replace(/\s/g, '');
  const hex = bare.toLowerCase();
  return [
    Buffer.from(bare, 'base64'),
    Buffer.from(bare, 'base64url'),
    Buffer.from(bare.replace(/[^\w+/-]/g, ''), 'base64'),
    Buffer.from(hex, 'hex'),
    Buffer.from(hex.replace(/[^0-9a-f]/g, ''), 'hex'),
  ];
}

/** Tells whether a lenient receiver, generous with time, would believe a request. */
function believes(
  scheme: SignatureScheme,
  keys: Keys,
  headers: Record<string, string>,
  body: Buffer,
  url: string,
): boolean {
  const { signatures, timestamp, id } = signatureReader(scheme)(headers);
  const { signed } = scheme;
  if (scheme.timestamp?.tolerance !== undefined) {
    const age = Math.abs(Date.now() / 1_000 - Number(timestamp || Number.NaN));
    if (!(age <= 10 * scheme.timestamp.tolerance)) return false;
  }
  if (signed.includes('{id}') && id === '') return false;
  const [key] = signingKeys(scheme, keys);
  const data = signedBytes(scheme, { body, url, id, timestamp });
  return signatures.flatMap(lenientlyDecoded).some((bytes) => key?.verify(data, bytes));
}

test('whatever the scheme, a spoilt signature is not the right one by any reading, and the right one is', async () => {
  const words = await deniedWords();
  expect(words.length).toBeGreaterThan(25);
  fc.assert(
    fc.property(schemes, fc.uint8Array({ minLength: 8, maxLength: 8 }), fc.jsonValue(), (scheme, seed, event) => {
      const keys = keysOf(scheme, seed);
      const body = Buffer.from(`${JSON.stringify({ event })} `);
      const credential = { scheme: 'Proof', in: 'header' as const, name: scheme.header };
      const security = [[{ ...credential, source: { kind: 'signature' as const, scheme } }]];
      const request = { method: 'POST', target: '/hooks', headers: [], body };
      const sent = (signature?: Spoiling) => {
        const spoilt = signature ? { signature } : {};
        const { headers } = authenticated(request, { security, keys, origin: 'http://x', spoilt });
        return believes(scheme, keys, Object.fromEntries(headers.toReversed()), body, 'http://x/hooks');
      };
      expect(sent()).toBe(true);
      for (const { word, signs } of words) {
        if (signs !== undefined && !schemeTraits[signs](scheme)) continue;
        expect([word, sent(spoilings[word])]).toEqual([word, false]);
      }
    }),
    { numRuns: 300, seed: 7 },
  );
});

test('a signature that lacks its end is written as the right one begins, in any encoding', () => {
  for (const length of [20, 32, 64])
    for (const encoding of ['hex', 'base64', 'base64url'] as const) {
      const right = Buffer.alloc(length, 0xa7);
      const text = spoilings.prefix.bytes(right).toString(encoding);
      expect(right.toString(encoding).startsWith(text) && text.length > length).toBe(true);
    }
});

test('a signature of another version is told by its tag alone', () => {
  fc.assert(
    fc.property(schemes, (scheme) => {
      const { tag } = signaturePart(scheme);
      fc.pre(tag !== '');
      const written = spoilings['other-version'].writes(scheme);
      expect(signaturePart(written).tag).not.toBe(tag);
      expect(written.value.replace(signaturePart(written).tag, tag)).toBe(scheme.value);
    }),
  );
});

test('a spoilt key is another text than the right one, white space around it aside', () => {
  const words = [
    'wrong',
    'empty',
    'case-flipped',
    'prefix',
    'padded',
    'suffix',
    'padded-before',
    'first-wrong',
  ] as const;
  const more = ['middle-wrong', 'last-wrong', 'with-others-first', 'other'] as const;
  const key = fc.stringMatching(/^[0-9a-zA-Z]{4,20}[a-zA-Z][0-9a-zA-Z]{4,20}$/);
  fc.assert(
    fc.property(key, key, (own, other) => {
      fc.pre(own !== other);
      for (const word of [...words, ...more]) {
        const { values }: Spoiling = spoilings[word];
        const spoilt = values(own, { private: own, public: other }).map((value) => value.trim());
        expect([word, spoilt.includes(own)]).toEqual([word, false]);
      }
    }),
    { numRuns: 2_000, seed: 7 },
  );
});

test.each([
  ['line', (value: string) => Buffer.from(value, 'base64')],
  ['github', (value: string) => Buffer.from(value.replace('sha256=', '').trim(), 'hex')],
])('a right receiver that decodes leniently is never flagged by %s, twenty times on end', async (signature, decode) => {
  const contract = await loadContract({ contract: `${root}test/contracts/webhooks-31.yaml`, signature });
  const keys = developmentKeysFor(contract.security);
  const { header = '' } =
    contract.security[0]?.[0]?.source.kind === 'signature' ? contract.security[0][0].source.scheme : {};
  const target: RequestListener = async (request, response) => {
    const body = await buffer(request);
    const right = createHmac('sha256', keys.private).update(body).digest();
    const given = decode(String(request.headers[header.toLowerCase()] ?? ''));
    const isRight = given.length === right.length && timingSafeEqual(given, right);
    response.writeHead(!isRight ? 401 : isParcel(body) ? 202 : 400).end();
  };
  for (let round = 0; round < 20; round++) {
    const { cases, summary } = await verify({ target, contract, groups: ['signature'] });
    const flagged = cases.filter(({ status }) => ['FAIL', 'WARN', 'BLOCKED', 'ERROR'].includes(status));
    expect(flagged.map(({ id, why }) => `${id}: ${why}`)).toEqual([]);
    expect(summary.pass).toBeGreaterThan(20);
  }
});

function isParcel(body: Buffer): boolean {
  try {
    return typeof JSON.parse(body.toString()).id === 'string';
  } catch {
    return false;
  }
}
