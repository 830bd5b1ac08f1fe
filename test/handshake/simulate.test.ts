import type { RequestListener } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { handshakeFailures } from '../../src/delivery/handshake/failures.ts';
import { simulateCall } from '../../src/testing/index.ts';
import { accepted, settled } from '../support/calls.ts';
import { hookproof, hookproofServing, root } from '../support/cli.ts';
import { callEventsPath as path } from '../support/deliver.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { closeOrigins, origin } from '../support/origin.ts';

afterAll(async () => {
  await closeOrigins();
  await removeFolders();
});

interface Seen {
  method: string;
  url: string;
  headers: Record<string, unknown>;
}

/** A receiver that takes every delivery; `greet` answers what is none. */
async function receiver(greet: RequestListener): Promise<{ url: string; seen: Seen[]; deliveries(): Seen[] }> {
  const seen: Seen[] = [];
  const url = await origin(async (request, response) => {
    const { method = '', url: target = '', headers } = request;
    seen.push({ method, url: target, headers });
    if (target.includes('?') || method !== 'POST') return greet(request, response);
    await buffer(request);
    response.end();
  });
  const deliveries = () => seen.filter(({ method, url: target }) => method === 'POST' && !target.includes('?'));
  return { url: `${url}/hooks`, seen, deliveries };
}

const consents: RequestListener = ({ headers }, response) => {
  response.setHeader('WebHook-Allowed-Origin', String(headers['webhook-request-origin']));
  response.end();
};

test.each([
  ['slack', ['--signature', 'slack']],
  ['zoom', ['--signature', 'zoom']],
  ['microsoft-graph', []],
  ['meta', ['--signature', 'github']],
  ['cloudevents', []],
])('after %s, our own receiver gets what simulate delivers', async (handshake, given) => {
  const options = ['--handshake', handshake, ...given];
  const server = await hookproofServing(['serve', ...options]);
  const { status, stdout } = await hookproof(['simulate', '--to', server.url + path, ...options]);
  expect([status, stdout]).toEqual([0, expect.stringContaining('PASS 7 events of 1 call delivered')]);
  await server.stop();
});

test('a receiver that refuses the handshake gets no delivery, and one line says why', async () => {
  const { url, deliveries } = await receiver((_, response) => response.writeHead(403).end('who are you?'));
  const { status, stdout, stderr } = await hookproof(['simulate', '--to', url, '--handshake', 'meta']);
  expect([status, stdout, deliveries()]).toEqual([1, '', []]);
  expect(stderr.trim().split('\n').at(-1)).toBe(
    'hookproof: handshake: it answered 403: who are you?; right is 200 {challenge}',
  );
});

test('a receiver that answers the handshake wrongly is told what is right', async () => {
  const { url, deliveries } = await receiver((_, response) => response.end('{"ok":true}'));
  const given = ['simulate', '--to', url, '--handshake'];
  expect((await hookproof([...given, 'cloudevents'])).stderr).toMatch(
    /it answered 200: \{"ok":true\}; right is WebHook-Allowed-Origin: \{origin\} or \*$/m,
  );
  expect((await hookproof([...given, 'microsoft-graph'])).status).toBe(1);
  expect(deliveries()).toEqual([]);
});

test('a receiver that never answers the handshake ends it', async () => {
  const { url, deliveries } = await receiver(() => {});
  const given = ['--to', url, '--handshake', 'meta', '--timeout', '50'];
  const { status, stderr } = await hookproof(['simulate', ...given]);
  expect([status, stderr, deliveries()]).toEqual([1, expect.stringContaining('no answer within 50 ms'), []]);
});

test('a verify token is in no output', async () => {
  process.env.HOOKPROOF_VERIFY_TOKEN = 'canary-verify-token';
  const { url } = await receiver(({ url: target }, response) => response.writeHead(400).end(`no route ${target}`));
  const { status, stdout, stderr } = await hookproof(['simulate', '--to', url, '--handshake', 'meta']);
  delete process.env.HOOKPROOF_VERIFY_TOKEN;
  expect([status, stderr]).toEqual([1, expect.stringContaining('hub.verify_token=<verify-token>')]);
  expect(stdout + stderr).not.toContain('canary');
});

test('after consent each delivery names the origin that was asked for', async () => {
  const { url, seen, deliveries } = await receiver(consents);
  expect(await hookproof(['simulate', '--to', url, '--handshake', 'cloudevents'])).toMatchObject({ status: 0 });
  expect(seen[0]).toMatchObject({ method: 'OPTIONS', headers: { 'webhook-request-origin': 'hookproof.example' } });
  const origins = deliveries().map(({ headers }) => headers['webhook-request-origin']);
  expect(origins).toEqual(Array.from({ length: 7 }, () => 'hookproof.example'));
});

