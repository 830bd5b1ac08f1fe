import { listOperations, namedOperations, pickOperation, receivingOperations } from '../../src/openapi/operations.ts';
import { pathItemOf } from '../../src/openapi/path-item.ts';
import type { OpenApiDocument } from '../../src/openapi/read/read.ts';

const taking = (more: object = {}) => ({ requestBody: { content: {} }, ...more });
const document = {
  openapi: '3.1.0',
  info: { title: 'Harbour', version: '1' },
  paths: {
    '/ships': {
      get: {},
      post: taking({
        operationId: 'addShip',
        callbacks: {
          berthed: { '{$request.body#/url}': { post: taking() } },
          left: { '{$request.body#/url}': { put: taking() } },
        },
      }),
    },
    '/ships/{id}': { $ref: '#/components/pathItems/Ship', patch: taking({ operationId: 'mendShip' }) },
  },
  webhooks: { 'ship.arrived': { post: taking({ operationId: 'ship/arrived' }) }, tide: { post: taking() } },
  components: {
    pathItems: { Ship: { put: taking({ operationId: 'setShip' }), patch: taking({ operationId: 'hidden' }) } },
  },
} as unknown as OpenApiDocument;

test.each([
  ['addShip', ['/paths/~1ships/post']],
  ['/ships', ['/paths/~1ships/get', '/paths/~1ships/post']],
  ['POST /ships', ['/paths/~1ships/post']],
  ['post /ships', ['/paths/~1ships/post']],
  ['setShip', ['/components/pathItems/Ship/put']],
  ['PATCH /ships/{id}', ['/paths/~1ships~1{id}/patch']],
  ['ship.arrived', ['/webhooks/ship.arrived/post']],
  ['ship/arrived', ['/webhooks/ship.arrived/post']],
  ['post-tide', ['/webhooks/tide/post']],
  ['POST tide', ['/webhooks/tide/post']],
  ['berthed', ['/paths/~1ships/post/callbacks/berthed/{$request.body#~1url}/post']],
  ['left', ['/paths/~1ships/post/callbacks/left/{$request.body#~1url}/put']],
  ['*Ship', ['/paths/~1ships/post', '/components/pathItems/Ship/put', '/paths/~1ships~1{id}/patch']],
  ['ti?e', ['/webhooks/tide/post']],
  ['POST *', ['/paths/~1ships/post', '/webhooks/ship.arrived/post', '/webhooks/tide/post']],
  ['hidden', []],
  ['toString', []],
])('%s names the operations that it names in every command', (name, expected) => {
  const found = namedOperations(listOperations(document), name);
  const pointers = found.map(({ location }) => `/${location.map((each) => each.replaceAll('/', '~1')).join('/')}`);
  expect(pointers.toSorted()).toEqual(expected.toSorted());
});

test('a list to choose from is by name, webhooks first, and says how many more there are', () => {
  const webhooks = Object.fromEntries(Array.from({ length: 23 }, (_, index) => [`tide-${index}`, { post: taking() }]));
  const many = { ...document, webhooks } as OpenApiDocument;
  const hint = /^Choose one with --operation: tide-0, tide-1, .*tide-19, and 8 more$/;
  expect(() => pickOperation(many, undefined, 'harbour.yaml')).toThrow(
    expect.objectContaining({ code: 'input', hint: expect.stringMatching(hint) }),
  );
});

test('webhooks receive events, else callbacks, else paths; a name that is wrong is an error of usage', () => {
  const { webhooks, ...others } = document;
  const one = { ...document, webhooks: { tide: webhooks?.tide } } as OpenApiDocument;
  expect(pickOperation(one, undefined, 'harbour.yaml')).toMatchObject({ path: '/tide', method: 'post' });
  expect(() => pickOperation(others as OpenApiDocument, undefined, 'harbour.yaml')).toThrow('more than one operation');
  expect(pickOperation(others as OpenApiDocument, 'left', 'harbour.yaml')).toMatchObject({
    path: '/left',
    method: 'put',
  });
  expect(() => pickOperation(document, 'nobody', 'harbour.yaml')).toThrow(expect.objectContaining({ code: 'usage' }));
});

test('`x-webhooks` are the webhooks of a 3.0 document, and an extension like others of a later one', () => {
  const hooks = { 'x-webhooks': { tide: { post: taking() } }, paths: {}, info: document.info };
  const locations = ['3.0.3', '3.1.0'].map((openapi) =>
    listOperations({ ...hooks, openapi }).map(({ location }) => location),
  );
  expect(locations).toEqual([[['x-webhooks', 'tide', 'post']], []]);
});

test('an operation by a method of its own takes a body where it says so, and a webhook may have the name of the list of such', () => {
  const item = (...methods: string[]) => ({
    additionalOperations: Object.fromEntries(methods.map((each) => [each, taking()])),
  });
  const own = {
    ...document,
    openapi: '3.2.0',
    webhooks: {
      file: { ...item('COPY', 'M-SEARCH'), get: taking(), query: taking(), delete: taking() },
      additionalOperations: { put: taking(), ...item('LINK') },
      bare: { additionalOperations: { MOVE: {} } },
    },
  } as unknown as OpenApiDocument;
  const taken = receivingOperations(listOperations(own));
  expect(taken.map(({ location }) => location.join(' '))).toEqual([
    'webhooks file query',
    'webhooks file additionalOperations COPY',
    'webhooks file additionalOperations M-SEARCH',
    'webhooks additionalOperations put',
    'webhooks additionalOperations additionalOperations LINK',
  ]);
  expect(new Set(taken.map((each) => pathItemOf(each).join(' ')))).toEqual(
    new Set(['webhooks file', 'webhooks additionalOperations']),
  );
  expect(namedOperations(listOperations(own), 'copy file')).toMatchObject([{ method: 'COPY' }]);
});
