import type { IncomingMessage } from 'node:http';
import { createSender } from '../../src/delivery/sender.ts';
import { loadContract, verify } from '../../src/index.ts';
import { developmentKeys as keys } from '../../src/signature/keys.ts';
import { hookproof, hookproofServing } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { closeOrigins, origin } from '../support/origin.ts';
import { pause } from '../support/pause.ts';

afterAll(async () => {
  await closeOrigins();
  await removeFolders();
});

const header = (name: string, more: object) => ({ in: 'header', name, ...more });
const text = { type: 'string' };
const events = {
  parameters: [
    header('X-Shown', { schema: text, example: 'of the path' }),
    header('X-Common', { schema: { const: 7 } }),
  ],
  post: {
    operationId: 'taken',
    parameters: [
      header('X-Shown', { required: true, schema: { type: 'integer' }, example: 42 }),
      header('X-Examples', { schema: text, examples: { first: { value: 'one' }, second: { value: 'two' } } }),
      header('X-Default', { schema: { ...text, default: 'usual', enum: ['other', 'usual'] } }),
      header('X-Listed', { schema: { ...text, enum: ['listed'] } }),
      header('X-Made', { schema: { ...text, pattern: '^v[0-9]{3}$' } }),
      header('X-Broken', { schema: { type: 'integer', minimum: 5 }, example: 1 }),
      header('X-Delivery', { schema: { ...text, format: 'uuid' } }),
      header('X-Key', { required: true, schema: text }),
      header('Content-Length', { required: true, schema: { type: 'integer' }, example: 1 }),
      header('Accept', { schema: text, example: 'text/odd' }),
      { in: 'query', name: 'page size', required: true, schema: { type: 'integer' }, example: 3 },
      { in: 'query', name: 'given', schema: text, example: 'ours' },
      { in: 'query', name: 'tags', schema: { type: 'array', items: text }, example: ['a', 'b,c'] },
      { in: 'cookie', name: 'site', schema: text, example: 'north;west' },
    ],
    requestBody: {
      required: true,
      content: {
        'application/json': { schema: { type: 'object', required: ['a'], properties: { a: { type: 'integer' } } } },
      },
    },
    responses: { 200: { description: 'ok' } },
  },
};
const document = {
  openapi: '3.1.0',
  info: { title: 'Parameters', version: '1' },
  security: [{ Key: [] }],
  components: { securitySchemes: { Key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
};

async function inbox() {
  const got: IncomingMessage[] = [];
  const url = await origin((request, response) => {
    got.push(request);
    request.resume();
    request.on('end', () => response.end());
  });
  return { url, got };
}

/** What each delivery is to carry: what the document shows, else what its schemas ask for; nothing in the place of another. */
const carried = {
  'x-shown': '42',
  'x-common': '7',
  'x-examples': 'one',
  'x-default': 'usual',
  'x-listed': 'listed',
  'x-made': expect.stringMatching(/^v\d{3}$/),
  'x-broken': expect.stringMatching(/^[5-9]$|^\d\d+$/),
  'x-delivery': expect.stringMatching(/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/),
  'x-key': keys.private,
  cookie: 'site=north%3Bwest',
};

test.each(['simulate', 'verify', 'a sender from code'])('%s sends every declared parameter', async (sender) => {
  const contract = `${await folderWith({ 'api.json': JSON.stringify({ ...document, paths: { '/hook': events } }) })}/api.json`;
  const { url, got } = await inbox();
  const to = `${url}/mine?given=theirs`;
  if (sender === 'simulate') await hookproof(['simulate', '--contract', contract, '--to', to]);
  else if (sender === 'verify') await verify({ contract, target: to, cases: ['schema.good.minimal.*'] });
  else {
    const sending = createSender({
      url: new URL(to),
      contract: await loadContract({ contract }),
      keys,
      timeoutMs: 5_000,
      connections: 1,
    });
    for (const body of ['{"a":1}', '{"a":1}', '{"a":2}']) await sending.send(Buffer.from(body));
    await sending.close();
    const ids = got.map(({ headers }) => headers['x-delivery']);
    expect([ids[0] === ids[1], ids[0] === ids[2]]).toEqual([true, false]);
  }
  expect(got.length).toBeGreaterThan(0);
  for (const { headers, url: target, rawHeaders } of got) {
    expect(headers).toMatchObject(carried);
    expect(headers.accept).not.toBe('text/odd');
    expect(rawHeaders.filter((name) => name.toLowerCase() === 'x-key')).toHaveLength(1);
    expect(target).toBe('/mine?given=theirs&page%20size=3&tags=a&tags=b,c');
  }
});

test('a header that the user gives stands in the place of a declared parameter, which then has no cases', async () => {
  const contract = `${await folderWith({ 'api.json': JSON.stringify({ ...document, paths: { '/hook': events } }) })}/api.json`;
  const { url, got } = await inbox();
  const options = ['--contract', contract, '--header', 'x-shown: 43'];
  await hookproof(['simulate', ...options, '--to', url]);
  expect(got.map(({ headers }) => headers['x-shown'])).toEqual(['43']);
  const { stdout } = await hookproof(['verify', ...options, '--list', '--group', 'headers']);
  expect([stdout.includes('X-Shown'), stdout.includes('X-Key'), stdout.includes('X-Listed')]).toEqual([
    false,
    false,
    true,
  ]);
});

test('the mock calls back with every declared parameter', async () => {
  const body = { type: 'object', required: ['url'], properties: { url: { type: 'string', format: 'uri' } } };
  const asked = {
    requestBody: { required: true, content: { 'application/json': { schema: body } } },
    responses: { 202: { description: 'begun' } },
    callbacks: { done: { '{$request.body#/url}': events } },
  };
  const api = JSON.stringify({ ...document, paths: { '/jobs': { post: asked } } });
  const contract = `${await folderWith({ 'api.json': api })}/api.json`;
  const { url, got } = await inbox();
  const mock = await hookproofServing(['mock', '--contract', contract]);
  const headers = { 'content-type': 'application/json', 'x-key': keys.private };
  await fetch(`${mock.url}/jobs`, { method: 'POST', headers, body: JSON.stringify({ url: `${url}/mine` }) });
  while (got.length === 0) await pause();
  await mock.stop();
  expect(got[0]?.headers).toMatchObject(carried);
  expect(got[0]?.url).toBe('/mine?page%20size=3&given=ours&tags=a&tags=b,c');
});
