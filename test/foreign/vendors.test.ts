import { createHmac, createPrivateKey, sign } from 'node:crypto';
import { createServer } from 'node:http';
import { type Spoiling, spoilings } from '../../src/conformance/cases/written/spoil-credentials.ts';
import { authenticated } from '../../src/delivery/delivery.ts';
import { startReceiver, verify } from '../../src/index.ts';
import { type SchemeTrait, schemeTraits } from '../../src/openapi/signature-scheme.ts';
import { developmentKeysFor } from '../../src/signature/keys.ts';
import { isBelieved, parcelsSignedBy, receiverOf, type Vendor, vendors } from './vendors.ts';

const body = '{"id":"11111111-2222-4333-8444-555555555555","state":"sent"}';
const hmac = (data: string, secret: string, encoding: 'hex' | 'base64'): string =>
  createHmac('sha256', secret).update(data).digest(encoding);
const seconds = (): number => Math.floor(Date.now() / 1_000);

/** Signs by hand where a vendor's package only verifies. */
const byHand: Record<string, (secret: string, url: string) => Record<string, string>> = {
  slack(secret) {
    const t = seconds();
    return {
      'x-slack-request-timestamp': `${t}`,
      'x-slack-signature': `v0=${hmac(`v0:${t}:${body}`, secret, 'hex')}`,
    };
  },
  shopify: (secret) => ({ 'x-shopify-hmac-sha256': hmac(body, secret, 'base64') }),
  line: (secret) => ({ 'x-line-signature': hmac(body, secret, 'base64') }),
  square: (secret, url) => ({ 'x-square-hmacsha256-signature': hmac(url + body, secret, 'base64') }),
  paddle(secret) {
    const t = seconds();
    return { 'paddle-signature': `ts=${t};h1=${hmac(`${t}:${body}`, secret, 'hex')}` };
  },
  discord(secret) {
    const key = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.from(secret, 'hex')]);
    const t = seconds();
    const signed = sign(null, Buffer.from(t + body), createPrivateKey({ key, format: 'der', type: 'pkcs8' }));
    return { 'x-signature-timestamp': `${t}`, 'x-signature-ed25519': signed.toString('hex') };
  },
};

/** Ways to spoil a signature that every receiver must deny. */
const spoilt: (keyof typeof spoilings)[] = [
  ...(['missing', 'empty', 'wrong', 'prefix', 'padded', 'suffix', 'padded-before', 'first-wrong'] as const),
  ...(['middle-wrong', 'last-wrong', 'reversed', 'not-hex', 'over-reserialised', 'over-another-body'] as const),
  ...(['over-empty-body', 'over-trimmed', 'with-public-key', 'unkeyed', 'with-empty-key'] as const),
  ...(['with-undefined-key', 'private-key'] as const),
];
/** Those that only some schemes have. */
const ofSome: [word: keyof typeof spoilings, trait: SchemeTrait][] = [
  ['stale', 'tolerance'],
  ['ahead', 'denied-future'],
  ['other-timestamp', 'timestamp'],
  ['no-timestamp', 'timestamp'],
  ['other-id', 'id'],
  ['no-id', 'id'],
  ['other-version', 'version'],
  ['case-flipped', 'letters'],
];

describe.each(Object.entries(vendors))('%s', (signature, vendor: Vendor) => {
  const opened = parcelsSignedBy(signature);

  test('the vendor’s own code believes what we sign, and verify finds no fault in it', async () => {
    const contract = await opened;
    const target = createServer(receiverOf(vendor, contract, developmentKeysFor(contract.security)));
    const report = await verify({ target, contract, groups: ['signature'] });
    expect(report.cases.filter(({ status }) => ['FAIL', 'ERROR', 'BLOCKED', 'WARN'].includes(status))).toEqual([]);
    expect(report.summary.pass).toBeGreaterThan(20);
  });

  test('serve believes what is signed as the vendor does it, and nothing that was changed since', async () => {
    const contract = await opened;
    const keys = developmentKeysFor(contract.security);
    const { url, close } = await startReceiver({ contract });
    const to = url + contract.operation.path;
    const headers = await (vendor.signs?.(body, keys.private) ?? byHand[signature]?.(keys.private, to) ?? {});
    const send = async (text: string, sent: Record<string, string>) =>
      (await fetch(to, { method: 'POST', headers: { 'content-type': 'application/json', ...sent }, body: text }))
        .status;
    expect(await send(body, headers)).toBe(Number(contract.statuses[0]));
    const refused = [await send(`${body} `, headers), await send(body, {})];
    for (const [name, value] of Object.entries(headers)) {
      const { [name]: _, ...others } = headers;
      refused.push(await send(body, others), await send(body, { ...others, [name]: '' }));
      refused.push(await send(body, { ...others, [name]: `${value}0` }));
    }
    expect(new Set(refused)).toEqual(new Set([401]));
    await close();
  });

  test('a signature that is spoilt in any way is believed neither by the vendor’s own code nor by serve', async () => {
    const contract = await opened;
    const { security } = contract;
    const keys = developmentKeysFor(security);
    const { url, close } = await startReceiver({ contract });
    const source = security[0]?.[0]?.source;
    const has = (trait: SchemeTrait): boolean => source?.kind === 'signature' && schemeTraits[trait](source.scheme);
    const words = [...spoilt, ...ofSome.flatMap(([word, trait]) => (has(trait) ? [word] : []))];
    const to = url + contract.operation.path;
    const plan = { method: 'POST', target: contract.operation.path, headers: [], body: Buffer.from(`${body} `) };
    const sent = (spoiling?: Spoiling) => {
      const faults = spoiling ? { signature: spoiling } : {};
      const { headers } = authenticated(plan, { security, keys, origin: url, spoilt: faults });
      return Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]));
    };
    const believed = async (headers: Record<string, string>) => [
      await isBelieved(vendor.believes, { body: plan.body, headers, url: to }, keys),
      (
        await fetch(to, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: plan.body,
        })
      ).ok,
    ];
    expect(await believed(sent())).toEqual([true, true]);
    for (const word of words) expect([word, ...(await believed(sent(spoilings[word])))]).toEqual([word, false, false]);
    await close();
  });
});
