import { readFile } from 'node:fs/promises';
import SwaggerParser from '@apidevtools/swagger-parser';
import { OpenAPIBackend } from 'openapi-backend';
import { stringify } from 'yaml';
import { compileEvents } from '../../src/contract/compile-events.ts';
import { loadContract } from '../../src/contract/load.ts';
import { hookproof, root } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { contractOf, document30, document31, webhookDocument } from './documents.ts';

afterAll(removeFolders);

test('the bundled contract knows fifteen event types', async () => {
  const contract = await loadContract();
  expect(contract.eventTypes).toHaveLength(15);
  expect(contract.notes).toEqual([]);
  expect(await readFile(`${root}openapi/swagger.yaml`, 'utf8')).toContain(contract.title);
});

test.each(['keys', 'signature', 'both', 'none'] as const)(
  'the effective contract is valid OpenAPI with auth %s',
  async (auth) => {
    const { effective } = await loadContract({ auth });
    await expect(SwaggerParser.validate(structuredClone(effective) as never)).resolves.toBeDefined();
  },
);

test.each([
  [{}, ['key', 'key']],
  [{ auth: 'keys' }, ['key', 'key']],
  [{ signature: 'github' }, ['signature']],
  [{ auth: 'signature', signature: 'github' }, ['signature']],
  [{ auth: 'keys', signature: 'github' }, ['key', 'key']],
  [{ auth: 'both', signature: 'github' }, ['key', 'key', 'signature']],
  [{ auth: 'none', signature: 'github' }, []],
] as const)('with %j deliveries prove themselves by %j', async (options, kinds) => {
  const { security } = await loadContract(options);
  expect((security[0] ?? []).map(({ source }) => source.kind)).toEqual(kinds);
});

test('openapi-backend starts from the dereferenced contract and follows its discriminators', async () => {
  const { document } = await loadContract();
  const api = new OpenAPIBackend({
    definition: document as never,
    quick: true,
    ajvOpts: { discriminator: true, strict: false, logger: false },
  });
  await api.init();
  const headers = { 'content-type': 'application/json' };
  const judge = (body: unknown) =>
    api.validateRequest({ method: 'POST', path: '/v2/webhooks/call-events', headers, body: body as never });
  expect(judge({ event: { type: 'action', data: { action: 'create-order' } } }).valid).toBe(true);
  const { errors } = judge({ event: { type: 'action', data: { action: 'send-whatsapp', payload: { number: 5 } } } });
  expect(errors?.map(({ instancePath }) => instancePath)).toEqual(['/requestBody/event/data/payload/number']);
});

describe.each([
  ['3.0 as YAML', document30, 'yaml'],
  ['3.0 as JSON', document30, 'json'],
  ['3.1 as YAML', document31, 'yaml'],
  ['3.1 as JSON', document31, 'json'],
  ['3.1 with webhooks', webhookDocument, 'yaml'],
] as const)('a document of %s', (_, document, format) => {
  test('is read, and judges', async () => {
    const text = format === 'json' ? JSON.stringify(document) : stringify(document);
    const folder = await folderWith({ [`contract.${format}`]: text });
    const contract = await loadContract({ contract: `${folder}/contract.${format}` });
    expect(contract).toMatchObject({
      title: 'Shop',
      notes: [],
      eventTypes: ['paid', 'due'],
      dialect: document.openapi.slice(0, 3),
    });
    const judge = compileEvents(contract);
    expect(judge({ kind: 'paid', amount: null })).toEqual([]);
    expect(judge({ kind: 'due', amount: null })).toMatchObject([{ pointer: '/amount', rule: 'type' }]);
    expect(judge({ kind: 'lost' })).toMatchObject([{ pointer: '/kind', rule: 'enum' }]);
  });
});

test('a webhook is received where a provider delivers all of its webhooks', async () => {
  const contract = await contractOf(webhookDocument);
  expect(contract.operation).toMatchObject({ path: '/webhooks', location: ['webhooks', 'sale', 'post'] });
});

test.each(['paths', 'webhooks'] as const)('an operation whose item is referred to is found, in %s', async (group) => {
  const { post } = document31.paths['/sales'];
  const document = {
    ...document31,
    paths: undefined,
    [group]: { '/sale': { $ref: '#/components/pathItems/Sale' } },
    components: { ...document31.components, pathItems: { Sale: { post } } },
  };
  const { operation, body } = await contractOf(document);
  const path = group === 'paths' ? '/sale' : '/webhooks';
  expect(operation).toMatchObject({ path, location: ['components', 'pathItems', 'Sale', 'post'] });
  expect(body.required).toBe(true);
});

test('what a document calls back is received, whether or not the call that asks for it takes a body, too', async () => {
  const { post } = document30.paths['/sales'];
  const subscribe = (callbacks: unknown, more = {}) => ({
    post: { operationId: 'subscribe', callbacks, responses: { 200: { description: 'yes' } }, ...more },
  });
  const written = { onSale: { '{$request.body#/url}': { post } } };
  const referred = { onSale: { $ref: '#/components/callbacks/S' } };
  const called = { ...document30, paths: { '/a': subscribe(written) } };
  const shared = {
    ...document30,
    paths: { '/a': subscribe(referred), '/b': subscribe(referred) },
    components: { ...document30.components, callbacks: { S: written.onSale } },
  };
  expect((await contractOf(called)).operation).toMatchObject({ id: post.operationId, path: '/webhooks' });
  expect((await contractOf(shared)).operation.location.slice(0, 3)).toEqual(['components', 'callbacks', 'S']);
  const both = { ...called, paths: { '/a': subscribe(written, { requestBody: post.requestBody }) } };
  expect((await contractOf(both)).operation.id).toBe(post.operationId);
  expect((await contractOf(both, { operation: '/a' })).operation.id).toBe('subscribe');
});

