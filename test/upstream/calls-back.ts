import { secretKey, sign } from '../../src/signature/sign.ts';
import { accepted, initiate, settled, shown } from '../support/calls.ts';
import { hookproof, hookproofServing, type RunningServer } from '../support/cli.ts';
import { deliver, goodHeaders } from '../support/deliver.ts';
import { type Inbox, inbox } from '../support/inbox.ts';
import { closeOrigins } from '../support/origin.ts';

let mock: RunningServer;

beforeAll(async () => {
  mock = await hookproofServing(['mock', '--speed', 'instant', '--retries', '1', '--scenario', 'not-interested']);
});
afterAll(async () => {
  await mock.stop();
  await closeOrigins();
});

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const orderRecovered = [
  'call.initiate',
  'call.in-progress',
  'action',
  'call.ended',
  'call.completed',
  'end-of-call',
  'call.lifecycle-ended',
];

test('an accepted call is delivered in order, with the id that was answered and the metadata that was given', async () => {
  const receiver = await inbox();
  const metadata = { cart: { id: 7, note: 'é – 漢' }, list: [1, null] };
  const callbackUrl = `${receiver.url}?shop=a%20b`;
  const answer = await initiate(mock.url, { phoneNumber: '+12025550101', callbackUrl, metadata });
  const { callId, status } = JSON.parse(answer.body);
  expect([answer.status, status]).toEqual([200, 'initiate']);
  expect(callId).toMatch(uuid);
  await receiver.saw(orderRecovered.length);
  expect(receiver.types()).toEqual(orderRecovered);
  for (const { event, method, path, headers } of receiver.received) {
    expect([method, path, headers['content-type']]).toEqual(['POST', '/hooks?shop=a%20b', 'application/json']);
    expect(event.event.data.call?.id).toBe(callId);
    expect(event.metadata).toEqual(metadata);
  }
});

test('a call without metadata has events without metadata, and each call has an id of its own', async () => {
  const receiver = await inbox();
  const ids = await Promise.all([1, 2].map(() => accepted(mock.url, { callbackUrl: receiver.url })));
  await receiver.saw(12);
  expect(new Set(ids).size).toBe(2);
  expect(receiver.received.filter(({ event }) => 'metadata' in event)).toEqual([]);
});

test.each([
  ['00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00', /^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-00$/],
  ['00-00000000000000000000000000000000-b7ad6b7169203331-01', /^00-(?!0{32})[0-9a-f]{32}-[0-9a-f]{16}-01$/],
])('callbacks go on with the trace of the request, %s, where it is one', async (traceparent, expected) => {
  const receiver = await inbox();
  await accepted(mock.url, { callbackUrl: receiver.url }, { traceparent });
  await receiver.saw(6);
  const traces = receiver.received.map(({ headers }) => String(headers.traceparent));
  for (const each of traces) expect(each).toMatch(expected);
  expect(new Set(traces.map((each) => each.split('-')[1])).size).toBe(1);
  expect(new Set(traces.map((each) => each.split('-')[2])).size).toBe(traces.length);
});

test('both keys are sent with each event; under the signature profile the public one and an HMAC of the bytes', async () => {
  const [plain, signed] = [await inbox(), await inbox()];
  const keys = { HOOKPROOF_PUBLIC_KEY: 'pk_own', HOOKPROOF_PRIVATE_KEY: 'sk_own' };
  const own = await hookproofServing(['mock', '--auth', 'signature', '--speed', 'instant'], { env: keys });
  const callbackUrl = signed.url;
  await accepted(own.url, { callbackUrl }, { 'x-public-key': 'pk_own', 'x-private-key': 'sk_own' });
  await accepted(mock.url, { callbackUrl: plain.url });
  await Promise.all([signed.saw(7), plain.saw(6)]);
  for (const { headers, body } of signed.received) {
    expect([headers['x-public-key'], headers['x-private-key']]).toEqual(['pk_own', undefined]);
    expect(headers['x-signature']).toBe(sign(body, secretKey('sk_own'), { algorithm: 'sha256', encoding: 'hex' }));
  }
  for (const { headers } of plain.received) {
    expect([headers['x-public-key'], headers['x-private-key']]).toEqual([
      goodHeaders['x-public-key'],
      goodHeaders['x-private-key'],
    ]);
    expect(headers['x-signature']).toBeUndefined();
  }
  await own.stop();
});

