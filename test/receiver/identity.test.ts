import { join } from 'node:path';
import type { EventPage, TimelinePage } from '../../src/inspector/views.ts';
import { hookproofServing } from '../support/cli.ts';
import { deliver } from '../support/deliver.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

const document = {
  openapi: '3.1.0',
  info: { title: 'Orders', version: '1' },
  webhooks: {
    order: {
      post: {
        'x-hookproof-identity': '/order/id',
        requestBody: { required: true, content: { 'application/json': { schema: { type: 'object' } } } },
        responses: { 200: { description: 'ok' } },
      },
    },
  },
};

test('events are known by their numbers as these are written, however many digits they have', async () => {
  const contract = join(await folderWith({ 'orders.json': JSON.stringify(document) }), 'orders.json');
  const { url, stop } = await hookproofServing(['serve', '--journal', 'memory', '--contract', contract]);
  const ids = ['7', '1234567890123456789', '1234567890123456790', '-9007199254740993', '0.5', '"1e400"', '1e21'];
  const headers = { 'content-type': 'application/json' };
  for (const id of ids) {
    const body = `{"id": 12345678901234567890, "order": {"id": ${id}}}`;
    expect((await deliver(url, body, { path: '/webhooks', headers })).status).toBe(200);
  }
  const read = async <T>(path: string): Promise<T> =>
    JSON.parse((await deliver(url, '', { method: 'GET', path: `/_hookproof/api/${path}`, headers: {} })).body);
  const { events } = await read<EventPage>('events');
  const written = ids.map((id) => id.replaceAll('"', ''));
  expect(events.map(({ identity }) => identity).reverse()).toEqual(written);
  expect((await read<TimelinePage>('timelines')).timelines).toHaveLength(ids.length);
  expect((await read<EventPage>('events?q=1234567890123456789')).events).toHaveLength(1);
  await stop();
});
