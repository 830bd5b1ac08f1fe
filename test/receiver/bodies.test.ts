import { developmentKeys } from '../../src/signature/keys.ts';
import { hookproofServer, type RunningCli } from '../support/cli.ts';
import { callEventsPath, deliver, goodHeaders } from '../support/deliver.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { dial, everything, statusOf } from '../support/socket.ts';

let receiver: RunningCli;

beforeAll(async () => {
  // What kept a flood, or took more than linear time, would end it.
  receiver = await hookproofServer(['serve'], { limits: { dataMiB: 900, processorSeconds: 60 } });
});
afterAll(async () => {
  await receiver.stop();
  await removeFolders();
});
afterEach(async () => {
  expect((await deliver(receiver.url, good)).status).toBe(200);
});

const good = '{"event":{"type":"call.ended","data":{}}}';
const limit = 1024 * 1024;
const padded = (size: number) => good.padEnd(size, ' ');
const head = (framing: string) =>
  `${[
    `POST ${callEventsPath} HTTP/1.1`,
    'host: x',
    'content-type: application/json',
    `x-public-key: ${developmentKeys.public}`,
    `x-private-key: ${developmentKeys.private}`,
    framing,
  ].join('\r\n')}\r\n\r\n`;

test('a body of exactly the limit is taken, one byte more is 413', async () => {
  expect((await deliver(receiver.url, padded(limit))).status).toBe(200);
  const answer = await deliver(receiver.url, padded(limit + 1));
  expect(answer.status).toBe(413);
  expect(answer.headers['content-type']).toBe('application/problem+json');
});

test('the limit can be set', async () => {
  const small = await hookproofServer(['serve', '--max-body', '100', '--max-depth', '4']);
  expect((await deliver(small.url, padded(100))).status).toBe(200);
  expect((await deliver(small.url, padded(101))).status).toBe(413);
  expect((await deliver(small.url, '{"event":{"type":"call.ended","data":{"a":{"b":{}}}}}')).status).toBe(400);
  await small.stop();
});

describe('a body of a gigabyte is 413, which its sender can read, and is not kept', () => {
  const piece = Buffer.alloc(64 * 1024, 0x20);
  const pieces = (1024 * 1024 * 1024) / piece.length;

  test.each([
    ['declared', `content-length: ${pieces * piece.length}`],
    ['in chunks', 'transfer-encoding: chunked'],
  ])('%s', async (_, framing) => {
    expect(await flood(framing)).toBe(413);
  });

  async function flood(framing: string): Promise<number> {
    const declared = framing.startsWith('content');
    const chunk = declared ? piece : Buffer.concat([Buffer.from('10000\r\n'), piece, Buffer.from('\r\n')]);
    const socket = await dial(receiver.url);
    const answer = everything(socket);
    socket.write(head(framing));
    for (let i = 0; i < pieces && !socket.destroyed; i++) {
      await new Promise((resolve) => socket.write(chunk, resolve));
    }
    socket.end(declared ? '' : '0\r\n\r\n');
    return statusOf(await answer);
  }
});

test('a body that is nested deeper than it can be judged is 400, whatever depth is allowed', async () => {
  const folder = await folderWith({ 'tree.json': JSON.stringify(tree) });
  const args = ['serve', '--contract', `${folder}/tree.json`, '--auth', 'none', '--journal', 'memory'];
  const deep = await hookproofServer([...args, '--max-depth', '10000']);
  const send = (levels: number, leaf: string) =>
    deliver(deep.url, `${'{"child":'.repeat(levels)}${leaf}${'}'.repeat(levels)}`, { path: '/trees' });
  expect((await send(200, 'null')).status).toBe(200);
  for (const leaf of ['null', '1']) {
    const { status, body } = await send(9_999, leaf);
    expect([status, JSON.parse(body).rule]).toEqual([400, 'depth']);
  }
  expect((await send(1, 'null')).status).toBe(200);
  await deep.stop();
});

const reference = { $ref: '#/components/schemas/Tree' };
const tree = {
  openapi: '3.1.0',
  info: { title: 'Trees', version: '1' },
  paths: {
    '/trees': {
      post: {
        requestBody: { content: { 'application/json': { schema: reference } } },
        responses: { 200: { description: 'Taken' } },
      },
    },
  },
  components: {
    schemas: { Tree: { type: 'object', properties: { child: { anyOf: [reference, { type: 'null' }] } } } },
  },
};

