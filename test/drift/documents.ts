import type { OpenApiDocument } from '../../src/openapi/read/read.ts';

export type Encoding = 'paths' | 'webhooks' | 'callbacks';
export type Version = '3.0.3' | '3.1.0';
// biome-ignore lint/suspicious/noExplicitAny: a test changes documents at any place.
export type Draft = any;

/** A contract of parcel events, in any of the places where OpenAPI can describe one. */
export function parcelDocument(version: Version, encoding: Encoding): OpenApiDocument {
  const nullable = (type: string, more: object = {}) =>
    version === '3.0.3' ? { type, nullable: true, ...more } : { type: [type, 'null'], ...more };
  const schemas = {
    Envelope: {
      type: 'object',
      required: ['event'],
      properties: {
        event: {
          oneOf: [{ $ref: '#/components/schemas/MovedEvent' }, { $ref: '#/components/schemas/OrderEvent' }],
          discriminator: {
            propertyName: 'type',
            mapping: {
              'parcel.sent': '#/components/schemas/MovedEvent',
              'parcel.lost': '#/components/schemas/MovedEvent',
              order: '#/components/schemas/OrderEvent',
            },
          },
        },
        metadata: { type: 'object', additionalProperties: true },
      },
    },
    MovedEvent: {
      type: 'object',
      required: ['type', 'data'],
      properties: {
        type: { type: 'string', enum: ['parcel.sent', 'parcel.lost'] },
        data: { $ref: '#/components/schemas/Parcel' },
      },
    },
    OrderEvent: {
      type: 'object',
      required: ['type', 'data'],
      properties: { type: { type: 'string', enum: ['order'] }, data: { $ref: '#/components/schemas/Order' } },
    },
    Parcel: {
      type: 'object',
      required: ['id', 'weight'],
      properties: {
        id: { type: 'string', minLength: 3, maxLength: 20 },
        weight: { type: 'integer', minimum: 1, maximum: 100 },
        state: { $ref: '#/components/schemas/State' },
        sentAt: nullable('string', { format: 'date-time' }),
        code: { type: 'string', pattern: '^[A-Z]{2}$' },
        tags: { type: 'array', items: { type: 'string' }, maxItems: 5, uniqueItems: true },
        note: { type: 'string' },
        price: { type: 'number' },
        kind: { type: 'string', enum: ['box', 'letter'] },
        fixed: version === '3.0.3' ? { type: 'string', enum: ['one'] } : { const: 'one' },
        closed: { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false },
        place: { anyOf: [{ $ref: '#/components/schemas/Street' }, { $ref: '#/components/schemas/Box' }] },
        both: {
          allOf: [
            { $ref: '#/components/schemas/Street' },
            { type: 'object', required: ['floor'], properties: { floor: { type: 'integer' } } },
          ],
        },
        parts: { type: 'array', items: { $ref: '#/components/schemas/Parcel' } },
      },
    },
    Order: {
      type: 'object',
      required: ['action'],
      properties: {
        action: { type: 'string', enum: ['create', 'cancel'] },
        reason: nullable('string', { enum: ['late', null] }),
      },
    },
    State: { type: 'string', enum: ['new', 'done'] },
    Street: { type: 'object', required: ['street'], properties: { street: { type: 'string' } } },
    Box: { type: 'object', required: ['box'], properties: { box: { type: 'integer' } } },
  };
  const operation = {
    operationId: 'takeEvent',
    parameters: [
      { name: 'x-trace', in: 'header', required: true, schema: { type: 'string' } },
      { name: 'x-hint', in: 'header', schema: { type: 'string' } },
    ],
    requestBody: {
      required: true,
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Envelope' } } },
    },
    responses: {
      200: {
        description: 'Taken',
        content: {
          'application/json': {
            schema: {
              type: 'object',
              required: ['ok'],
              properties: { ok: { type: 'boolean' }, how: { type: 'string', enum: ['now', 'later'] } },
            },
          },
        },
      },
      400: { description: 'Refused' },
    },
  };
  return {
    openapi: version,
    info: { title: 'Parcels', version: '1.0.0' },
    servers: [{ url: 'https://parcels.example.com' }],
    security: [{ key: [], secret: [] }, { token: [] }],
    ...located(operation, encoding),
    components: {
      schemas,
      securitySchemes: {
        key: { type: 'apiKey', in: 'header', name: 'x-key' },
        secret: { type: 'apiKey', in: 'header', name: 'x-secret' },
        token: { type: 'apiKey', in: 'header', name: 'x-token' },
      },
    },
  } as unknown as OpenApiDocument;
}

function located(operation: object, encoding: Encoding): object {
  if (encoding === 'paths') return { paths: { '/hooks/parcels': { post: operation } } };
  if (encoding === 'webhooks') return { paths: {}, webhooks: { parcels: { post: operation } } };
  return {
    paths: {
      '/subscribe': {
        post: {
          operationId: 'subscribe',
          requestBody: {
            content: { 'application/json': { schema: { type: 'object', properties: { url: { type: 'string' } } } } },
          },
          responses: { 201: { description: 'Subscribed' } },
          callbacks: { onEvent: { '{$request.body#/url}': { post: operation } } },
        },
      },
    },
  };
}

/** The path item of the operation that receives, wherever it stands. */
export function itemOf(document: Draft): Draft {
  return (
    document.webhooks?.parcels ??
    document.paths['/hooks/parcels'] ??
    document.paths['/subscribe'].post.callbacks.onEvent['{$request.body#/url}']
  );
}
