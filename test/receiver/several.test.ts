import { check } from '../../src/api/check.ts';
import { createReceiver } from '../../src/api/receiver.ts';
import { startServer } from '../../src/edge/server.ts';
import { memoryJournal } from '../../src/journal/memory/journal.ts';
import { hookproofServing } from '../support/cli.ts';
import { deliver } from '../support/deliver.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

const json = (schema: object, more: object = {}) => ({
  requestBody: { content: { 'application/json': { schema } } },
  responses: { 200: { description: 'taken' } },
  ...more,
});
const ship = (kind: string, more: object = {}) => ({
  type: 'object',
  required: ['kind', ...Object.keys(more)],
  properties: { kind: { const: kind }, ...more },
});

const harbour = {
  openapi: '3.1.0',
  info: { title: 'Harbour', version: '1' },
  webhooks: {
    'ship.left': { post: json(ship('left')) },
    'ship.docked': {
      post: json(ship('docked', { pier: { type: 'integer' } }), { responses: { 202: { description: 'taken' } } }),
    },
    tide: { put: json({ type: 'object', required: ['metres'], properties: { metres: { type: 'number' } } }) },
  },
};

/** Starts a receiver of a document's operations in this process; gives a function that delivers to it. */
async function receiverOf(document: object, options: object = {}) {
  const folder = await folderWith({ 'api.json': JSON.stringify(document) });
  const keys = { public: 'pk_several', private: 'sk_several' };
  const listener = await createReceiver({ contract: `${folder}/api.json`, journal: memoryJournal(), keys, ...options });
  const server = await startServer(listener, { port: 0, host: '127.0.0.1' });
  servers.push(server);
  return async (body: object, given: { path?: string; method?: string; headers?: Record<string, string> } = {}) => {
    const headers = { 'content-type': 'application/json', ...given.headers };
    const answer = await deliver(server.url, body, { path: '/webhooks', method: 'POST', ...given, headers });
    const { pointer, rule } = answer.body === '' ? {} : JSON.parse(answer.body);
    return [answer.status, rule, pointer].filter((each) => each !== undefined);
  };
}

const servers: { close(): Promise<void> }[] = [];
afterAll(() => Promise.all(servers.map((each) => each.close())));

test('webhooks arrive at one URL, and each is judged and answered as its own operation says', async () => {
  const send = await receiverOf(harbour);
  expect(await send({ kind: 'left' })).toEqual([200]);
  expect(await send({ kind: 'docked', pier: 3 })).toEqual([202]);
  expect(await send({ kind: 'docked', pier: 'three' })).toEqual([400, 'type', '/pier']);
  expect(await send({ metres: 2 }, { method: 'PUT' })).toEqual([200]);
  expect(await send({ metres: 2 })).toEqual([400, 'required', '']);
  expect(await send({ kind: 'left' }, { method: 'PATCH' })).toEqual([405, 'method', '']);
  expect(await send({ kind: 'left' }, { path: '/ship.left' })).toEqual([404, 'path', '']);
});

test('an event of a type that no operation has is refused for that, and kept under none, by its type', async () => {
  const journal = memoryJournal();
  const { put, ...webhooks } = { ...harbour.webhooks, put: undefined };
  const header = (name: string) => [{ name: 'X-Ship-Event', in: 'header', schema: { const: name } }];
  const tides = { type: 'object', required: ['metres'], properties: { metres: { type: 'number' } } };
  const high = { put: json(tides, { parameters: header('tide.high') }) };
  const low = { put: json(tides, { parameters: header('tide.low') }) };
  const send = await receiverOf({ ...harbour, webhooks: { ...webhooks, tide: high, ebb: low } }, { journal });
  const tide = (name: string) => send({ metres: 2 }, { method: 'PUT', headers: { 'x-ship-event': name } });
  expect(await send({ kind: 'sunk', pier: 'three' })).toEqual([400, 'operation', '/kind']);
  expect(await send({ kind: 7 })).toEqual([400, 'operation', '/kind']);
  expect(await tide('tide.low')).toEqual([200]);
  expect(await tide('tide.slack')).toEqual([400, 'operation', '']);
  const kept = await journal.attempts({ limit: 10 });
  expect(kept.map(({ operation, type, findings }) => [operation, type, findings[0]?.message])).toEqual([
    [undefined, 'sunk', "names none of the contract's operations: left, docked"],
    [undefined, '7', "names none of the contract's operations: left, docked"],
    ['ebb', undefined, undefined],
    [undefined, 'tide.slack', 'is of no operation: the header x-ship-event names none of tide.high, tide.low'],
  ]);
});

