import { join } from 'node:path';
import type { EventDetails, EventPage } from '../../src/inspector/views.ts';
import { hookproofServing, type RunningServer } from '../support/cli.ts';
import { deliver } from '../support/deliver.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

const open: RunningServer[] = [];

afterAll(async () => {
  await Promise.all(open.map((each) => each.stop()));
  await removeFolders();
});

async function serving(...args: string[]): Promise<RunningServer> {
  const server = await hookproofServing(['serve', ...args]);
  open.push(server);
  return server;
}

async function read<T>({ url }: RunningServer, path: string): Promise<T> {
  const { body } = await deliver(url, '', { method: 'GET', path: `/_hookproof/api/${path}`, headers: {} });
  return JSON.parse(body);
}

/** Tells what is wrong with the newest event: where, and whether that is all. */
async function toldOf(server: RunningServer): Promise<[pointers: string[], isAll: boolean | undefined]> {
  const { events } = await read<EventPage>(server, 'events?limit=1');
  const { attempts } = await read<EventDetails>(server, `events/${events[0]?.id}`);
  return [attempts[0]?.findings.map(({ pointer }) => pointer) ?? [], attempts[0]?.isAll];
}

const json = { 'content-type': 'application/json' };

/** Writes a contract of one operation, whose events hold an order with these properties; all are texts. */
const ordersOf = (...names: string[]) => `openapi: 3.1.0
info: { title: Orders, version: '1' }
webhooks:
  order:
    post:
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              properties:
                orders: { type: array, items: { $ref: '#/components/schemas/Order' } }
      responses: { '200': { description: ok } }
components:
  schemas:
    Order:
      type: object
      properties: { ${names.map((name) => `${name}: { type: string }`).join(', ')} }
`;

test('an event that was refused is shown with all that is wrong with it, what its sender was told first', async () => {
  const folder = await folderWith({ 'orders.yaml': ordersOf('a', 'b') });
  const server = await serving('--journal', 'memory', '--contract', join(folder, 'orders.yaml'));
  const answer = await deliver(server.url, '{"orders":[{"b":1},{"a":1,"b":"x"}]}', {
    path: '/webhooks',
    headers: json,
  });
  expect(answer.body).toContain('/orders/0/b');
  expect(await toldOf(server)).toEqual([['/orders/0/b', '/orders/1/a'], true]);
  await deliver(server.url, '{"orders":[', { path: '/webhooks', headers: json });
  expect(await toldOf(server)).toEqual([[''], true]);
});

const parts = `openapi: 3.1.0
info: { title: Parts, version: '1' }
security: [{ Sent: [] }]
webhooks:
  part:
    post:
      parameters:
        - { in: header, name: X-Sent, schema: { enum: [private] } }
        - { in: header, name: X-Attempt, schema: { type: integer } }
        - { in: query, name: v, required: true, schema: { type: integer } }
        - { in: cookie, name: site, schema: { enum: [north] } }
      requestBody:
        required: true
        content: { application/json: { schema: { properties: { part: { type: string } } } } }
      responses: { '200': { description: ok } }
components:
  securitySchemes:
    Sent: { type: apiKey, in: header, name: x-sent }
`;

test('of a body that is no JSON nothing more is wrong, also where nothing tells which operation it is for', async () => {
  const two = `${ordersOf('a').replace('webhooks:', 'webhooks:\n  other: { $ref: "#/webhooks/order" }')}`;
  const folder = await folderWith({ 'orders.yaml': two });
  const server = await serving('--journal', 'memory', '--contract', join(folder, 'orders.yaml'));
  for (const body of [Buffer.from('{"orders":['), Buffer.from([0xff])]) {
    await deliver(server.url, body, { path: '/webhooks', headers: json });
    expect(await toldOf(server)).toEqual([[''], true]);
  }
});

test('what is wrong with body and parameters is told together, but for those whose values are not kept', async () => {
  const contract = join(await folderWith({ 'parts.yaml': parts }), 'parts.yaml');
  const server = await serving('--journal', 'memory', '--contract', contract, '--private-key', 'private');
  const send = (body: string, path: string, cookie: string) =>
    deliver(server.url, body, { path, headers: { ...json, 'x-sent': 'private', 'x-attempt': 'many', cookie } });
  await send('{"part":1}', '/webhooks?v=one', 'site=north');
  expect(await toldOf(server)).toEqual([['/part', '/header/x-attempt', '/query/v'], true]);
  await send('{"part":"1"}', '/webhooks', 'site=south');
  expect(await toldOf(server)).toEqual([['/header/x-attempt', '/query'], true]);
});

test('of an event that another contract judged stands what was stored, and that more may be wrong', async () => {
  const folder = await folderWith({ 'before.yaml': ordersOf('a', 'b'), 'after.yaml': ordersOf('b', 'c') });
  const journal = `sqlite:${join(folder, 'journal.db')}`;
  const before = await serving('--journal', journal, '--contract', join(folder, 'before.yaml'));
  const after = await serving('--journal', journal, '--contract', join(folder, 'after.yaml'));
  await deliver(before.url, '{"orders":[{"a":1,"b":1,"c":1}]}', { path: '/webhooks', headers: json });
  expect(await toldOf(before)).toEqual([['/orders/0/a', '/orders/0/b'], true]);
  expect(await toldOf(after)).toEqual([['/orders/0/a'], false]);
});

test('of very much that is wrong only so much is told as somebody reads, and of a large body the first', async () => {
  const folder = await folderWith({ 'orders.yaml': ordersOf('a') });
  const server = await serving('--journal', 'memory', '--contract', join(folder, 'orders.yaml'));
  const send = async (count: number): Promise<[number, boolean | undefined]> => {
    const orders = Array.from({ length: count }, () => ({ a: 1 }));
    await deliver(server.url, { orders }, { path: '/webhooks', headers: json });
    const [pointers, isAll] = await toldOf(server);
    return [pointers.length, isAll];
  };
  expect([await send(100), await send(101), await send(20_000)]).toEqual([
    [100, true],
    [100, false],
    [1, false],
  ]);
});

test('of a small event that is wrong in a million ways the first is told, and deliveries do not wait for the rest', async () => {
  const required = Array.from({ length: 10 }, (_, i) => `name${i}`);
  const oneOf = Array.from({ length: 40 }, (_, i) => ({ required: [...required, `own${i}`] }));
  const orders = { type: 'array', items: { oneOf } };
  const folder = await folderWith({ 'orders.json': JSON.stringify(listOf(orders)) });
  const server = await serving('--journal', 'memory', '--contract', join(folder, 'orders.json'));
  const send = (count: number) =>
    deliver(server.url, { orders: Array.from({ length: count }, () => ({})) }, { path: '/webhooks', headers: json });
  await send(2);
  expect((await toldOf(server))[1]).toBe(true);
  await send(5_000);
  const began = performance.now();
  expect((await toldOf(server))[1]).toBe(false);
  expect(performance.now() - began).toBeLessThan(3_000);
});

/** Makes a contract of one operation, whose events hold orders. */
const listOf = (orders: object) => ({
  openapi: '3.1.0',
  info: { title: 'Orders', version: '1' },
  webhooks: {
    order: {
      post: {
        requestBody: { content: { 'application/json': { schema: { type: 'object', properties: { orders } } } } },
        responses: { 200: { description: 'ok' } },
      },
    },
  },
});
