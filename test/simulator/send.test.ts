import { execFile } from 'node:child_process';
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { promisify } from 'node:util';
import { isUserError, send } from '../../src/index.ts';
import { secretKey, sign } from '../../src/signature/sign.ts';
import { hookproof, hookproofServing } from '../support/cli.ts';
import { callEventsPath } from '../support/deliver.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { closeOrigins, origin } from '../support/origin.ts';
import { hasTool } from '../support/tool.ts';
import { webhooksDocument } from '../support/webhooks.ts';

afterEach(closeOrigins);
afterAll(removeFolders);

interface Got {
  method: string | undefined;
  target: string | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A receiver that keeps what it got, and gives the same answer to everything. */
async function receiver(
  status = 200,
  body = '',
  headers: OutgoingHttpHeaders = {},
): Promise<{ url: string; got: Got[] }> {
  const got: Got[] = [];
  const base = await origin(async (request, response) => {
    const { method, url: target } = request;
    got.push({ method, target, headers: request.headers, body: Buffer.concat(await request.toArray()).toString() });
    response.writeHead(status, headers).end(body);
  });
  return { url: `${base}/hooks?shop=1`, got };
}

const eventsOf = (got: readonly Got[]) => got.map(({ body }) => JSON.parse(body));

const taken = { 204: { description: 'Taken' } };
const order = (id: object) => ({
  operationId: 'orderPaid',
  'x-hookproof-identity': '/order/id',
  schema: {
    type: 'object',
    required: ['order'],
    properties: { order: { type: 'object', required: ['id'], properties: { id, note: { type: 'string' } } } },
  },
  examples: {
    refused: { value: { order: { note: 'without an id' } } },
    shown: { value: { order: { id: 7, note: 'shown' } } },
  },
  responses: taken,
});
const parcel = {
  method: 'put' as const,
  schema: { type: 'object', required: ['parcel'], properties: { parcel: { type: 'integer' } } },
  responses: taken,
};

async function shop(id: object = { type: 'integer' }): Promise<string[]> {
  const document = webhooksDocument('Shop', { 'order.paid': order(id), 'parcel.sent': parcel });
  return ['--contract', `${await folderWith({ 'shop.yaml': document })}/shop.yaml`];
}

test('one event of a type arrives, with the keys and an identity of its own, and its answer is shown', async () => {
  const { url, got } = await receiver(202, '{"taken":true}');
  const { status, stdout } = await hookproof(['send', 'call.completed', '--to', url]);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^202 Accepted {2}\d+\.\d ms\n\{"taken":true\}\n$/);
  await hookproof(['send', 'call.completed', '--to', url]);
  expect(got.map(({ method, target }) => [method, target])).toEqual(Array(2).fill(['POST', '/hooks?shop=1']));
  expect(got.every(({ headers }) => headers['x-public-key'] && headers['x-private-key'])).toBe(true);
  const events = eventsOf(got);
  expect(events.map(({ event }) => event.type)).toEqual(['call.completed', 'call.completed']);
  expect(new Set(events.map(({ event }) => event.data.call.id)).size).toBe(2);
});

test('every event type of the bundled contract is accepted by the reference receiver, signed', async () => {
  const server = await hookproofServing(['serve', '--auth', 'signature']);
  const asked = await hookproof(['send', '--to', server.url]);
  const types = /There are: (.*)\.$/m.exec(asked.stderr)?.[1]?.split(', ') ?? [];
  expect([asked.status, types.length > 10]).toEqual([2, true]);
  const to = server.url + callEventsPath;
  const statuses: [string, number | null][] = [];
  for (const type of types)
    statuses.push([type, (await hookproof(['send', type, '--to', to, '--auth', 'signature'])).status]);
  await server.stop();
  expect(statuses).toEqual(types.map((type) => [type, 0]));
});