test.each([
  ['the first', { x: 'one', y: 2, z: 'three' }, 'text'],
  ['the second', { x: 1, y: 2, z: 'three' }, 'number'],
  ['the first of those that are equally near', { x: 1, y: 'two', z: null }, 'text'],
])('of several that may be meant an event is kept under the one that check names: %s', async (_, event, operation) => {
  const three = (type: string) => {
    const properties = { x: { type }, y: { type }, z: { type } };
    return { post: json({ type: 'object', required: ['x', 'y', 'z'], properties }, { operationId: type }) };
  };
  const document = { ...harbour, webhooks: { text: three('string'), number: three('number') } };
  const journal = memoryJournal();
  const send = await receiverOf(document, { journal });
  expect((await send(event))[0]).toBe(400);
  const [kept] = await journal.attempts({ limit: 1 });
  const folder = await folderWith({ 'api.json': JSON.stringify(document) });
  const { findings } = await check({ contract: `${folder}/api.json`, events: [event] });
  expect([kept?.operation, findings[0]?.operation]).toEqual([operation, operation]);
});

test('what nothing tells the operation of is kept under none, unless one alone is received where it came', async () => {
  const journal = memoryJournal();
  const all = await receiverOf(harbour, { journal });
  const some = await receiverOf(harbour, { journal, operation: ['ship.left', 'tide'] });
  const [broken, put] = [Buffer.from('{"kind":'), { method: 'PUT' }];
  const sent = [await all(broken), await all(broken, put), await some({ kind: 'docked', pier: 3 })];
  expect(sent).toEqual([
    [400, 'json', ''],
    [400, 'json', ''],
    [400, 'operation', ''],
  ]);
  const kept = await journal.attempts({ limit: 10 });
  expect(kept.map(({ operation }) => operation)).toEqual([undefined, 'tide', undefined]);
});

