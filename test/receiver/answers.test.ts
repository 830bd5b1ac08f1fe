import { developmentKeys } from '../../src/signature/keys.ts';
import { hookproofServing, type RunningServer } from '../support/cli.ts';
import { type Answered, callEventsPath, deliver, goodHeaders } from '../support/deliver.ts';

let receiver: RunningServer;

beforeAll(async () => {
  receiver = await hookproofServing(['serve']);
});
afterAll(async () => {
  await receiver.stop();
});

const good = { event: { type: 'call.ended', data: {} } };
const { 'x-private-key': _, ...withoutPrivateKey } = goodHeaders;

function expectProblem(answer: Answered, status: number, more: Record<string, unknown> = {}): void {
  expect(answer.status).toBe(status);
  expect(answer.headers['content-type']).toBe('application/problem+json');
  expect(JSON.parse(answer.body)).toMatchObject({
    type: 'about:blank',
    title: expect.any(String),
    status,
    pointer: '',
    rule: expect.any(String),
    ...more,
  });
  for (const leak of [developmentKeys.private, developmentKeys.public, '    at ', '.js:', '.ts:', 'node_modules'])
    expect(answer.body + JSON.stringify(answer.headers)).not.toContain(leak);
}

test('a legal event is answered 200 without a body, with a query as without', async () => {
  for (const path of [callEventsPath, `${callEventsPath}?x=1`, `${callEventsPath}?`])
    expect(await deliver(receiver.url, good, { path })).toMatchObject({ status: 200, body: '' });
});