test.each([
  ['the name of a webhook', ['order.paid'], { order: { id: expect.any(Number), note: 'shown' } }],
  ['an operationId', ['orderPaid'], { order: { id: expect.any(Number), note: 'shown' } }],
  ['nothing, where --operation leaves one', ['--operation', 'parcel.sent'], { parcel: expect.any(Number) }],
])(
  '%s chooses what is sent: an example of the contract that it allows, else one of its schemas',
  async (_, args, event) => {
    const { url, got } = await receiver();
    expect((await hookproof(['send', ...args, ...(await shop()), '--to', url])).status).toBe(0);
    expect(eventsOf(got)).toEqual([event]);
    expect(got[0]?.method).toBe('parcel' in event ? 'PUT' : 'POST');
  },
);

test.each([
  ['a whole number', { type: 'integer', minimum: 5_000_000_000 }],
  ['a number between bounds', { type: 'integer', format: 'int32', minimum: 1_000_000, maximum: 9_999_999 }],
  ['a UUID', { type: 'string', format: 'uuid' }],
  ['a long text', { type: 'string', minLength: 200 }],
  ['a text of a pattern', { type: 'string', pattern: '^ord_[0-9A-F]{6}$' }],
])('each event and each call has an identity of its own that is %s', async (_, id) => {
  const { url, got } = await receiver();
  const contract = await shop(id);
  const sent = [
    await hookproof(['send', 'order.paid', ...contract, '--to', url]),
    await hookproof(['send', 'order.paid', ...contract, '--to', url]),
    await hookproof(['simulate', ...contract, '--operation', 'order.paid', '--calls', '20', '--to', url]),
  ];
  expect(sent.map(({ status }) => status)).toEqual([0, 0, 0]);
  expect(new Set(eventsOf(got).map((event) => event.order.id)).size).toBe(22);
  const recorded = { 'got.ndjson': got.map(({ body }) => `${body}\n`).join('') };
  const folder = await folderWith(recorded);
  const checked = await hookproof(['check', ...contract, '--operation', 'order.paid', `${folder}/got.ndjson`]);
  expect([checked.status, checked.stdout]).toEqual([0, expect.stringContaining('22')]);
});

test('what --data brings is sent byte for byte; where the contract refuses it, that is said', async () => {
  const { url, got } = await receiver();
  const valid = '{ "event": {"type":"call.busy", "data":{}} }\n';
  const folder = await folderWith({ 'valid.json': valid, 'broken.json': '{"event"' });
  const ran = [
    await hookproof(['send', '--to', url, '--data', `${folder}/valid.json`]),
    await hookproof(['send', '--to', url, '--data', `${folder}/broken.json`]),
    await hookproof(['send', '--to', url, '--data', '-'], { stdin: '{"event":{"type":"new"}}' }),
  ];
  expect(ran.map(({ status }) => status)).toEqual([0, 0, 0]);
  expect(got.map(({ body }) => body)).toEqual([valid, '{"event"', '{"event":{"type":"new"}}']);
  const notes = ran.map(({ stderr }) => stderr.split('\n').filter((line) => line.startsWith('note: ')));
  expect(notes).toEqual([
    [],
    ['note: the contract refuses this event: the body is not JSON (at character 8)'],
    [expect.stringContaining('note: the contract refuses this event: /event/type must be one of')],
  ]);
});

test('data go as the operation that they are of', async () => {
  const { url, got } = await receiver();
  const contract = await shop();
  for (const data of [{ parcel: 1 }, { order: { id: 1 } }]) {
    const { status, stderr } = await hookproof(['send', ...contract, '--to', url, '--data', '-'], {
      stdin: JSON.stringify(data),
    });
    expect([status, stderr]).toEqual([0, expect.not.stringContaining('note:')]);
  }
  expect(got.map(({ method, body }) => [method, body])).toEqual([
    ['PUT', '{"parcel":1}'],
    ['POST', '{"order":{"id":1}}'],
  ]);
});

