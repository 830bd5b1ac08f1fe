import { developmentKeys } from '../../src/signature/keys.ts';
import { secretKey, sign } from '../../src/signature/sign.ts';
import { hookproofServing, type RunningServer } from '../support/cli.ts';
import { deliver } from '../support/deliver.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { type Inbox, inbox } from '../support/inbox.ts';
import { closeOrigins } from '../support/origin.ts';
import { pause } from '../support/pause.ts';

const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const text = { type: 'string' };
/** What is sent to a callback: one type of event, about one thing. */
const sends = (kind: string, security: string) => ({
  security: [{ [security]: [] }],
  'x-hookproof-identity': '/id',
  'x-hookproof-echo': { '/id': '$response.body#/id', '/note': '$request.body#/note' },
  requestBody: {
    required: true,
    ...json({ type: 'object', required: ['kind', 'id'], properties: { kind: { enum: [kind] }, id: text, note: text } }),
  },
  responses: { 200: { description: 'taken' } },
});
const wish = { type: 'object', properties: { till: text, note: text } };
const asks = (operationId: string, callbacks: object) => ({
  operationId,
  requestBody: {
    required: true,
    content: { ...json(wish).content, 'application/x-www-form-urlencoded': { schema: wish } },
  },
  responses: { 202: { description: 'asked', ...json({ type: 'object', required: ['id'], properties: { id: text } }) } },
  callbacks,
});
/** A shop that tells three parties of an order, each in its own way, and one of a refund; an inquiry has no consequences. */
const shop = {
  openapi: '3.0.3',
  info: { title: 'Shop', version: '1' },
  paths: {
    '/orders': {
      post: asks('order', {
        paid: { '{$request.body#/till}': { post: sends('paid', 'Token') } },
        shipped: {
          '{$request.body#/depot}?by={$request.query.by}': { put: sends('packed', 'Mac') },
          '{$request.header.x-carrier}': { post: sends('sent', 'Token') },
        },
      }),
    },
    '/refunds': { post: asks('refund', { refunded: { '{$request.body#/till}': { post: sends('refunded', 'Mac') } } }) },
    '/returns': {
      post: asks('return', {
        returned: { '{$request.body#/till}?id={$response.body#/id}': { post: sends('returned', 'Token') } },
      }),
    },
    '/inquiries': { post: asks('inquire', {}) },
  },
  components: {
    securitySchemes: {
      Mac: {
        ...{ type: 'apiKey', in: 'header', name: 'x-mac' },
        'x-hookproof-signature': { algorithm: 'sha256', encoding: 'hex', key: 'private' },
      },
      Token: { type: 'apiKey', in: 'header', name: 'x-token', 'x-hookproof-key': 'private' },
    },
  },
};

let mock: RunningServer;
let [till, depot, carrier]: Inbox[] = [];

beforeAll(async () => {
  const file = `${await folderWith({ 'shop.json': JSON.stringify(shop) })}/shop.json`;
  mock = await hookproofServing(['mock', '--contract', file, '--speed', 'instant', '--retries', '0']);
});
beforeEach(async () => {
  [till, depot, carrier] = await Promise.all([inbox(), inbox(), inbox()]);
});
afterAll(async () => {
  await mock.stop();
  await Promise.all([closeOrigins(), removeFolders()]);
});

async function asked(path: string, body: object | string, headers: Record<string, string> = {}): Promise<string> {
  const answer = await deliver(mock.url, body, { path, headers: { 'content-type': 'application/json', ...headers } });
  expect([path, answer.status]).toEqual([path, 202]);
  return JSON.parse(answer.body).id;
}

/** What an inbox got: how, where, and what. */
const got = (box: Inbox | undefined) =>
  box?.received.map(({ method, path, body }) => [method, path, JSON.parse(body.toString())]);

/** The calls of an id, once nothing of them is under way. */
async function callsOf(id: string): Promise<{ callback: string; underWay: boolean }[]> {
  for (;;) {
    const shown = (await (await fetch(`${mock.url}/_hookproof/calls/${id}`)).json()) as Record<string, unknown>;
    const calls = (shown.calls ?? [shown]) as { callback: string; underWay: boolean }[];
    if (calls.every(({ underWay }) => !underWay)) return calls;
    await pause();
  }
}