test('what is denied is kept under the operation that its event is of, and what nobody read under none', async () => {
  const journal = memoryJournal();
  const send = await receiverOf(harbour, { signature: 'github', journal });
  const headers = { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` };
  expect(await send({ kind: 'docked', pier: 3 }, { headers })).toEqual([401, 'security', '']);
  expect(await send({ kind: 'docked', pier: 'three' }, { headers })).toEqual([401, 'security', '']);
  expect(await send({ kind: 'sunk' }, { headers })).toEqual([401, 'security', '']);
  expect(await send({ kind: 'docked' }, { headers: { ...headers, 'content-type': 'text/plain' } })).toEqual([
    ...[415, 'media-type', ''],
  ]);
  const kept = await journal.attempts({ limit: 10 });
  expect(kept.map(({ operation, outcome }) => [operation, outcome])).toEqual([
    ['ship.docked', 'denied'],
    ['ship.docked', 'denied'],
    [undefined, 'denied'],
    [undefined, 'refused'],
  ]);
});

test('--path says where, and --operation leaves out the others', async () => {
  const send = await receiverOf(harbour, { path: '/hooks', operation: ['ship.*'] });
  expect(await send({ kind: 'left' }, { path: '/hooks' })).toEqual([200]);
  expect(await send({ metres: 2 }, { path: '/hooks', method: 'PUT' })).toEqual([405, 'method', '']);
  const one = await receiverOf(harbour, { operation: 'ship.left' });
  expect(await one({ kind: 'docked', pier: 3 })).toEqual([400, 'operation', '']);
});

test('operations of paths arrive at their own paths', async () => {
  const paths = { '/left': { post: json(ship('left')) }, '/ships/{id}/docked': { post: json(ship('docked')) } };
  const send = await receiverOf({ ...harbour, webhooks: undefined, paths });
  expect(await send({ kind: 'left' }, { path: '/left' })).toEqual([200]);
  expect(await send({ kind: 'docked' }, { path: '/left' })).toEqual([400, 'const', '/kind']);
  expect(await send({ kind: 'docked' }, { path: '/ships/7/docked' })).toEqual([200]);
});

test('where operations at one URL ask for different credentials, each delivery needs those of its own', async () => {
  const [key, other] = ['Key', 'Other'].map((name) => ({ type: 'apiKey', in: 'header', name: `X-${name}` }));
  const webhooks = {
    'ship.left': { post: json(ship('left'), { security: [{ key: [] }] }) },
    'ship.docked': { post: json(ship('docked'), { security: [{ other: [] }] }) },
  };
  const send = await receiverOf({ ...harbour, webhooks, components: { securitySchemes: { key, other } } });
  const [mine, theirs] = ['x-key', 'x-other'].map((name) => ({ headers: { [name]: 'sk_several' } }));
  expect(await send({ kind: 'left' }, mine)).toEqual([200]);
  expect(await send({ kind: 'docked' }, theirs)).toEqual([200]);
  expect(await send({ kind: 'docked' }, mine)).toEqual([401, 'security', '']);
  expect(await send({ kind: 'left' })).toEqual([401, 'security', '']);
});

test('webhooks by methods that only OpenAPI 3.2 has arrive at one URL, too, and of one that no server takes it is said', async () => {
  const parameters = [{ name: 'X-Try', in: 'header', required: true, schema: { type: 'integer' } }];
  const webhooks = {
    ...harbour.webhooks,
    towed: { parameters, additionalOperations: { MOVE: json(ship('towed')), TOW: json(ship('tugged')) } },
    asked: { query: json(ship('asked')) },
  };
  const document = { ...harbour, openapi: '3.2.0', webhooks };
  const send = await receiverOf(document);
  const towed = { method: 'MOVE', headers: { 'x-try': '1' } };
  expect(await send({ kind: 'towed' }, towed)).toEqual([200]);
  expect(await send({ kind: 'left' }, towed)).toEqual([400, 'const', '/kind']);
  expect(await send({ kind: 'towed' }, { method: 'MOVE', headers: { 'x-try': 'once' } })).toEqual([
    ...[400, 'type', '/header/x-try'],
  ]);
  expect(await send({ kind: 'asked' }, { method: 'QUERY' })).toEqual([200]);
  expect(await send({ kind: 'left' })).toEqual([200]);
  expect(await send({ kind: 'left' }, { method: 'LINK' })).toEqual([405, 'method', '']);
  const folder = await folderWith({ 'api.json': JSON.stringify(document) });
  const serve = ['serve', '--port', '0', '--auth', 'none', '--contract', `${folder}/api.json`];
  const { stdout, stderr } = await (await hookproofServing(serve)).stop();
  expect(stdout + stderr).toContain("note: no delivery of TOW towed can arrive: Node's server takes no TOW\n");
});

test('serve names what it receives, and where', async () => {
  const folder = await folderWith({ 'api.json': JSON.stringify(harbour) });
  const receiver = await hookproofServing([
    'serve',
    '--port',
    '0',
    '--auth',
    'none',
    '--contract',
    `${folder}/api.json`,
  ]);
  const { stdout, stderr } = await receiver.stop();
  expect(stdout + stderr).toContain(`deliveries of ship.left, ship.docked, tide go to ${receiver.url}/webhooks`);
});