test('data of a type that no webhook has are sent, and it is said that none has it, as far as nothing is set', async () => {
  const { url, got } = await receiver();
  const typed = (type: string) => ({ schema: { type: 'object', properties: { type: { const: type } } } });
  const document = webhooksDocument('Shop', { paid: typed('order.paid'), sent: typed('order.sent') });
  const folder = await folderWith({ 'shop.json': document });
  const send = ['send', '--auth', 'none', '--contract', `${folder}/shop.json`, '--to', url, '--data', '-'];
  const lost = await hookproof(send, { stdin: '{"type":"order.lost"}' });
  const set = await hookproof([...send, '--set', '/type=order.sent'], { stdin: '{"type":"order.lost"}' });
  expect([lost.status, set.status, eventsOf(got)]).toEqual([0, 0, [{ type: 'order.lost' }, { type: 'order.sent' }]]);
  expect(lost.stderr).toBe(
    "note: the contract refuses this event: /type names none of the contract's operations: order.paid, order.sent\n",
  );
  expect(set.stderr).toBe('');
});

test('values are set in what is made and in what is brought', async () => {
  const { url, got } = await receiver();
  const folder = await folderWith({ 'own.json': '{"event":{"type":"call.busy","data":{}}}' });
  const set = ['--set', '/metadata={"cart":7}', '--set', '/metadata/shop=a', '--to', url];
  const made = await hookproof(['send', 'call.completed', ...set, '--set', '/event/data/call/id=own']);
  const brought = await hookproof(['send', '--data', `${folder}/own.json`, ...set]);
  expect([made.status, brought.status]).toEqual([0, 0]);
  const [first, second] = eventsOf(got);
  expect([first.metadata, first.event.data.call.id]).toEqual([{ cart: 7, shop: 'a' }, 'own']);
  expect(second).toEqual({ event: { type: 'call.busy', data: {} }, metadata: { cart: 7, shop: 'a' } });
});

test('an answer that is no 2xx is status 1: a redirect is shown, a long body cut off, wrong keys explained', async () => {
  const answers = [
    await receiver(308, '', { location: '/else' }),
    await receiver(500, 'x'.repeat(5_000)),
    await receiver(403),
  ];
  const ran = await Promise.all(answers.map(({ url }) => hookproof(['send', 'call.completed', '--to', url])));
  expect(ran.map(({ status }) => status)).toEqual([1, 1, 1]);
  expect(answers.map(({ got }) => got.length)).toEqual([1, 1, 1]);
  const [redirected, failed, denied] = ran;
  expect(redirected?.stdout).toMatch(/^308 Permanent Redirect {2}\d+\.\d ms\nlocation: \/else\n$/);
  expect(failed?.stdout).toMatch(/\nx{2000}… \(3000 more characters\)\n$/);
  expect(denied?.stderr).toContain(
    'note: change HOOKPROOF_PUBLIC_KEY and HOOKPROOF_PRIVATE_KEY to what the receiver knows',
  );
});

test('a receiver that is not there, or never answers, is status 3', async () => {
  const silent = await origin((request) => void request.resume());
  const late = await hookproof(['send', 'call.completed', '--to', silent, '--timeout', '20']);
  expect([late.status, late.stderr]).toEqual([3, expect.stringContaining('did not answer within 20 ms')]);
  const cut = await origin((request) => request.socket.resetAndDestroy());
  const broken = await hookproof(['send', 'call.completed', '--to', cut]);
  expect([broken.status, broken.stderr]).toEqual([3, expect.stringMatching(/ did not answer: \w+/)]);
  await closeOrigins();
  const gone = await hookproof(['send', 'call.completed', '--to', silent]);
  expect([gone.status, gone.stdout, gone.stderr]).toEqual([3, '', expect.stringContaining('nothing answers at')]);
});