test('the mock asks a URL that a call names before it delivers there', async () => {
  const [right, wrong] = [await receiver(consents), await receiver((_, response) => response.writeHead(405).end())];
  const mock = await hookproofServing(['mock', '--handshake', 'cloudevents', '--speed', 'instant', '--retries', '0']);
  const called = async (callbackUrl: string) =>
    (await settled(mock.url, await accepted(mock.url, { callbackUrl }))).events.map(({ outcome }) => outcome);
  expect(new Set(await called(right.url))).toEqual(new Set(['delivered']));
  expect(right.seen.map(({ method }) => method)).toEqual(['OPTIONS', ...right.deliveries().map(() => 'POST')]);
  expect(new Set(await called(wrong.url))).toEqual(new Set(['undelivered']));
  expect(wrong.deliveries()).toEqual([]);
  // A receiver that failed is not asked again with every event, of this call or the next.
  const undelivered = [...(await called(wrong.url)), ...(await called(wrong.url))];
  expect(wrong.seen.length).toBeLessThan(undelivered.length);
  const { stderr } = await mock.stop();
  expect(stderr).toContain(
    `→ handshake: it answered 405, without a body; right is WebHook-Allowed-Origin: {origin} or *`,
  );
});

test('a call that a test simulates is preceded by the handshake', async () => {
  const { url, seen } = await receiver(consents);
  const { deliveries } = await simulateCall(url, undefined, { handshake: 'cloudevents' });
  expect(deliveries.every(({ accepted }) => accepted)).toBe(true);
  expect(seen.map(({ method }) => method)).toEqual(['OPTIONS', ...deliveries.map(() => 'POST')]);
  const refusing = await receiver((_, response) => response.writeHead(405).end());
  const refused = await simulateCall(refusing.url, undefined, { handshake: 'cloudevents' });
  expect(refused.deliveries.map(({ why }) => why)).toContain(
    'handshake: it answered 405, without a body; right is WebHook-Allowed-Origin: {origin} or *',
  );
  expect(refusing.deliveries()).toEqual([]);
});

const whole = { send: { method: 'POST' }, answers: [{ status: 200 }] };

test.each([
  ['nonesuch', /^hookproof: nonesuch: no such file, nor a handshake of that name\n {2}There are: cloudevents, meta, /],
  [{ ...whole, sent: {} }, /the file must not have the property 'sent'/],
  [{ ...whole, send: { method: 'POST', heads: {} } }, /\/send must not have the property 'heads'/],
  [{ send: { method: 'POST' } }, /'answers'/],
  [{ ...whole, asks: { 'wrong-tokens': 'MUST' } }, /\/asks must not have the property 'wrong-tokens'/],
  [
    { ...whole, answers: [{ body: '{chalenge}' }] },
    /nothing fills \{chalenge\}\n {2}There are: \{challenge\}, \{token\}/,
  ],
  [{ ...whole, proof: { algorithm: 'md5' } }, /"algorithm" of a signature scheme wants hmac-sha1/],
])('a handshake that cannot be read is refused by what is wrong with it: %j', async (scheme, said) => {
  const file = typeof scheme === 'string' ? scheme : `${await folderWith({ 'h.yaml': JSON.stringify(scheme) })}/h.yaml`;
  const { status, stderr } = await hookproof(['simulate', '--list', '--handshake', file]);
  expect([status, stderr]).toEqual([2, expect.stringMatching(said)]);
});

test('a handshake of one’s own is one file, which the configuration names from where it stands', async () => {
  const folder = await folderWith({
    'ours.yaml': `
send: { method: PUT, query: { ask: "{challenge}", from: "{token}" } }
challenge: opaque
proof: { algorithm: hmac-sha512, encoding: base64url }
answers: [{ status: 202, form: { said: "{proof}" }, headers: { X-Heard: { is: "{challenge}" } } }]
`,
    'hookproof.config.yaml': 'handshake: ours.yaml\n',
  });
  const config = ['--config', `${folder}/hookproof.config.yaml`];
  const server = await hookproofServing(['serve', ...config], { cwd: root });
  expect(await hookproof(['simulate', '--to', server.url + path, ...config])).toMatchObject({ status: 0 });
  await server.stop();
});

test.each(['json', 'ndjson'])('a program that asks for %s is told of a failed handshake, too', async (format) => {
  const { url } = await receiver((_, response) => response.writeHead(403).end());
  const { status, stdout } = await hookproof(['simulate', '--to', url, '--handshake', 'meta', '--format', format]);
  const printed = JSON.parse(stdout);
  expect([status, printed.summary ?? printed]).toMatchObject([
    1,
    { verdict: 'fail', stopped: 'handshake', handshake: expect.stringContaining('it answered 403'), deliveries: 0 },
  ]);
});

test('a failed handshake is remembered by URL, and for a while', () => {
  let now = 0;
  const failures = handshakeFailures(() => now);
  const [one, other] = [new URL('http://127.0.0.1:1/a'), new URL('http://127.0.0.1:1/b')];
  failures.add(one, 'wrong');
  now = 9_999;
  expect([failures.recent(one), failures.recent(other)]).toEqual(['wrong', undefined]);
  now = 10_000;
  expect(failures.recent(one)).toBeUndefined();
});