test('64 levels are taken, 65 and 100,000 are 400', async () => {
  const nested = (levels: number) =>
    `{"event":{"type":"call.ended","data":{"x":${'['.repeat(levels - 3)}${']'.repeat(levels - 3)}}}}`;
  expect((await deliver(receiver.url, nested(64))).status).toBe(200);
  for (const levels of [65, 100_000]) {
    expect((await deliver(receiver.url, nested(levels))).status).toBe(400);
  }
  expect((await deliver(receiver.url, '['.repeat(limit))).status).toBe(400);
  expect((await deliver(receiver.url, '{"a":'.repeat(200_000))).status).toBe(400);
});

test('brackets in strings do not count as levels, whatever is escaped before them', async () => {
  const text = JSON.stringify(`${'['.repeat(100)}\\"${'{'.repeat(100)}\\\\`);
  const body = `{"event":{"type":"call.ended","data":{}},"metadata":{"a":${text},"b":"\\\\","c":"\\\\\\"[[["}}`;
  expect((await deliver(receiver.url, body)).status).toBe(200);
});

test.each([
  ['__proto__ in metadata', '{"event":{"type":"call.ended","data":{}},"metadata":{"__proto__":{"polluted":1}}}', 200],
  [
    'constructor in metadata',
    '{"event":{"type":"call.ended","data":{}},"metadata":{"constructor":{"prototype":{"polluted":1}}}}',
    200,
  ],
  ['a key twice', '{"event":5,"event":{"type":"call.ended","data":{}}}', 200],
  ['1e999', '{"event":{"type":"call.ended","data":{"call":{"durationSeconds":1e999}}}}', undefined],
  ['1e999 where nothing is asked', '{"event":{"type":"call.ended","data":{}},"metadata":{"n":1e999}}', 200],
  ['a number past 2^53', '{"event":{"type":"call.ended","data":{"call":{"durationSeconds":90071992547409931}}}}', 200],
  [
    'a number of 100,000 digits',
    `{"event":{"type":"call.ended","data":{}},"metadata":{"n":${'9'.repeat(100_000)}}}`,
    200,
  ],
  ['a lone surrogate', '{"event":{"type":"call.ended","data":{"x":"\\ud800"}}}', 200],
  ['a NUL character', '{"event":{"type":"call.ended","data":{"x":"\\u0000"}}}', 200],
  ['-Infinity', '{"event":-Infinity}', 400],
  ['single quotes', "{'event':1}", 400],
  ['a control character in a string', '{"event":{"type":"call.ended","data":{"x":"\n"}}}', 400],
  ['half a character', Buffer.from('{"event":{"type":"call.ended","data":{"x":"é"}}}').subarray(0, -6), 400],
  ['an overlong encoding', Buffer.from('7b22783a22c080227d', 'hex'), 400],
  ['UTF-16', Buffer.from(good, 'utf16le'), 400],
] as const)('%s', async (_, body, status) => {
  const answer = await deliver(receiver.url, Buffer.isBuffer(body) ? body : String(body));
  if (status === undefined) expect([200, 400]).toContain(answer.status);
  else expect(answer.status).toBe(status);
});

test('many keys and many items are judged, each once', async () => {
  const keys = Object.fromEntries(Array.from({ length: 60_000 }, (_, i) => [`key${i}`, i]));
  const lines = Array.from({ length: 100_000 }, () => ({}));
  const order = { event: { type: 'action', data: { action: 'create-order', payload: { lineItems: lines } } } };
  expect((await deliver(receiver.url, order)).status).toBe(200);
  expect((await deliver(receiver.url, { event: { type: 'call.ended', data: keys } })).status).toBe(200);
});

test('a sender that gives up within a body leaves the receiver alive', async () => {
  for (const framing of ['content-length: 1000', 'transfer-encoding: chunked']) {
    const socket = await dial(receiver.url);
    const answer = everything(socket);
    await new Promise((resolve) => socket.write(`${head(framing)}{`, resolve));
    socket.destroy();
    expect(await answer).toBe('');
  }
});

test('an empty body that says so is 400', async () => {
  expect((await deliver(receiver.url, '', { headers: { ...goodHeaders, 'content-length': '0' } })).status).toBe(400);
});