test('what cannot be meant is status 2, says what there is, and sends nothing', async () => {
  const { url, got } = await receiver();
  const contract = await shop();
  const folder = await folderWith({ 'broken.json': '{' });
  const wrong: [string[], string][] = [
    [['call.complted'], 'there is no event "call.complted"\n  Did you mean call.completed?'],
    [['zzz'], 'There are: call.initiate, '],
    [
      ['call.completed', '--set', '/event/data/call/idd=1'],
      'no event has the location /event/data/call/idd\n  Near it: /event/data/call/id,',
    ],
    [
      ['call.completed', '--set', '/event/data/call/id=4'],
      'the contract refuses the event: /event/data/call/id must be string',
    ],
    [['--data', `${folder}/broken.json`, '--set', '/a=1'], 'nothing can be set in the event: it is not JSON'],
    [['--data', `${folder}/none.json`], 'none.json: no such file'],
    [['order.payed', ...contract], 'Did you mean order.paid?'],
    [['*', ...contract], 'Choose one with --operation: order.paid, parcel.sent.'],
    [[...contract], 'say which event is sent\n  There are: order.paid, parcel.sent.'],
    [['order.paid', ...contract, '--curl', '--signature', 'stripe'], 'no shell can sign as this contract asks'],
  ];
  for (const [args, message] of wrong) {
    const { status, stdout, stderr } = await hookproof(['send', ...args, '--to', url]);
    expect([args, status, stdout, stderr]).toEqual([args, 2, '', expect.stringContaining(message)]);
  }
  expect(got).toEqual([]);
  const nowhere = await hookproof(['send', 'call.completed']);
  expect([nowhere.status, nowhere.stderr]).toEqual([2, expect.stringContaining('say where to deliver: --to URL')]);
});

test('a configuration may say where events go', async () => {
  const { url, got } = await receiver();
  const folder = await folderWith({ 'hookproof.config.yaml': `send:\n  to: ${url}\n  header: 'x-shop: 7'\n` });
  const sent = await hookproof(['send', 'call.completed', '--config', `${folder}/hookproof.config.yaml`]);
  expect([sent.status, got[0]?.headers['x-shop']]).toEqual([0, '7']);
});

(hasTool('curl') ? test : test.skip)(
  '--curl prints a line that delivers the same, and sends nothing itself',
  async () => {
    const { url, got } = await receiver();
    const example = await hookproof(['send', ...(await shop()), '--curl', '--to', url]);
    expect(example.stderr).toContain('this is order.paid; name another one. There are: order.paid, parcel.sent.');
    expect([example.status, example.stdout]).toEqual([0, expect.stringMatching(/^curl .*"order/)]);
    const args = ['order.paid', ...(await shop()), '--signature', 'github', '--curl', '--to', url];
    const { status, stdout } = await hookproof(['send', ...args]);
    expect([status, got]).toEqual([0, []]);
    const env = { PATH: process.env.PATH, HOOKPROOF_PRIVATE_KEY: 'sk_own' };
    await promisify(execFile)('sh', ['-c', stdout], { env });
    const [arrived] = got;
    const signature = sign(Buffer.from(arrived?.body ?? ''), secretKey('sk_own'), {
      algorithm: 'sha256',
      encoding: 'hex',
    });
    expect(arrived?.headers['x-hub-signature-256']).toBe(`sha256=${signature}`);
    expect(arrived?.target).toBe('/hooks?shop=1');
  },
);

test('the same is a function, which throws where no answer comes', async () => {
  const { url, got } = await receiver(422, 'no');
  const refused = await send({ to: url, type: 'call.completed', set: { '/metadata': { cart: 7 } } });
  expect(refused).toMatchObject({ accepted: false, status: 422, body: 'no', finding: undefined });
  expect(JSON.parse(refused.event)).toMatchObject({ metadata: { cart: 7 } });
  const odd = await send({ to: url, data: { event: 1 } });
  expect([odd.event, odd.finding]).toEqual(['{"event":1}', expect.objectContaining({ pointer: '/event' })]);
  expect(got.map(({ body }) => body)).toEqual([refused.event, odd.event]);
  await closeOrigins();
  const error: unknown = await send({ to: url, type: 'call.completed' }).catch((thrown) => thrown);
  expect(isUserError(error) && error.code).toBe('target');
});