test('a webhook is received, whatever the paths beside it take', async () => {
  const contract = await contractOf({ ...webhookDocument, paths: document31.paths });
  expect(contract.operation).toMatchObject({ path: '/webhooks', name: 'sale' });
});

test('where several operations take a body, one must be chosen, by id or by path', async () => {
  const paths = {
    '/sales': document30.paths['/sales'],
    '/refunds': { post: { ...document30.paths['/sales'].post, operationId: 'refund' } },
  };
  const both = { ...document30, paths };
  await expect(contractOf(both)).rejects.toMatchObject({ code: 'input', hint: expect.stringContaining('--operation') });
  expect((await contractOf(both, { operation: 'refund' })).operation.path).toBe('/refunds');
  expect((await contractOf(both, { operation: '/sales' })).operation.id).toBe('sale');
  await expect(contractOf(both, { operation: 'refunds' })).rejects.toMatchObject({ code: 'usage' });
});

test('the digest does not depend on the order of keys, and depends on everything else', async () => {
  const reversed = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(reversed)
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([key, child]) => [key, reversed(child)]),
          )
        : value;
  const { digest } = await contractOf(document30);
  expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect((await contractOf(reversed(document30))).digest).toBe(digest);
  expect((await contractOf({ ...document30, info: { ...document30.info, version: '2' } })).digest).not.toBe(digest);
});

test('JSON that has another schema than the first media type is said to be judged by none, once for all operations', async () => {
  const media = (name: string) => ({ schema: { type: 'object', required: [name] } });
  const post = (content: object) => ({
    post: { requestBody: { content }, responses: { 200: { description: 'Taken' } } },
  });
  const twice = post({
    'text/plain': media('x'),
    'application/json': media('a'),
    'application/vnd.shop+json': media('b'),
  });
  const alike = post({
    'application/json': media('a'),
    'application/vnd.shop+json': media('a'),
    'text/plain': media('b'),
  });
  const document = {
    openapi: '3.1.0',
    info: { title: 'Shop', version: '1' },
    webhooks: { alike, twice, again: twice },
  };
  const said = 'twice is judged by the schema of application/json alone, though application/vnd.shop+json has another';
  const folder = await folderWith({ 'shop.json': JSON.stringify(document), 'event.json': '{"a":1}' });
  const notes = async (...args: string[]) => {
    const { status, stderr } = await hookproof([...args, '--contract', `${folder}/shop.json`]);
    expect(status).toBe(0);
    return stderr;
  };
  for (const args of [['contract'], ['check', `${folder}/event.json`]])
    expect(await notes(...args)).toBe(`note: ${said} (and so in 1 more)\n`);
  expect(await notes('contract', '--operation', 'twice')).toBe(`note: ${said}\n`);
  expect(await notes('contract', '--operation', 'alike')).toBe('');
});

test('a query that is described as a whole is said to be judged by nobody', async () => {
  const whole = {
    name: 'all',
    in: 'querystring',
    required: true,
    content: { 'text/plain': { schema: { type: 'string' } } },
  };
  const post = {
    requestBody: { content: { 'application/json': { schema: { type: 'object' } } } },
    responses: { 200: { description: 'Taken' } },
  };
  const paths = {
    '/own': { post: { ...post, parameters: [whole] } },
    '/items': { parameters: [{ $ref: '#/components/parameters/All' }], post },
  };
  const document = {
    openapi: '3.2.0',
    info: { title: 'Shop', version: '1' },
    paths,
    components: { parameters: { All: whole } },
  };
  const folder = await folderWith({ 'shop.json': JSON.stringify(document) });
  const { status, stderr } = await hookproof(['contract', '--contract', `${folder}/shop.json`]);
  expect([status, stderr]).toEqual([
    0,
    'note: POST /own describes its query as a whole, by which nobody judges it (and so in 1 more)\n',
  ]);
});

test('files under the folder of the document may be referred to', async () => {
  const folder = await folderWith({
    'contract.json': JSON.stringify(document30).replace('#/components/schemas/Paid"', 'parts/paid.yaml"'),
    'parts/paid.yaml':
      'type: object\nrequired: [kind]\nproperties: {kind: {type: string, enum: [paid]}, amount: {$ref: amount.json}}',
    'parts/amount.json': '{"type":"number"}',
  });
  const contract = await loadContract({ contract: `${folder}/contract.json` });
  const judge = compileEvents(contract);
  expect(judge({ kind: 'paid', amount: 'x' })).toMatchObject([{ pointer: '/amount', rule: 'type' }]);
});

test('a file that holds several documents is refused in a line, with where the second begins', async () => {
  const text = stringify(document31);
  const folder = await folderWith({ 'two.yaml': `${text}---\n${text}` });
  const { status, stderr } = await hookproof(['doctor', `${folder}/two.yaml`]);
  const line = text.split('\n').length;
  const what = 'holds several documents, of which only one may be there';
  expect([status, stderr]).toEqual([2, `hookproof: ${folder}/two.yaml:${line}: ${what}\n`]);
});
