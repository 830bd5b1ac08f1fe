import { createHmac } from 'node:crypto';
import { developmentKeys } from '../../src/signature/keys.ts';
import { hookproofServing, type RunningServer } from '../support/cli.ts';
import { callEventsPath, deliver } from '../support/deliver.ts';
import { raw, statusOf } from '../support/socket.ts';

let receiver: RunningServer;

beforeAll(async () => {
  receiver = await hookproofServing(['serve', '--auth', 'signature']);
});
afterAll(async () => {
  await receiver.stop();
});

const hmac = (body: string | Buffer, key = developmentKeys.private) =>
  createHmac('sha256', key).update(body).digest('hex');
const signed = (signature: string, publicKey = developmentKeys.public) => ({
  'content-type': 'application/json',
  'x-public-key': publicKey,
  'x-signature': signature,
});
const event = '{"event":{"type":"call.ended","data":{"call":{"durationSeconds":45}}}}';

test.each([
  ['plain', event],
  ['white space wherever it may stand', ` \n\t{ "event" :\r\n${event.slice(9, -1)} } \n`],
  ['1.0', event.replace('45', '1.0')],
  ['1e3', event.replace('45', '1e3')],
  ['-0 and a long fraction', event.replace('45', '-0.00000000000000000000012345678901234567890')],
  ['escapes', event.replace('"data"', '"d\\u0061ta"').replace('"call":', '"n":"\\u001b\\/\\u00e9","call":')],
  ['keys in another order', '{"metadata":{"b":1,"a":2},"event":{"data":{},"type":"call.ended"}}'],
  ['emoji and more', event.replace('{"call"', '{"note":"💬 नमस्ते \u2028","call"')],
  ['a key twice', event.replace('{"call"', '{"x":1,"x":2,"call"')],
])('a signature over the exact bytes is taken: %s', async (_, body) => {
  expect((await deliver(receiver.url, body, { headers: signed(hmac(body)) })).status).toBe(200);
  const serialised = JSON.stringify(JSON.parse(body));
  if (serialised === body) return;
  expect((await deliver(receiver.url, body, { headers: signed(hmac(serialised)) })).status).toBe(401);
});

test('a signed body may come in chunks of one byte, cut within a character', async () => {
  const body = Buffer.from(event.replace('{"call"', '{"note":"💬","call"'));
  const chunks = [...body].flatMap((byte) => [Buffer.from('1\r\n'), Buffer.from([byte]), Buffer.from('\r\n')]);
  const head = [
    `POST ${callEventsPath} HTTP/1.1`,
    'host: x',
    'connection: close',
    'transfer-encoding: chunked',
    ...Object.entries(signed(hmac(body))).map(([name, value]) => `${name}: ${value}`),
  ].join('\r\n');
  const answer = await raw(receiver.url, `${head}\r\n\r\n`, Buffer.concat(chunks), '0\r\n\r\n');
  expect(statusOf(answer)).toBe(200);
});

const right = hmac(event);

test.each([
  ['none', undefined],
  ['empty', ''],
  ['of another body', hmac(`${event} `)],
  ['keyed with the public key', hmac(event, developmentKeys.public)],
  ['keyed with nothing', hmac(event, '')],
  ['too short', right.slice(0, -1)],
  ['too long', `${right}0`],
  ['one digit off', right.slice(0, -1) + (right.endsWith('0') ? '1' : '0')],
  ['no hex', 'z'.repeat(64)],
  ['beyond ASCII', '\u00e9'.repeat(64)],
  ['base64', Buffer.from(right, 'hex').toString('base64')],
  ['of 12,000 letters', 'a'.repeat(12_000)],
  ['twice', `${right}, ${right}`],
])('a signature that is %s is 401', async (_, signature) => {
  const { 'x-signature': given, ...unsigned } = signed(signature ?? '');
  const headers = signature === undefined ? unsigned : { ...unsigned, 'x-signature': given };
  const answer = await deliver(receiver.url, event, { headers });
  expect(answer.status).toBe(401);
  expect(answer.body).not.toContain(right);
});

test('a right signature with a wrong public key is 401', async () => {
  expect((await deliver(receiver.url, event, { headers: signed(right, 'pk_other') })).status).toBe(401);
});

test('a signed event that is not legal is 400', async () => {
  expect((await deliver(receiver.url, '{}', { headers: signed(hmac('{}')) })).status).toBe(400);
});

test('with --auth both the private key and the signature must be there', async () => {
  const both = await hookproofServing(['serve', '--auth', 'both']);
  const withKey = { ...signed(right), 'x-private-key': developmentKeys.private };
  const { 'x-signature': _, ...unsigned } = withKey;
  const status = async (headers: Record<string, string>) => (await deliver(both.url, event, { headers })).status;
  expect([await status(withKey), await status(unsigned), await status(signed(right))]).toEqual([200, 401, 401]);
  expect(await status({ ...withKey, 'x-signature': hmac('other') })).toBe(401);
  await both.stop();
});

test('the keys of the user are taken from the environment, and never printed', async () => {
  const env = { HOOKPROOF_PUBLIC_KEY: 'pk_own', HOOKPROOF_PRIVATE_KEY: 'sk_own' };
  const own = await hookproofServing(['serve', '--auth', 'signature'], { env });
  expect((await deliver(own.url, event, { headers: signed(hmac(event, 'sk_own'), 'pk_own') })).status).toBe(200);
  expect((await deliver(own.url, event, { headers: signed(right) })).status).toBe(401);
  const { stdout, stderr } = await own.stop();
  expect(stdout + stderr).not.toMatch(/[sp]k_/);
});