test.each([
  ['the header before all', { phoneNumber: '+12025550103' }, { 'x-hookproof-scenario': 'skipped' }, 'skipped'],
  ['the last digits before the command line', { phoneNumber: '+1 (202) 555-01 08' }, {}, 'skipped'],
  ['the command line where nothing else does', {}, {}, 'not-interested'],
])('the scenario is chosen by %s', async (_, body, headers, scenario) => {
  const receiver = await inbox();
  const id = await accepted(mock.url, { ...body, callbackUrl: receiver.url }, headers);
  expect((await shown(mock.url, id)).scenario).toBe(scenario);
  await settled(mock.url, id);
});

test('the default scenario is taken where nobody chooses, and a name that is unknown is told with near ones', async () => {
  const own = await hookproofServing(['mock', '--speed', 'instant']);
  const receiver = await inbox();
  const id = await accepted(own.url, { callbackUrl: receiver.url });
  expect((await shown(own.url, id)).scenario).toBe('order-recovered');
  const answer = await initiate(own.url, { callbackUrl: receiver.url }, { 'x-hookproof-scenario': 'order-recoverd' });
  expect(answer.status).toBe(400);
  expect(JSON.parse(answer.body).detail).toContain('Did you mean order-recovered');
  await own.stop();
  const { status, stderr } = await hookproof(['mock', '--scenario', 'order-recoverd']);
  expect([status, stderr.includes('Did you mean order-recovered')]).toEqual([2, true]);
});

test.each([
  ['10.0.0.1', 'http://10.0.0.1/hooks'],
  ['0.0.0.0', 'http://0.0.0.0:3000/hooks'],
  ['a mapped address', 'http://[::ffff:10.0.0.1]/hooks'],
  ['a mapped loopback address', 'http://[::ffff:127.0.0.1]/hooks'],
  ['a decimal address', 'http://167772161/hooks'],
  ['the unspecified address of IPv6', 'http://[::]/hooks'],
  ['a name that does not exist', 'http://receiver.invalid/hooks'],
  ['another scheme', 'ftp://127.0.0.1/hooks'],
  ['a URL with a password', 'http://a:b@127.0.0.1/hooks'],
])('%s is not called, and the answer says so', async (_, callbackUrl) => {
  const { status, body } = await initiate(mock.url, { callbackUrl });
  expect(status).toBe(400);
  expect(JSON.parse(body).detail).toMatch(/is not called/);
});

test('a host is called that was named, though it is not loopback', async () => {
  const own = await hookproofServing(['mock', '--allow-host', '0.0.0.0', '--speed', 'instant']);
  const receiver = await inbox();
  const url = receiver.url.replace('127.0.0.1', '0.0.0.0');
  await accepted(own.url, { callbackUrl: url });
  await receiver.saw(7);
  expect(receiver.received[0]?.headers.host).toBe(new URL(url).host);
  await own.stop();
});

test('names that lead to loopback are called', async () => {
  const receiver = await inbox();
  const id = await accepted(mock.url, { callbackUrl: receiver.url.replace('127.0.0.1', 'localhost') });
  const { events } = await settled(mock.url, id);
  expect(events.map(({ outcome }) => outcome)).toEqual(Array(6).fill('delivered'));
});

test('a redirect is a failed delivery that is tried again and never followed', async () => {
  const receiver = await inbox((_, count) => (count === 1 ? 307 : 200));
  const id = await accepted(mock.url, { callbackUrl: receiver.url });
  const { events } = await settled(mock.url, id);
  expect(events[0]).toMatchObject({ outcome: 'delivered', attempts: [{ status: 307 }, { status: 200 }] });
  expect(receiver.received.map(({ path }) => path)).toEqual(Array(7).fill('/hooks'));
  expect(receiver.received[1]?.body).toEqual(receiver.received[0]?.body);
});

