import { createHash, createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { authenticated } from '../../src/delivery/delivery.ts';
import { loadContract } from '../../src/index.ts';
import { parseObject } from '../../src/openapi/read/parse.ts';
import { type SignatureScheme, signatureScheme } from '../../src/openapi/signature-scheme.ts';
import { signatureExplainer } from '../../src/signature/explain.ts';
import { developmentKeys } from '../../src/signature/keys.ts';
import { hookproofServing, root } from '../support/cli.ts';
import { callEventsPath } from '../support/deliver.ts';

const body = '{ "id": "11111111-2222-4333-8444-555555555555", "at": "2026-01-15T09:00:00Z", "note": "Zoë a/b" }';
const bytes = Buffer.from('a fake secret of so many bytes, 32');
const keys = { public: 'pk_fake_fake', private: `whsec_${bytes.toString('base64')}` };
const now = (): string => String(Math.floor(Date.now() / 1_000));
type Key = string | Buffer;
type Encoding = 'hex' | 'base64' | 'base64url';
const mac = (data: string, { key = bytes as Key, encoding = 'base64' as Encoding, hash = 'sha256' } = {}): string =>
  createHmac(hash, key).update(data).digest(encoding);

/** Makes the headers of a delivery by Standard Webhooks, signed over a text. */
function standard(data: (t: string) => string, how: Parameters<typeof mac>[1] = {}, t = now()): Record<string, string> {
  const signature = `v1,${mac(data(t), how)}`;
  return { 'webhook-id': 'msg_1', 'webhook-timestamp': t, 'webhook-signature': signature };
}

const over =
  (text: string) =>
  (t: string): string =>
    `msg_1.${t}.${text}`;
const event = JSON.parse(body);

async function schemeOf(name: string): Promise<SignatureScheme> {
  const file = `${root}openapi/signatures/${name}.yaml`;
  return signatureScheme(parseObject(await readFile(file, 'utf8'), file), file);
}

test.each<[string, Record<string, string>, string | RegExp | undefined]>([
  ['right', standard(over(body)), undefined],
  [
    'over the event written anew',
    standard(over(JSON.stringify(event))),
    'the signature is of the event re-serialised, without white space, not of the bytes that came',
  ],
  ['over the event indented', standard(over(JSON.stringify(event, null, 2))), /re-serialised, indented by two spaces/],
  [
    'over what Python writes',
    standard(
      over(JSON.stringify(event, null, 0).replaceAll('":"', '": "').replaceAll('","', '", "').replace('ë', '\\u00eb')),
    ),
    /re-serialised, with a space behind commas and colons, and letters escaped/,
  ],
  ['over a line break more', standard(over(`${body}\n`)), /of the body with a line break at its end/],
  ['over nothing', standard(over('')), /of no body at all/],
  ['over the body alone', standard(() => body), 'the signature is of {body}, not of {id}.{timestamp}.{body}'],
  ['over milliseconds', standard((t) => `msg_1.${t}000.${body}`), /of its timestamp in another unit/],
  [
    'by the secret taken whole',
    standard(over(body), { key: keys.private }),
    'the signature is made with the secret as it is written, not decoded from base64',
  ],
  [
    'by the secret without its prefix',
    standard(over(body), { key: keys.private.slice(6) }),
    'the signature is made with the secret without its prefix, and not decoded',
  ],
  ['by the public key', standard(over(body), { key: Buffer.from(keys.public, 'base64') }), /made with the public key$/],
  ['by an empty key', standard(over(body), { key: '' }), /made with an empty key$/],
  ['by sha1', standard(over(body), { hash: 'sha1' }), 'the signature is made with hmac-sha1, not with hmac-sha256'],
  ['in hex', standard(over(body), { encoding: 'hex' }), 'the signature is right, but is written in hex, not in base64'],
  [
    'in base64url over the event written anew',
    { ...standard(over(JSON.stringify(event)), { encoding: 'base64url' }) },
    /^the signature is of the event re-serialised, without white space, not of the bytes that came, and is /,
  ],
  [
    'of another version',
    Object.fromEntries(
      Object.entries(standard(over(body))).map(([name, value]) => [name, value.replace('v1,', 'v1=')]),
    ),
    'the signature is right, but is not written as v1,{signature}',
  ],
  [
    'too old',
    standard(over(body), {}, String(Number(now()) - 900)),
    /^the timestamp is 90\d seconds old, where 300 are allowed; the signature is right$/,
  ],
  [
    'with a timestamp in milliseconds',
    standard(over(body), {}, `${now()}000`),
    'the timestamp is in milliseconds, not in seconds; the signature is right',
  ],
  ['absent', { 'webhook-id': 'msg_1', 'webhook-timestamp': now() }, 'the header webhook-signature is missing'],
  [
    'of somebody else',
    standard(over(body), { key: 'whatever' }),
    'the signature is of another body, or made with another key',
  ],
])('a signature that is %s is explained', async (_, headers, said) => {
  const why = signatureExplainer(
    await schemeOf('standard-webhooks'),
    keys,
  )({ headers, url: 'http://x/y', body: Buffer.from(body) });
  if (typeof said === 'object') expect(why).toMatch(said);
  else expect(why).toBe(said);
});

const text = 'fake_secret_text';
const hex = (data: string, key: Key = text, hash = 'sha256'): string => mac(data, { key, encoding: 'hex', hash });

test.each<[string, string, Record<string, string>, string]>([
  [
    'github',
    'empty',
    { 'x-hub-signature-256': 'sha256=' },
    'the signature is empty: whatever made it had no key, or failed',
  ],
  [
    'shopify',
    'an empty header',
    { 'x-shopify-hmac-sha256': '' },
    'the signature is empty: whatever made it had no key, or failed',
  ],
  [
    'github',
    'cut off',
    { 'x-hub-signature-256': `sha256=${hex(body).slice(0, 60)}` },
    'the signature has 30 bytes, where those of hmac-sha256 have 32',
  ],
  [
    'github',
    'by another algorithm and another key',
    { 'x-hub-signature-256': `sha256=${hex(body, 'whatever', 'sha512')}` },
    'the signature has 64 bytes, where those of hmac-sha256 have 32',
  ],
  [
    'github',
    'bare',
    { 'x-hub-signature-256': hex(body) },
    'the signature is right, but is not written as sha256={signature}',
  ],
  [
    'github',
    'in base64',
    { 'x-hub-signature-256': `sha256=${mac(body, { key: text })}` },
    'the signature is right, but is written in base64, not in hex',
  ],
  [
    'github',
    'in capitals',
    { 'x-hub-signature-256': `sha256=${hex(body).toUpperCase()}` },
    'the signature is right, but is written in capitals',
  ],
  [
    'shopify',
    'hex in base64',
    { 'x-shopify-hmac-sha256': Buffer.from(hex(body)).toString('base64') },
    'the signature is right, but is written in base64 of its hex digits, not in base64',
  ],
  [
    'shopify',
    'without padding',
    { 'x-shopify-hmac-sha256': mac(body, { key: text }).replace('=', '') },
    'the signature is right, but is not padded as base64 is',
  ],
  [
    'line',
    'decoded',
    { 'x-line-signature': mac(body, { key: Buffer.from(text, 'base64') }) },
    'the signature is made with the secret decoded from base64',
  ],
  [
    'line',
    'by a broken line',
    { 'x-line-signature': mac(body, { key: `${text}\n` }) },
    'the signature is made with a line break behind the secret',
  ],
  [
    'line',
    'a hash',
    { 'x-line-signature': createHash('sha256').update(body).digest('base64') },
    'the signature is made with no key, a plain hash',
  ],
  [
    'line',
    'by the development key',
    { 'x-line-signature': mac(body, { key: developmentKeys.private }) },
    'the signature is made with the development key',
  ],
  [
    'square',
    'over https',
    { 'x-square-hmacsha256-signature': mac(`https://x/y${body}`, { key: text }) },
    'the signature is of the URL https://x/y',
  ],
])('a signature of %s that is %s is explained', async (name, _, headers, said) => {
  const explain = signatureExplainer(await schemeOf(name), { public: 'pk_fake_fake', private: text });
  expect(explain({ headers, url: 'http://x/y', body: Buffer.from(body) })).toBe(said);
});

test('nothing that a secret begins with is told', async () => {
  const secret = 'hunter_two_fake';
  const headers = { 'x-line-signature': mac(body, { key: 'two_fake' }) };
  const explain = signatureExplainer(await schemeOf('line'), { public: 'pk_fake_fake', private: secret });
  const why = explain({ headers, url: 'http://x/y', body: Buffer.from(body) });
  expect(why).toBe('the signature is made with the secret without its prefix, and not decoded');
});

test('an Ed25519 signature over the event written anew is explained', async () => {
  const contract = await loadContract({ contract: `${root}test/contracts/webhooks-31.yaml`, signature: 'discord' });
  const { developmentKeysFor } = await import('../../src/signature/keys.ts');
  const own = developmentKeysFor(contract.security);
  const request = { method: 'POST', target: '/', headers: [], body: Buffer.from(JSON.stringify(event)) };
  const { headers } = authenticated(request, { security: contract.security, keys: own, origin: 'http://x' });
  const sent = Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]));
  const why = signatureExplainer(
    await schemeOf('discord'),
    own,
  )({ headers: sent, url: 'http://x/', body: Buffer.from(body) });
  expect(why).toBe('the signature is of the event re-serialised, without white space, not of the bytes that came');
});

