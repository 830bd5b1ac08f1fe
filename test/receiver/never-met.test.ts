import { join } from 'node:path';
import { hookproofServing } from '../support/cli.ts';
import { deliver } from '../support/deliver.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

const webhook = (name: string, more: object) => ({
  post: {
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: { type: 'object', required: ['kind', 'a'], properties: { kind: { const: name }, ...more } },
        },
      },
    },
    responses: { 200: { description: 'ok' } },
  },
});
const never = webhook('never', { a: { type: 'string', allOf: [{ type: 'integer' }] } });
const fine = webhook('fine', { a: { type: 'integer' } });

/** Serves webhooks, and gives what a request is answered with. */
async function serving(webhooks: object) {
  const document = { openapi: '3.1.0', info: { title: 'Some', version: '1' }, webhooks };
  const contract = join(await folderWith({ 'some.json': JSON.stringify(document) }), 'some.json');
  const receiver = await hookproofServing(['serve', '--journal', 'memory', '--contract', contract, '--log', 'pretty']);
  const headers = { 'content-type': 'application/json' };
  return {
    receiver,
    post: async (body: unknown) => (await deliver(receiver.url, body, { path: '/webhooks', headers })).status,
    get: (path: string) => deliver(receiver.url, '', { method: 'GET', path: `/_hookproof/api/${path}`, headers: {} }),
  };
}

test.each([
  ['first', { never, fine }],
  ['last', { fine, never }],
])('an operation that no event meets, be it the %s, keeps nobody from the others and the page', async (_, webhooks) => {
  const { receiver, post, get } = await serving(webhooks);
  expect(receiver.output().stderr).toContain(`--data-raw '{"kind":"fine","a":`);
  expect(await post({ kind: 'never', a: 1 })).toBe(400);
  expect(await post({ kind: 'fine', a: 1 })).toBe(200);
  for (const path of ['overview', 'events', 'events/1', 'events/2', 'timelines', 'tally'])
    expect([path, (await get(path)).status]).toEqual([path, 200]);
  expect(JSON.parse((await get('events/1')).body)).toMatchObject({
    event: { operation: 'never' },
    curl: expect.stringContaining('never'),
  });
  expect((await receiver.stop()).status).toBe(0);
});

test('an event that fills a terminal is tried by simulate, and the page says the same', async () => {
  const large = webhook('large', { a: { const: 'x'.repeat(3_000) } });
  const { receiver, get } = await serving({ large, fine });
  const [, tried = ''] = /try it: {2}(.*)/.exec(receiver.output().stderr) ?? [];
  expect(tried).toMatch(/^hookproof simulate .*every-event.*--operation '?large/);
  expect(tried.length).toBeLessThan(300);
  const { start } = JSON.parse((await get('overview')).body);
  expect(start).toMatchObject([{ command: tried }, { command: expect.stringContaining('hookproof simulate') }]);
  await receiver.stop();
});
