import { createHash, createHmac, createPrivateKey, generateKeyPairSync, sign as signBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { authenticated } from '../../src/delivery/delivery.ts';
import { loadContract, startReceiver } from '../../src/index.ts';
import { parseObject } from '../../src/openapi/read/parse.ts';
import { signatureScheme } from '../../src/openapi/signature-scheme.ts';
import { developmentKeysFor, type Keys } from '../../src/signature/keys.ts';
import { signatureVerifier } from '../../src/signature/verifier.ts';
import { hookproof, hookproofServing, root } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

const body = '{"id":"11111111-2222-4333-8444-555555555555","state":"sent"}';
const contractFile = `${root}test/contracts/webhooks-31.yaml`;
const url = 'https://shop.example/hooks';
const text = 'shpss_fake_secret';
const bytes = createHash('sha256').update('a fake secret').digest();
const hmac = (key: string | Buffer, data: string, encoding: 'hex' | 'base64', hash = 'sha256'): string =>
  createHmac(hash, key).update(data).digest(encoding);
const pair = generateKeyPairSync('ed25519');
const seed = pair.privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32);
const point = pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
const ed25519 = (data: string, encoding: 'hex' | 'base64'): string =>
  signBytes(
    null,
    Buffer.from(data),
    createPrivateKey(pair.privateKey.export({ format: 'pem', type: 'pkcs8' })),
  ).toString(encoding);

type Headers = Record<string, string>;
const standard =
  (prefix: string, signed: (data: string) => string) =>
  (t: number): Headers => ({
    [`${prefix}-id`]: 'msg_1',
    [`${prefix}-timestamp`]: `${t}`,
    [`${prefix}-signature`]: signed(`msg_1.${t}.${body}`),
  });

/** What each vendor documents, written by hand: the keys, and the headers of a delivery at a time in seconds. */
const documented: Record<string, { private: string; public?: string; headers(t: number): Headers }> = {
  'standard-webhooks': {
    private: `whsec_${bytes.toString('base64')}`,
    headers: standard('webhook', (data) => `v1,${hmac(bytes, data, 'base64')}`),
  },
  'standard-webhooks-ed25519': {
    private: `whsk_${Buffer.concat([seed, point]).toString('base64')}`,
    public: `whpk_${point.toString('base64')}`,
    headers: standard('webhook', (data) => `v1a,${ed25519(data, 'base64')}`),
  },
  svix: {
    private: `whsec_${bytes.toString('base64')}`,
    headers: standard('svix', (data) => `v1,${hmac(bytes, data, 'base64')}`),
  },
  github: { private: text, headers: () => ({ 'x-hub-signature-256': `sha256=${hmac(text, body, 'hex')}` }) },
  stripe: {
    private: 'whsec_fakefake',
    headers: (t) => ({ 'stripe-signature': `t=${t},v1=${hmac('whsec_fakefake', `${t}.${body}`, 'hex')},v0=00` }),
  },
  slack: {
    private: text,
    headers: (t) => ({
      'x-slack-request-timestamp': `${t}`,
      'x-slack-signature': `v0=${hmac(text, `v0:${t}:${body}`, 'hex')}`,
    }),
  },
  shopify: { private: text, headers: () => ({ 'x-shopify-hmac-sha256': hmac(text, body, 'base64') }) },
  line: { private: text, headers: () => ({ 'x-line-signature': hmac(text, body, 'base64') }) },
  square: { private: text, headers: () => ({ 'x-square-hmacsha256-signature': hmac(text, url + body, 'base64') }) },
  paddle: {
    private: text,
    headers: (t) => ({ 'paddle-signature': `ts=${t};h1=${hmac(text, `${t}:${body}`, 'hex')}` }),
  },
  zoom: {
    private: text,
    headers: (t) => ({
      'x-zm-request-timestamp': `${t}`,
      'x-zm-signature': `v0=${hmac(text, `v0:${t}:${body}`, 'hex')}`,
    }),
  },
  discord: {
    private: seed.toString('hex'),
    public: point.toString('hex'),
    headers: (t) => ({ 'x-signature-timestamp': `${t}`, 'x-signature-ed25519': ed25519(`${t}${body}`, 'hex') }),
  },
  'call-events': { private: text, headers: () => ({ 'x-signature': hmac(text, body, 'hex') }) },
};

const schemeFile = (name: string): string => `${root}openapi/signatures/${name}.yaml`;
const schemeOf = async (name: string) =>
  signatureScheme(parseObject(await readFile(schemeFile(name), 'utf8'), name), name);
const keysOf = (name: string): Keys => ({ public: '', ...documented[name] }) as Keys;

test('every scheme that ships is tried here', async () => {
  const files = await readdir(`${root}openapi/signatures`);
  expect(files.map((name) => name.replace('.yaml', '')).toSorted()).toEqual(Object.keys(documented).toSorted());
});