test('a long body is judged, and not looked at from all sides', async () => {
  const long = JSON.stringify({ note: 'a'.repeat(100_000) });
  const headers = standard(over(`${long} `));
  const why = signatureExplainer(
    await schemeOf('standard-webhooks'),
    keys,
  )({ headers, url: '', body: Buffer.from(long) });
  expect(why).toBe('the signature is of another body, or made with another key');
});

test('serve says on standard error why it denies, and to the sender nothing', async () => {
  const env = { HOOKPROOF_PRIVATE_KEY: keys.private };
  const given = ['--contract', `${root}test/contracts/webhooks-31.yaml`, '--signature', 'standard-webhooks'];
  const receiver = await hookproofServing(['serve', ...given], { env });
  const send = (headers: Record<string, string>) =>
    fetch(`${receiver.url}/webhooks?key=fake`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body,
    });
  const rewritten = standard(over(JSON.stringify(event)));
  const answers = [await send(rewritten), await send({}), await send(standard(over(body), { key: keys.private }))];
  const problems = await Promise.all(answers.map((each) => each.text()));
  expect(new Set(problems).size).toBe(1);
  expect(JSON.parse(problems[0] ?? '')).toMatchObject({ status: 401, detail: 'the credentials are missing or wrong' });
  const { stderr } = await receiver.stop();
  expect(stderr.split('\n').filter((line) => line.startsWith('401'))).toEqual([
    '401 POST /webhooks?…  the signature is of the event re-serialised, without white space, not of the bytes that came',
    '401 POST /webhooks?…  the header webhook-signature is missing',
    '401 POST /webhooks?…  the signature is made with the secret as it is written, not decoded from base64',
  ]);
  const secrets = [keys.private, mac(over(body)(rewritten['webhook-timestamp'] ?? '')), rewritten['webhook-signature']];
  for (const each of secrets) expect(stderr).not.toContain(each);
});

test('of keys there is nothing to explain, and serve prints no line for each denial', async () => {
  const receiver = await hookproofServing(['serve']);
  const answer = await fetch(receiver.url + callEventsPath, { method: 'POST', body });
  expect(answer.status).toBe(401);
  expect((await receiver.stop()).stderr).not.toMatch(/\b401\b/);
});

test('mock says in its lines why it denies', async () => {
  const mock = await hookproofServing(['mock', '--auth', 'signature']);
  const written = JSON.stringify(event);
  const headers = {
    'content-type': 'application/json',
    'x-public-key': developmentKeys.public,
    'x-signature': mac(written, { key: developmentKeys.private, encoding: 'hex' }),
  };
  const answer = await fetch(mock.url + callEventsPath, { method: 'POST', headers, body });
  expect(await answer.json()).toMatchObject({ status: 401, detail: 'the credentials are missing or wrong' });
  const { stdout, stderr } = await mock.stop();
  expect(stdout + stderr).toContain(
    '  the signature is of the event re-serialised, without white space, not of the bytes',
  );
});