test('a receiver that is down, or that refuses, is told of, and the call goes on', async () => {
  const receiver = await inbox(({ type }) => (type === 'call.ended' ? 500 : 200));
  const id = await accepted(mock.url, { callbackUrl: receiver.url });
  const call = await settled(mock.url, id);
  expect(call.events.map(({ outcome }) => outcome)).toContain('undelivered');
  expect(call.events.at(-1)).toMatchObject({ type: 'call.lifecycle-ended', outcome: 'delivered' });
  const down = await accepted(mock.url, { callbackUrl: 'http://127.0.0.1:9/hooks' });
  const { events } = await settled(mock.url, down);
  expect(events[0]?.attempts).toEqual(Array(2).fill({ why: 'ECONNREFUSED', durationMs: expect.any(Number) }));
});

test.each([
  ['a body without what is required', { phoneNumber: undefined }, {}, 400, /must have required property 'phoneNumber'/],
  ['metadata that is no object', { metadata: 'x' }, {}, 400, /metadata.*must be object/],
  ['a callback that is no URL', { callbackUrl: 'not a url' }, {}, 400, /must match format .*uri/],
])('Prism refuses %s and says why', async (_, body, headers, status, why) => {
  const answer = await initiate(mock.url, body, headers);
  expect(answer.status).toBe(status);
  expect(String(answer.headers['sl-violations'])).toMatch(why);
});

test('a call that is asked for with a wrong key, or none, gets 401 and is not made', async () => {
  const receiver = await inbox();
  for (const key of ['', 'sk_wrong'])
    expect((await initiate(mock.url, { callbackUrl: receiver.url }, { 'x-private-key': key })).status).toBe(401);
  const { 'x-private-key': _, ...without } = goodHeaders;
  const body = { phoneNumber: '+12025550199', assistant: 'a', callbackUrl: receiver.url };
  const headers = { ...without, workspace: 'w' };
  for (const path of ['/v2/call/initiate', '/v2/call/abort'])
    expect((await deliver(mock.url, body, { path, headers })).status).toBe(401);
  expect(receiver.received).toEqual([]);
});

test('what was not accepted has no consequences: a preferred refusal, or callbacks that are off', async () => {
  const receiver = await inbox();
  const { status } = await initiate(mock.url, { callbackUrl: receiver.url }, { prefer: 'code=404' });
  expect(status).toBe(404);
  const own = await hookproofServing(['mock', '--no-callbacks']);
  const id = await accepted(own.url, { callbackUrl: receiver.url });
  expect(await (await fetch(`${own.url}/_hookproof/calls`)).json()).toEqual({ calls: [] });
  expect(id).not.toMatch(/^$/);
  await own.stop();
  expect(receiver.received).toEqual([]);
});

test('the state of each call is shown, without keys, bodies or the query of its URL', async () => {
  const receiver = await inbox();
  const id = await accepted(mock.url, { callbackUrl: `${receiver.url}?token=canary`, metadata: { secret: 'canary' } });
  const call = await settled(mock.url, id);
  expect(call).toMatchObject({ id, scenario: 'not-interested', state: 'lifecycle-ended', target: receiver.url });
  const list = await (await fetch(`${mock.url}/_hookproof/calls`)).text();
  expect(JSON.parse(list).calls).toContainEqual(expect.objectContaining({ id, events: 6, delivered: 6 }));
  for (const text of [JSON.stringify(call), list]) {
    expect(text).not.toContain('canary');
    expect(text).not.toContain('deadbeef');
  }
});

test('the state is shown to pages and clients of this machine only, and only to be read', async () => {
  const ask = (path: string, headers: Record<string, string>, method = 'GET') =>
    deliver(mock.url, '', { method, path, headers });
  expect((await ask('/_hookproof/calls', { host: 'rebound.example.com' })).status).toBe(403);
  expect((await ask('/_hookproof/calls', { host: 'localhost:1' })).status).toBe(200);
  expect((await ask('/_hookproof/calls/unknown', {})).status).toBe(404);
  expect((await ask('/_hookproof/calls/%', {})).status).toBe(404);
  expect((await ask('/_hookproof/else', {})).status).toBe(404);
  expect((await ask('/_hookproof/calls', {}, 'DELETE')).status).toBe(405);
  expect((await ask('/_hookproof/ready', { host: 'lb.example.com' })).status).toBe(200);
});