test('each callback of an operation is called, at its own URL, by its own method and proof, about the same id', async () => {
  const body = { till: till?.url, depot: depot?.url, note: 'gift' };
  const id = await asked('/orders?by=bike', body, { 'x-carrier': carrier?.url ?? '' });
  expect((await callsOf(id)).map(({ callback }) => callback)).toEqual(['paid', 'shipped', 'shipped']);
  expect(got(till)).toEqual([['POST', '/hooks', { kind: 'paid', id, note: 'gift' }]]);
  expect(got(depot)).toEqual([['PUT', '/hooks?by=bike', { kind: 'packed', id, note: 'gift' }]]);
  expect(got(carrier)).toEqual([['POST', '/hooks', { kind: 'sent', id, note: 'gift' }]]);
  const proofs = [till, depot, carrier].map((box) => box?.received[0]);
  expect(proofs.map((each) => [each?.headers['x-token'], each?.headers['x-mac']])).toEqual([
    [developmentKeys.private, undefined],
    [undefined, macOf(proofs[1]?.body)],
    [developmentKeys.private, undefined],
  ]);
});

test('a callback whose URL a request leaves out is not called, and the others are', async () => {
  const id = await asked('/orders', { till: till?.url });
  expect((await callsOf(id)).map(({ callback }) => callback)).toEqual(['paid']);
  expect(got(till)).toEqual([['POST', '/hooks', { kind: 'paid', id }]]);
});

test('a callback that is not called is told, with its expression', async () => {
  const before = mock.output().stderr.length;
  await callsOf(await asked('/orders', { till: till?.url }));
  expect(mock.output().stderr.slice(before).split('\n')).toEqual(
    expect.arrayContaining([
      '→ not called: shipped  {$request.body#/depot}?by={$request.query.by} has no value',
      '→ not called: shipped  {$request.header.x-carrier} has no value',
    ]),
  );
});

test('a URL with the id in it has the one that was answered', async () => {
  const id = await asked('/returns', { till: till?.url });
  await callsOf(id);
  expect(got(till)).toEqual([['POST', `/hooks?id=${id}`, { kind: 'returned', id }]]);
});

test('the fields of a form are read as those of JSON are', async () => {
  const form = new URLSearchParams({ till: till?.url ?? '', note: 'gift & card' });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const id = await asked('/orders', form.toString(), headers);
  await callsOf(id);
  expect(got(till)).toEqual([['POST', '/hooks', { kind: 'paid', id, note: 'gift & card' }]]);
});

test('each operation has the callbacks that stand with it, and one without them has none', async () => {
  const [refund, order] = [await asked('/refunds', { till: till?.url }), await asked('/orders', { till: depot?.url })];
  await asked('/inquiries', { till: carrier?.url });
  await Promise.all([callsOf(refund), callsOf(order)]);
  expect(got(till)).toEqual([['POST', '/hooks', { kind: 'refunded', id: refund }]]);
  expect(till?.received[0]?.headers['x-mac']).toBe(macOf(till?.received[0]?.body));
  expect(got(depot)).toEqual([['POST', '/hooks', { kind: 'paid', id: order }]]);
  expect(got(carrier)).toEqual([]);
  expect(refund).not.toBe(order);
});

test('where one of the URLs may not be called, the request is refused and nobody is called', async () => {
  const body = { till: till?.url, depot: 'http://192.0.2.1/hooks' };
  const answer = await deliver(mock.url, body, {
    path: '/orders?by=bike',
    headers: { 'content-type': 'application/json', 'x-carrier': carrier?.url ?? '' },
  });
  expect([answer.status, answer.body]).toEqual([400, expect.stringContaining('192.0.2.1')]);
  expect([till, carrier].map((box) => box?.received.length)).toEqual([0, 0]);
});

function macOf(body: Buffer = Buffer.alloc(0)): string {
  return sign(body, secretKey(developmentKeys.private), { algorithm: 'sha256', encoding: 'hex' });
}
