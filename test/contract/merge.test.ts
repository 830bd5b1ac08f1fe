import { mergeDocuments } from '../../src/openapi/merge.ts';
import { type OpenApiDocument, readDocument } from '../../src/openapi/read/read.ts';
import { validateDocument } from '../../src/openapi/read/validate.ts';
import { root } from '../support/cli.ts';

const info = { title: 'T', version: '1' };
const json = (name: string) => ({ content: { 'application/json': { schema: { $ref: name } } } });
const key = (name: string) => ({ type: 'apiKey', in: 'header', name });

const first: OpenApiDocument = {
  openapi: '3.0.3',
  info,
  security: [{ Key: [] }],
  paths: { '/hooks': { post: { requestBody: json('#/components/schemas/Event'), responses: { 200: {} } } } },
  components: {
    schemas: { Event: { type: 'string' }, Same: { type: 'boolean' }, Event2: { type: 'null' } },
    securitySchemes: { Key: key('x-first') },
  },
};
const second: OpenApiDocument = {
  openapi: '3.0.3',
  info,
  servers: [{ url: 'https://api.example.com' }],
  security: [{ Key: [], Other: [] }],
  paths: {
    '/calls': {
      post: {
        requestBody: json('#/components/schemas/Event'),
        responses: { 200: json('#/components/schemas/Same') },
        callbacks: { events: { '{$request.body#/url}': { $ref: 'first.yaml#/paths/~1hooks' } } },
      },
      get: { security: [{ Other: [] }], responses: {} },
      delete: { security: [], responses: {} },
    },
  },
  components: {
    schemas: {
      Same: { type: 'boolean' },
      Event: {
        oneOf: [{ $ref: '#/components/schemas/Event' }],
        discriminator: { propertyName: 'k', mapping: { a: 'Event', b: '#/components/schemas/Event', c: 'Same' } },
        example: { $ref: '#/components/schemas/Event' },
      },
    },
    securitySchemes: { Key: key('x-second'), Other: key('x-other') },
  },
};

const merged = mergeDocuments(first, second, 'first.yaml');
const calls = merged.paths?.['/calls'] as Record<string, Record<string, unknown>>;

test('a component whose name is taken is renamed, and one that is the same is shared', () => {
  expect(Object.keys(merged.components?.schemas ?? {})).toEqual(['Event', 'Same', 'Event2', 'Event3']);
  expect(merged.components?.schemas?.Event).toEqual({ type: 'string' });
});

test('references and mappings follow what was renamed, and examples are left alone', () => {
  expect(calls.post?.requestBody).toEqual(json('#/components/schemas/Event3'));
  expect(calls.post?.responses).toEqual({ 200: json('#/components/schemas/Same') });
  expect(merged.components?.schemas?.Event3).toEqual({
    oneOf: [{ $ref: '#/components/schemas/Event3' }],
    discriminator: { propertyName: 'k', mapping: { a: 'Event3', b: '#/components/schemas/Event3', c: 'Same' } },
    example: { $ref: '#/components/schemas/Event' },
  });
});

test('a reference to the other file leads into the merged document', () => {
  expect(calls.post?.callbacks).toEqual({ events: { '{$request.body#/url}': { $ref: '#/paths/~1hooks' } } });
});

test('each operation keeps the security and the servers that it had', () => {
  expect(merged.security).toEqual([{ Key: [] }]);
  expect(merged.paths?.['/hooks']).toEqual(first.paths?.['/hooks']);
  expect(merged.components?.securitySchemes).toEqual({
    Key: key('x-first'),
    Key2: key('x-second'),
    Other: key('x-other'),
  });
  expect(calls.post?.security).toEqual([{ Key2: [], Other: [] }]);
  expect(calls.get?.security).toEqual([{ Other: [] }]);
  expect(calls.delete?.security).toEqual([]);
  expect(calls.servers).toEqual(second.servers);
});

test('an operation of a document that asks for nothing is not asked for the keys of the other', () => {
  const { security: _, ...open } = second;
  expect(mergeDocuments(first, open, 'first.yaml').paths?.['/calls']?.post).toMatchObject({ security: [] });
});

test('an operation that both describe is refused', () => {
  const twice = { ...second, paths: { '/hooks': { post: { responses: {} } } } };
  expect(() => mergeDocuments(first, twice, 'first.yaml')).toThrow('both documents describe POST /hooks');
});

test('operations by methods of their own are merged as others are', () => {
  const having = (document: OpenApiDocument, ...methods: string[]) => {
    const additionalOperations = Object.fromEntries(methods.map((each) => [each, { responses: {} }]));
    return { ...document, paths: { '/hooks': { additionalOperations } } };
  };
  const { paths } = mergeDocuments(having(first, 'COPY'), having(second, 'LINK'), 'first.yaml');
  expect(paths?.['/hooks']).toMatchObject({
    additionalOperations: { COPY: { responses: {} }, LINK: { security: [{ Key2: [], Other: [] }] } },
  });
  const twice = () => mergeDocuments(having(first, 'COPY'), having(second, 'LINK', 'COPY'), 'first.yaml');
  expect(twice).toThrow('both documents describe COPY /hooks');
});

test('the bundled API is valid by itself, and its callback is the operation by which events arrive', async () => {
  const { document } = await readDocument(`${root}openapi/upstream.yaml`);
  await validateDocument(document, 'upstream.yaml');
  const callback = document.paths?.['/v2/call/initiate']?.post as { callbacks: Record<string, unknown> };
  expect(callback.callbacks).toMatchObject({
    callEvents: { '{$request.body#/callbackUrl}': { post: { operationId: 'callEventsWebhook' } } },
  });
});
