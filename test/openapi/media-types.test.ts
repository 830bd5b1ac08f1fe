import { originOf } from '../../src/contract/origin.ts';
import { canonicalMediaType, isJsonMediaType } from '../../src/openapi/media-types.ts';
import { contractOf } from '../contract/documents.ts';

test.each([
  ['application/json', true],
  ['Application/JSON; charset=utf-8', true],
  ['application/vnd.harbour.v2+json', true],
  ['model/gltf+json;a=b', true],
  ['application/x-ndjson', false],
  ['application/json-seq', false],
  ['application/json5', false],
  ['text/plain; note="application/json"', false],
  ['application/xml', false],
])('%s is JSON: %s', (mediaType, expected) => {
  expect(isJsonMediaType(mediaType)).toBe(expected);
});

test('a charset of UTF-8 makes no other media type of JSON', () => {
  expect(['application/JSON; charset="UTF-8"', 'text/csv; charset=utf-8'].map(canonicalMediaType)).toEqual([
    'application/json',
    'text/csv;charset=utf-8',
  ]);
});

test('requirements cite the media type that was judged, and schemas with names that are encoded', async () => {
  const union = {
    oneOf: [{ $ref: '#/components/schemas/Ship%20In' }, { $ref: '#/components/schemas/Ship%20Out' }],
    discriminator: { propertyName: 'kind' },
  };
  const side = (kind: string) => ({
    type: 'object',
    required: ['kind'],
    properties: { kind: { enum: [kind] }, berth: {} },
  });
  const contract = await contractOf({
    openapi: '3.0.3',
    info: { title: 'Ships', version: '1' },
    paths: {
      '/ships': {
        post: {
          requestBody: { $ref: '#/components/requestBodies/Ships' },
          responses: { '200': { description: 'ok' } },
        },
      },
    },
    components: {
      requestBodies: {
        Ships: {
          content: {
            'application/x-ndjson': { schema: {} },
            'application/vnd.ships+json; charset=utf-8': { schema: union },
          },
        },
      },
      schemas: { 'Ship In': side('in'), 'Ship Out': side('out') },
    },
  });
  expect(contract.body.mediaTypes[0]).toBe('application/vnd.ships+json; charset=utf-8');
  expect(originOf(contract, ['berth'], [{ path: ['kind'], values: ['out'] }])).toBe(
    '/components/schemas/Ship Out/properties/berth',
  );
  expect(originOf(contract, [], [])).toBe(
    '/components/requestBodies/Ships/content/application~1vnd.ships+json; charset=utf-8/schema',
  );
});
