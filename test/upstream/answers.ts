import { readdir, readFile } from 'node:fs/promises';
import { hookproof, hookproofServer, hookproofServing, type RunningServer, root } from '../support/cli.ts';
import { callEventsPath, deliver, goodHeaders } from '../support/deliver.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { raw } from '../support/socket.ts';

let mock: RunningServer;

beforeAll(async () => {
  mock = await hookproofServing(['mock']);
});
afterAll(async () => {
  await mock.stop();
  await removeFolders();
});

const post = (body: unknown, headers = goodHeaders) => deliver(mock.url, body, { headers });

test('it binds loopback, and says what it serves and how to get each answer', () => {
  const { stderr } = mock.output();
  expect(mock.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(stderr).toContain(`mocks POST ${callEventsPath}\n`);
  for (const answer of ['200: a legal event', '400: an illegal one', '401: without credentials'])
    expect(stderr).toContain(`# ${answer}\ncurl -i -X POST '${mock.url}${callEventsPath}'`);
  expect(stderr).toContain("-H 'prefer: code=400'");
});

test('every recorded event is answered with 200', async () => {
  const files = (await readdir(`${root}conformance/events`)).filter((name) => name.endsWith('.json'));
  const answers = await Promise.all(
    files.map(async (name) => [name, (await post(await readFile(`${root}conformance/events/${name}`))).status]),
  );
  expect(answers).toEqual(files.map((name) => [name, 200]));
});

test.each([
  ['an action without its kind', { event: { type: 'action', data: {} } }],
  ['an unknown action', { event: { type: 'action', data: { action: 'anything' } } }],
  ['an unknown type', { event: { type: 'call.unknown', data: {} } }],
  [
    'a payload of the other action',
    { event: { type: 'action', data: { action: 'create-order', payload: { cartTotal: 'x' } } } },
  ],
  ['a text for an event', '"x"'],
  ['an event that is not there', {}],
])('Prism refuses %s with 400 and says why', async (_, body) => {
  const { status, headers } = await post(body);
  expect(status).toBe(400);
  expect(String(headers['sl-violations'])).toMatch(/Request body/);
});

test.each([
  ['cut short', '{"event":'],
  ['not UTF-8', Buffer.from([0x22, 0xff, 0x22])],
  ['a hundred thousand levels deep', '['.repeat(100_000)],
])('a body that is %s gets 400, which Prism alone would never answer', async (_, body) => {
  const { status, body: text } = await post(body);
  expect([status, JSON.parse(text).status]).toEqual([400, 400]);
});

test('a body over the limit gets 413', async () => {
  const { status } = await post(`"${'x'.repeat(1024 * 1024)}"`);
  expect(status).toBe(413);
});

test('missing and wrong keys get 401', async () => {
  const { 'x-public-key': _, ...without } = goodHeaders;
  const event = { event: { type: 'call.busy', data: {} } };
  expect((await post(event, without)).status).toBe(401);
  expect((await post(event, { ...goodHeaders, 'x-private-key': 'sk_wrong' })).status).toBe(401);
});

test('a preferred status is given, and one that the contract lacks is refused', async () => {
  const event = { event: { type: 'call.busy', data: {} } };
  expect((await post(event, { ...goodHeaders, prefer: 'code=400' })).status).toBe(400);
  const { status, body } = await post(event, { ...goodHeaders, prefer: 'code=299' });
  expect([status, JSON.parse(body).status]).toEqual([404, 404]);
  expect((await post(event, { ...goodHeaders, prefer: 'code=many' })).status).toBe(422);
});

test('another path and another method get 404 and 405', async () => {
  expect((await deliver(mock.url, {}, { path: '/elsewhere' })).status).toBe(404);
  expect((await deliver(mock.url, '', { method: 'PUT' })).status).toBe(405);
});

test('an odd request line never brings it down', async () => {
  for (const target of ['//', '/%', 'http://[', '*'])
    expect(
      await raw(mock.url, `POST ${target} HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`),
    ).toMatch(/^HTTP\/1\.1 4/);
  expect((await post({ event: { type: 'call.busy', data: {} } })).status).toBe(200);
});

test('no key is printed but the development keys', async () => {
  const env = { HOOKPROOF_PUBLIC_KEY: 'pk_canary', HOOKPROOF_PRIVATE_KEY: 'sk_canary' };
  const own = await hookproofServing(['mock'], { env });
  const headers = { ...goodHeaders, 'x-public-key': 'pk_canary', 'x-private-key': 'sk_canary' };
  const { status } = await deliver(
    own.url,
    { event: { type: 'call.busy', data: {} } },
    { headers, path: `${callEventsPath}?x-private-key=sk_canary` },
  );
  const { stdout, stderr } = await own.stop();
  expect(status).toBe(200);
  expect(stdout + stderr).not.toContain('canary');
});

test('SIGTERM ends it with status 0', async () => {
  const own = await hookproofServer(['mock']);
  expect((await own.stop()).status).toBe(0);
});

test('a port in use is reported in two lines with status 3', async () => {
  const { status, stderr } = await hookproof(['mock', '--port', new URL(mock.url).port]);
  expect(status).toBe(3);
  expect(stderr.trimEnd().split('\n')).toHaveLength(2);
  expect(stderr).toContain('the port is in use');
});

test('a document of somebody else is served too, 3.1, examples, ranges of statuses and other media types included', async () => {
  const folder = await folderWith({ 'api.json': JSON.stringify(other) });
  const own = await hookproofServing(['mock', '--contract', `${folder}/api.json`, '--operation', 'post-orders']);
  const ask = (quantity: unknown) =>
    deliver(own.url, { quantity }, { path: '/orders', headers: { 'content-type': 'application/json' } });
  const good = await ask(null);
  expect([good.status, JSON.parse(good.body)]).toEqual([201, { id: 'order-1' }]);
  expect((await ask('many')).status).toBe(400);
  const change = (quantity: unknown) => {
    const headers = { 'content-type': 'application/vnd.order+json' };
    return deliver(own.url, { quantity }, { path: '/orders/7', method: 'PATCH', headers });
  };
  expect([(await change(1)).status, (await change('many')).status]).toEqual([200, 400]);
  await own.stop();
});

test('no line is printed for an operation by a method that is not served', async () => {
  const body = json({ type: 'object', required: ['url'], properties: { url: { type: 'string' } } });
  const callbacks = { moved: { '{$request.body#/url}': { post: { requestBody: body, responses: ok } } } };
  const caller = { requestBody: body, responses: ok, callbacks };
  const paths = { '/orders': { post: caller, query: caller, additionalOperations: { COPY: caller } } };
  const document = { ...other, openapi: '3.2.0', paths };
  const folder = await folderWith({ 'api.json': JSON.stringify(document) });
  const own = await hookproofServing(['mock', '--port', '0', '--contract', `${folder}/api.json`]);
  const { stdout, stderr } = await own.stop();
  expect((stdout + stderr).match(/curl -i -X \w+/g)).toEqual(['curl -i -X POST']);
  expect(stdout + stderr).toContain('note: Prism does not serve COPY /orders\n');
});

const ok = { 200: { description: 'taken' } };
const json = (schema: object) => ({ required: true, content: { 'application/json': { schema } } });
const quantity = { type: 'object', properties: { quantity: { type: ['integer', 'null'] } } };
const other = {
  openapi: '3.1.0',
  info: { title: 'Orders', version: '1' },
  paths: {
    '/orders': {
      post: {
        requestBody: {
          required: true,
          content: { 'application/json': { schema: quantity } },
        },
        responses: {
          201: { description: 'made', content: { 'application/json': { example: { id: 'order-1' } } } },
          400: { description: 'refused' },
        },
      },
    },
    '/orders/{id}': {
      patch: {
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        requestBody: { required: true, content: { 'application/vnd.order+json': { schema: quantity } } },
        responses: { '2XX': { description: 'changed' }, 400: { description: 'refused' } },
      },
    },
  },
};