describe.each(Object.keys(documented))('%s', (name) => {
  const now = 1_900_000_000;
  const faultOf = async (headers: Headers, nowSeconds = now, sent = body) =>
    signatureVerifier(
      await schemeOf(name),
      keysOf(name),
    )({ headers, url, body: Buffer.from(sent), at: nowSeconds * 1_000 });

  test('a delivery that is signed by the letter of the vendor is believed, another body is not', async () => {
    const headers = documented[name]?.headers(now) ?? {};
    expect(await faultOf(headers)).toBeUndefined();
    expect(await faultOf(headers, now, `${body} `)).toMatch(/of another body, or made with another key/);
    expect(await faultOf({})).toMatch(/^the header .* is missing$/);
  });

  test('a delivery is believed for as long as the tolerance says', async () => {
    const tolerance = (await schemeOf(name)).timestamp?.tolerance;
    const headers = documented[name]?.headers(now) ?? {};
    const old = await faultOf(headers, now + (tolerance ?? 10_000) + 10);
    if (tolerance === undefined) expect(old).toBeUndefined();
    else expect(old).toBe(`the timestamp is ${tolerance + 10} seconds old, where ${tolerance} are allowed`);
  });

  test('what we sign is believed, with the current key and with the one before it', async () => {
    const contract = await loadContract({ contract: contractFile, signature: name });
    const keys = keysOf(name);
    const request = { method: 'POST', target: '/hooks?a=1', headers: [], body: Buffer.from(body) };
    const { headers } = authenticated(request, { security: contract.security, keys, origin: 'https://shop.example' });
    const sent = Object.fromEntries(headers.map(([header, value]) => [header.toLowerCase(), value]));
    const believed = async (given: Keys) =>
      signatureVerifier(await schemeOf(name), given)({ headers: sent, url, body: Buffer.from(body) });
    expect(await believed(keys)).toBeUndefined();
    const other = developmentKeysFor(contract.security);
    expect(await believed(other)).toMatch(/another key/);
    const rotated = {
      private: `${other.private},${keys.private}`,
      public: keys.public && `${other.public},${keys.public}`,
    };
    expect(await believed(rotated)).toBeUndefined();
  });
});

test('a scheme of one’s own is one file: serve, simulate and verify take it', async () => {
  const folder = await folderWith({
    'ours.yaml': `
header: X-Parcel-Proof
value: "at={timestamp}|mac={signature}"
separator: "|"
signed: "{timestamp}\\n{url}\\n{body}"
algorithm: hmac-sha512
encoding: base64url
secret: { encoding: hex }
timestamp: { unit: milliseconds, tolerance: 60 }
`,
  });
  const given = ['--contract', contractFile, '--signature', `${folder}/ours.yaml`];
  const receiver = await hookproofServing(['serve', ...given]);
  const to = `${receiver.url}/webhooks`;
  expect(await hookproof(['simulate', 'every-event', ...given, '--to', to])).toMatchObject({ status: 0 });
  const { status, stdout } = await hookproof(['verify', ...given, '--url', to, '--group', 'signature', '--strict']);
  expect([status, stdout]).toEqual([0, expect.stringMatching(/^PASS 37 of/)]);
  expect(stdout).toContain('profile signature');
  await receiver.stop();
});

test('a contract names a scheme that ships', async () => {
  const scheme = { type: 'apiKey', in: 'header', name: 'X-Hub', 'x-hookproof-signature': { preset: 'github' } };
  const given = parseObject(await readFile(contractFile, 'utf8'), contractFile) as Record<string, object>;
  const components = { ...given.components, securitySchemes: { Hub: scheme } };
  const contract = JSON.stringify({ ...given, components, security: [{ Hub: [] }] });
  const folder = await folderWith({ 'contract.json': contract });
  const { security } = await loadContract({ contract: `${folder}/contract.json` });
  expect(security).toMatchObject([
    [{ name: 'X-Hub-Signature-256', source: { scheme: { value: 'sha256={signature}' } } }],
  ]);
});

test.each([
  [
    'nonesuch',
    /^hookproof: nonesuch: no such file, nor a signature scheme of that name\n {2}There are: call-events, discord, /,
  ],
  [{ headers: 'x' }, /a signature scheme has no "headers"\n {2}It has: header, value,/],
  [{ header: 'x', algorithm: 'md5' }, /"algorithm" of a signature scheme wants hmac-sha1, /],
  [{ header: 'x y' }, /"header" of a signature scheme wants the name of a header/],
  [{ header: 'x', signed: '{body}{nonce}' }, /"signed" of a signature scheme wants a text with \{body\}/],
  [{ header: 'x', signed: '{id}.{body}' }, /\{id\} is signed, and "id" does not say where it travels/],
  [{ signed: '{body}' }, /wants "header", the name of a header/],
])('a scheme that cannot be read is refused by what is wrong with it: %j', async (scheme, said) => {
  const file = typeof scheme === 'string' ? scheme : `${await folderWith({ 's.yaml': JSON.stringify(scheme) })}/s.yaml`;
  const { status, stderr } = await hookproof(['simulate', '--list', '--contract', contractFile, '--signature', file]);
  expect([status, stderr]).toEqual([2, expect.stringMatching(said)]);
});

test('the receiver of a contract believes development keys in the form that the scheme reads', async () => {
  for (const signature of ['discord', 'svix'] as const) {
    const contract = await loadContract({ contract: contractFile, signature });
    const { url: base, close } = await startReceiver({ contract });
    const keys = developmentKeysFor(contract.security);
    const plan = { method: 'POST', target: contract.operation.path, headers: [], body: Buffer.from(body) };
    const { headers } = authenticated(plan, { security: contract.security, keys, origin: base });
    const send = (text: string) =>
      fetch(base + contract.operation.path, {
        method: 'POST',
        headers: [
          ...headers.map(([name, value]) => [name, value] as [string, string]),
          ['content-type', 'application/json'],
        ],
        body: text,
      });
    expect([(await send(body)).status, (await send(`${body} `)).status]).toEqual([202, 401]);
    await close();
  }
});

test('a secret that is not written as its scheme wants it is refused, and not told', async () => {
  const given = ['--contract', contractFile, '--signature', 'standard-webhooks'];
  const { status, stderr } = await hookproof([
    'serve',
    '--port',
    '0',
    ...given,
    '--private-key',
    'whsec_not-a-secret!',
  ]);
  expect([status, stderr]).toEqual([2, expect.stringMatching(/the private key is not written in base64 after whsec_/)]);
  expect(stderr).not.toContain('not-a-secret');
});
