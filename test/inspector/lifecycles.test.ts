import { join } from 'node:path';
import type { TimelinePage } from '../../src/inspector/views.ts';
import { hookproof, hookproofServing } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

const operation = (name: string, types: string[]) => ({
  post: {
    operationId: name,
    'x-hookproof-identity': `/${name}Id`,
    requestBody: {
      content: {
        'application/json': {
          schema: {
            type: 'object',
            required: ['type', `${name}Id`],
            properties: { type: { enum: types }, [`${name}Id`]: { type: 'string' } },
          },
        },
      },
    },
    responses: { '200': { description: 'taken' } },
  },
});

const contract = {
  openapi: '3.1.0',
  info: { title: 'Shop', version: '1' },
  'x-hookproof-event': '/type',
  webhooks: {
    order: operation('order', ['order.made', 'order.paid', 'order.sent']),
    parcel: operation('parcel', ['parcel.packed', 'parcel.handed']),
  },
};

const lifecycle = (name: string, ...types: string[]): string =>
  JSON.stringify({
    ...{ contract: 'Shop', operation: name, start: 'new' },
    events: Object.fromEntries(
      types.map((type, at) => [type, { from: [at === 0 ? 'new' : `after-${at}`], to: `after-${at + 1}` }]),
    ),
  });

test('a contract of several operations has a lifecycle for each, and its events stand along their own', async () => {
  const folder = await folderWith({
    'shop.json': JSON.stringify(contract),
    'orders/lifecycle.yaml': lifecycle('order', 'order.made', 'order.paid', 'order.sent'),
    'parcels/lifecycle.yaml': lifecycle('parcel', 'parcel.packed', 'parcel.handed'),
  });
  const folders = ['orders', 'parcels'].flatMap((each) => ['--scenarios', join(folder, each)]);
  const args = ['serve', '--contract', join(folder, 'shop.json'), '--journal', 'memory', '--auth', 'none'];
  const server = await hookproofServing([...args, ...folders]);
  for (const event of [
    { type: 'order.made', orderId: '7' },
    { type: 'parcel.handed', parcelId: '7' },
    { type: 'order.sent', orderId: '7' },
    { type: 'parcel.packed', parcelId: '7' },
  ]) {
    const headers = { 'content-type': 'application/json' };
    const { status } = await fetch(`${server.url}/webhooks`, { method: 'POST', headers, body: JSON.stringify(event) });
    expect(status).toBe(200);
  }
  const { timelines } = (await (await fetch(`${server.url}/_hookproof/api/timelines`)).json()) as TimelinePage;
  await server.stop();
  expect(timelines.map(({ steps }) => steps.map(({ label, mark }) => [label, mark]))).toEqual([
    [
      ['order.made', 'fine'],
      ['parcel.handed', 'fine'],
      ['order.paid', 'missing'],
      ['order.sent', 'fine'],
      ['parcel.packed', 'late'],
    ],
  ]);
});

test('a lifecycle of an operation that the contract does not have is refused by name', async () => {
  const folder = await folderWith({
    'shop.json': JSON.stringify(contract),
    'other/lifecycle.yaml': lifecycle('refund', 'x'),
  });
  const args = ['serve', '--port', '0', '--contract', join(folder, 'shop.json'), '--journal', 'memory'];
  const { status, stderr } = await hookproof([...args, '--auth', 'none', '--scenarios', join(folder, 'other')]);
  expect([status, stderr]).toEqual([2, expect.stringContaining('the contract has no operation "refund"')]);
});
