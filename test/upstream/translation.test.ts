import type { IHttpOperation } from '@stoplight/types';
import { unvalidatedBodies, withSingleEnumValues } from '../../src/upstream/prism/operations.ts';
import { createPrism } from '../../src/upstream/prism/prism.ts';
import { servedOperations } from '../../src/upstream/served.ts';

const operation = (schema: object): IHttpOperation =>
  ({
    id: 'o',
    method: 'post',
    path: '/orders',
    responses: [],
    request: { body: { id: 'b', contents: [{ id: 'c', mediaType: 'application/json', schema }] } },
  }) as unknown as IHttpOperation;

test('a null that the translation added to an enum twice is taken out again', () => {
  const [mended] = withSingleEnumValues([operation({ enum: ['a', null, null] })]);
  expect(mended?.request?.body?.contents?.[0]?.schema).toEqual({ enum: ['a', null] });
});

test('a body whose schema does not compile is told of, since Prism would take anything', () => {
  expect(unvalidatedBodies([operation({ enum: [null, null] })])).toEqual([
    expect.stringMatching(/^Prism takes every application\/json body of POST \/orders: .*duplicate/),
  ]);
  expect(unvalidatedBodies([operation({ type: 'object' })])).toEqual([]);
});

test('an operation of a method that Prism does not know is told of, and the others are those that it serves', async () => {
  const own = { responses: { 200: { description: 'found' } } };
  const info = { title: 'Orders', version: '1' };
  const additionalOperations = { COPY: own };
  const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query'];
  const item = { ...Object.fromEntries(methods.map((method) => [method, own])), additionalOperations };
  const document = { openapi: '3.2.0', info, paths: { '/orders': item, '/orders/{id}': { $ref: '#/paths/~1orders' } } };
  const served = servedOperations(document);
  const others = ['QUERY /orders', 'COPY /orders', 'QUERY /orders/{id}', 'COPY /orders/{id}'];
  expect(served.notes).toEqual(others.map((each) => `Prism does not serve ${each}`));
  const { operations } = await createPrism(document);
  expect(new Set(served.operations)).toEqual(new Set(operations));
});