test('figures tell what was delivered, how it was answered, and what was asked of the API', async () => {
  const own = await hookproofServing(['mock', '--speed', 'instant', '--retries', '0']);
  const receiver = await inbox((_, count) => (count === 1 ? 500 : 200));
  await settled(own.url, await accepted(own.url, { callbackUrl: receiver.url }));
  const { body } = await deliver(own.url, '', { method: 'GET', path: '/_hookproof/metrics', headers: {} });
  const counted = body.split('\n').filter((line) => /^hookproof_(deliveries|other)/.test(line));
  expect(counted.map((line) => line.replace(/operation="[^"]+"/, 'operation')).sort()).toEqual([
    `hookproof_deliveries_total{operation,outcome="accepted",status="200"} ${receiver.received.length - 1}`,
    'hookproof_deliveries_total{operation,outcome="refused",status="500"} 1',
    'hookproof_other_requests_total{status="200"} 1',
  ]);
  expect(body).toMatch(/^hookproof_answer_seconds_count\{outcome="refused"\} 1$/m);
  expect(body).toMatch(/^process_start_time_seconds \d/m);
  await own.stop();
});

test('the terminal shows a line a delivery', async () => {
  const receiver: Inbox = await inbox();
  const id = await accepted(mock.url, { callbackUrl: receiver.url });
  await settled(mock.url, id);
  const lines = mock
    .output()
    .stderr.split('\n')
    .filter((line) => line.includes(id));
  expect(lines).toHaveLength(6);
  expect(lines[0]).toMatch(new RegExp(`^→ 200 POST ${receiver.url}  call.initiate  ${id}  \\d+ ms$`));
});

test('a receiver that asks for time gets it, and one that is gone gets nothing more of its call', async () => {
  const own = await hookproofServing(['mock', '--speed', 'instant']);
  const [gone, busy] = [
    await inbox((_, count) => (count === 2 ? 410 : 200)),
    await inbox(() => 503, { 'retry-after': '90' }),
  ];
  const id = await accepted(own.url, { callbackUrl: gone.url });
  const { underWay, events } = await settled(own.url, id);
  expect([underWay, gone.received.length]).toEqual([false, 2]);
  expect(events.map(({ outcome }) => outcome).slice(0, 3)).toEqual(['delivered', 'undelivered', 'cancelled']);
  await accepted(own.url, { callbackUrl: busy.url });
  await busy.saw(1);
  const { stderr } = await own.stop();
  expect(stderr).toMatch(/^→ 410 POST .* ms {2}gone: the rest of its call is not delivered$/m);
  expect(stderr).toMatch(/^→ 503 POST .* ms {2}waits 60 s, as Retry-After asks$/m);
  expect(busy.received.length).toBe(1);
});

test('SIGTERM ends a mock that has a call under way: an attempt may finish, and the rest is cancelled', async () => {
  const own = await hookproofServing(['mock', '--speed', 'instant']);
  const receiver = await inbox();
  receiver.hold('call.initiate');
  await accepted(own.url, { callbackUrl: receiver.url });
  await receiver.sawType('call.initiate');
  const stopped = own.stop();
  receiver.release();
  expect((await stopped).status).toBe(0);
  expect(receiver.types()).toEqual(['call.initiate']);
});

test('its page shows what was delivered, how it was answered, and what makes it deliver', async () => {
  const receiver = await inbox((_, count) => (count === 1 ? 503 : 200));
  const id = await accepted(mock.url, { callbackUrl: `${receiver.url}?token=canary` });
  await settled(mock.url, id);
  const read = async (path: string) => JSON.parse((await deliver(mock.url, '', { ...asked, path })).body);
  const asked = { method: 'GET', headers: { host: new URL(mock.url).host } };
  const { events } = (await read(`/_hookproof/api/events?q=${id}`)) as { events: { id: number; type: string }[] };
  expect(events.at(-1)).toMatchObject({ type: 'call.initiate', outcome: 'accepted', attempts: 2 });
  const { attempts } = await read(`/_hookproof/api/events/${events.at(-1)?.id}`);
  expect(attempts).toMatchObject([
    { status: 503, target: receiver.url, findings: [{ message: 'it was answered 503' }] },
    { status: 200, findings: [] },
  ]);
  const { role, start } = await read('/_hookproof/api/overview');
  expect([role, start.length, start[0].command]).toEqual([
    'sender',
    1,
    expect.stringMatching(new RegExp(`^(export HOOKPROOF_.*\\n){2}curl .*'${mock.url}/v2/call`)),
  ]);
});