describe('a refusal names the one thing that is wrong', () => {
  test.each([
    ['the body', [], '', 'type', 'must be object'],
    ['no event', {}, '', 'required', "must have required property 'event'"],
    ['an unknown type', { event: { type: 'x', data: {} } }, '/event/type', 'enum', 'must be one of'],
    ['a type of a wrong type', { event: { type: 5, data: {} } }, '/event/type', 'type', 'must be string'],
    ['no type', { event: { data: {} } }, '/event', 'required', "must have required property 'type'"],
    [
      'no action',
      { event: { type: 'action', data: {} } },
      '/event/data',
      'required',
      "must have required property 'action'",
    ],
    [
      'an unknown action',
      { event: { type: 'action', data: { action: 'x' } } },
      '/event/data/action',
      'enum',
      'create-order',
    ],
    [
      'a payload of the action',
      { event: { type: 'action', data: { action: 'send-whatsapp', payload: { number: 5 } } } },
      '/event/data/payload/number',
      'type',
      'must be',
    ],
    [
      'an item of a list',
      { event: { type: 'end-of-call', data: { analysis: { requiredActions: ['a', 5] } } } },
      '/event/data/analysis/requiredActions/1',
      'type',
      'must be string',
    ],
    [
      'a format',
      { event: { type: 'call.ended', data: { call: { startedAt: 'yesterday' } } } },
      '/event/data/call/startedAt',
      'format',
      'date-time',
    ],
  ])('%s', async (_, body, pointer, rule, words) => {
    const answer = await deliver(receiver.url, body);
    expectProblem(answer, 400, { pointer, rule, detail: expect.stringContaining(words) });
  });

  test.each([
    ['an empty body', '', 'json'],
    ['a truncated body', '{"event":', 'json'],
    ['trailing rubbish', `${JSON.stringify(good)}x`, 'json'],
    ['invalid UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 'utf-8'],
    ['a byte order mark', `\ufeff${JSON.stringify(good)}`, 'json'],
    ['too many levels', `${'['.repeat(65)}${']'.repeat(65)}`, 'depth'],
    ['NaN', '{"event":NaN}', 'json'],
    ['a comment', '{"event":/* */1}', 'json'],
  ])('%s', async (_, body, rule) => {
    expectProblem(await deliver(receiver.url, body), 400, { pointer: '', rule });
  });
});

test('no value of the body is repeated in a refusal', async () => {
  const canary = 'canary-7f3a';
  for (const body of [
    { event: { type: canary, data: {} } },
    { event: { type: 'action', data: { action: canary } } },
    { event: { type: 'call.ended', data: { call: { startedAt: canary, status: canary } } } },
    { event: { type: 'call.ended', data: { call: { status: canary } } } },
    `{"event": ${canary}}`,
    `${canary}`,
  ])
    expect((await deliver(receiver.url, body)).body).not.toContain(canary);
});

describe('without the right keys it is 401, and nothing else is looked at', () => {
  const keys = developmentKeys;
  const cases: [string, Record<string, string>][] = [
    ['no key', { 'content-type': 'application/json' }],
    ['no private key', withoutPrivateKey],
    ['an empty key', { ...goodHeaders, 'x-private-key': '' }],
    [
      'a wrong key of the same length',
      { ...goodHeaders, 'x-private-key': keys.private.replace('deadbeef', 'deadbeee') },
    ],
    ['a longer key', { ...goodHeaders, 'x-private-key': `${keys.private}0` }],
    ['a shorter key', { ...goodHeaders, 'x-private-key': keys.private.slice(0, -1) }],
    ['a key in capitals', { ...goodHeaders, 'x-public-key': keys.public.toUpperCase() }],
    ['keys swapped', { ...goodHeaders, 'x-public-key': keys.private, 'x-private-key': keys.public }],
    ['a key beyond ASCII', { ...goodHeaders, 'x-private-key': `sk_${'\u00ff'.repeat(64)}` }],
    ['a key of 10,000 letters', { ...goodHeaders, 'x-private-key': 'x'.repeat(10_000) }],
  ];
  test.each(cases)('%s', async (_, headers) => {
    expectProblem(await deliver(receiver.url, good, { headers }), 401);
    expectProblem(await deliver(receiver.url, 'rubbish', { headers }), 401);
    const { 'content-type': __, ...untyped } = headers;
    expectProblem(await deliver(receiver.url, 'rubbish', { headers: untyped }), 401);
  });

  test('keys in the query count for nothing', async () => {
    const path = `${callEventsPath}?x-public-key=${keys.public}&x-private-key=${keys.private}`;
    const headers = { 'content-type': 'application/json' };
    expectProblem(await deliver(receiver.url, good, { path, headers }), 401);
  });

  test('header names may be in any case', async () => {
    const headers = { 'CONTENT-TYPE': 'application/json', 'X-PUBLIC-KEY': keys.public, 'X-Private-Key': keys.private };
    expect((await deliver(receiver.url, good, { headers })).status).toBe(200);
  });
});

test.each([
  '/',
  '/v2/webhooks',
  `${callEventsPath}/more`,
  '/V2/WEBHOOKS/CALL-EVENTS',
  '/%zz',
  '/__proto__',
  '/v2//webhooks/call-events',
])('%s is 404', async (path) => {
  expectProblem(await deliver(receiver.url, good, { path }), 404);
});

test.each(['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('%s is 405 and says what is allowed', async (method) => {
  const answer = await deliver(receiver.url, '', { method });
  expectProblem(answer, 405);
  expect(answer.headers.allow).toBe('POST');
});

test('HEAD is 405 without a body', async () => {
  expect(await deliver(receiver.url, '', { method: 'HEAD' })).toMatchObject({
    status: 405,
    body: '',
    headers: { allow: 'POST' },
  });
});

test.each([
  'application/json',
  'application/json; charset=utf-8',
  'application/json;charset="UTF-8"',
  'Application/JSON',
  'application/json ; charset=utf8',
])('the media type %s is taken', async (type) => {
  expect((await deliver(receiver.url, good, { headers: { ...goodHeaders, 'content-type': type } })).status).toBe(200);
});

test.each([
  'text/plain',
  'application/x-www-form-urlencoded',
  'application/json; charset=latin1',
  'application/jsonx',
  '',
  'json',
])('the media type "%s" is 415', async (type) => {
  expectProblem(await deliver(receiver.url, good, { headers: { ...goodHeaders, 'content-type': type } }), 415);
});

test('no media type is 415, and so is any content encoding', async () => {
  const { 'content-type': __, ...untyped } = goodHeaders;
  expectProblem(await deliver(receiver.url, good, { headers: untyped }), 415);
  for (const encoding of ['gzip', 'br', 'deflate', 'identity', 'identity, gzip', 'x', ''])
    expectProblem(
      await deliver(receiver.url, good, { headers: { ...goodHeaders, 'content-encoding': encoding } }),
      415,
    );
});

test('a refusal of the request as a whole names its rule too', async () => {
  const { 'content-type': type, ...untyped } = goodHeaders;
  expectProblem(await deliver(receiver.url, good, { headers: { 'content-type': String(type) } }), 401, {
    rule: 'security',
  });
  expectProblem(await deliver(receiver.url, good, { path: '/elsewhere' }), 404, { rule: 'path' });
  expectProblem(await deliver(receiver.url, '', { method: 'PUT' }), 405, { rule: 'method' });
  expectProblem(await deliver(receiver.url, `"${'x'.repeat(1024 * 1024)}"`), 413, { rule: 'size' });
  expectProblem(await deliver(receiver.url, good, { headers: untyped }), 415, { rule: 'media-type' });
});

test('with --auth none nobody is asked for keys', async () => {
  const open = await hookproofServing(['serve', '--auth', 'none']);
  const headers = { 'content-type': 'application/json' };
  expect((await deliver(open.url, good, { headers })).status).toBe(200);
  expect((await deliver(open.url, {}, { headers })).status).toBe(400);
  await open.stop();
});
