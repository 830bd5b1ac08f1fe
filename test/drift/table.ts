import type { ChangeLevel } from '../../src/change.ts';
import { type Draft, type Encoding, itemOf, type Version } from './documents.ts';

export interface Row {
  name: string;
  /** What the change comes to; `none` must not be seen at all. */
  level: ChangeLevel | 'none';
  /** What the search for an event came to, where none can be found. */
  tried?: string;
  /** The rule that tells it. */
  rule?: string;
  change(document: Draft, version: Version): void;
  only?: Version;
  /** Where it can be written at all. */
  encodings?: Encoding[];
  /** The old document, where it is not the plain one. */
  before?(document: Draft, version: Version): void;
}

const parcel = (document: Draft): Draft => document.components.schemas.Parcel;
const post = (document: Draft): Draft => itemOf(document).post;
const ok = (document: Draft): Draft => post(document).responses['200'].content['application/json'].schema;
const renamed = (document: Draft, from: string, to: string): void => {
  const text = JSON.stringify(document).replaceAll(`#/components/schemas/${from}"`, `#/components/schemas/${to}"`);
  const next = JSON.parse(text);
  next.components.schemas[to] = next.components.schemas[from];
  delete next.components.schemas[from];
  for (const key of Object.keys(document)) delete document[key];
  Object.assign(document, next);
};
const reordered = (value: Draft): Draft => {
  if (Array.isArray(value)) return value.map(reordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, child]) => [
        key,
        (key === 'enum' || key === 'required') && Array.isArray(child) ? child.toReversed() : reordered(child),
      ]),
  );
};

/** Deliveries prove themselves by a token of these scopes. */
const scoped = (d: Draft, scopes: string[]): void => {
  const flows = { clientCredentials: { tokenUrl: 'https://parcels.example.com/token', scopes: {} } };
  d.components.securitySchemes.granted = { type: 'oauth2', flows };
  d.security = [{ granted: scopes }];
};
const withList = (d: Draft, more: object): void => {
  const schema = { type: 'array', items: { type: 'string' } };
  post(d).parameters.push({ name: 'stops', in: 'query', schema, ...more });
};
const alsoAsForm = (d: Draft, contentType: string): void => {
  const schema = { type: 'object', properties: { parcel: { type: 'object' } } };
  post(d).requestBody.content['multipart/form-data'] = { schema, encoding: { parcel: { contentType } } };
};
const answeredWith = (d: Draft, receipt: object): void => {
  post(d).responses['200'].headers = { 'x-receipt': receipt };
};
const named = (d: Draft, propertyNames: object): void => {
  parcel(d).propertyNames = propertyNames;
};
const receipt = (values: string[]): object => ({ schema: { type: 'string', enum: values } });

const condition = (name: string): object =>
  Object.fromEntries([
    ['if', { required: ['note'] }],
    ['then', { required: [name] }],
  ]);

/** A body of one list of values, by media types. */
const inRange = (d: Draft, lists: Record<string, string[]>): void => {
  post(d).requestBody.content = Object.fromEntries(
    Object.entries(lists).map(([type, values]) => [type, { schema: { type: 'string', enum: values } }]),
  );
};
const unrelated = (): object => ({
  post: {
    requestBody: {
      content: { 'application/json': { schema: { type: 'object', properties: { q: { type: 'number' } } } } },
    },
    responses: { 200: { description: 'taken' } },
  },
});
const withHeader = (d: Draft, schema: object): void => {
  post(d).parameters.push({ name: 'x-part', in: 'header', schema });
};
/** A body without any union, whose type is a list of values. */
const withType = (d: Draft, values: string[]): void => {
  const schema = { type: 'object', required: ['type'], properties: { type: { type: 'string', enum: values } } };
  post(d).requestBody.content['application/json'].schema = schema;
};
const answering = (d: Draft, schema: object): void => {
  post(d).responses['200'].content['application/json'].schema = schema;
};
/** Lists of lists, of which the smallest holds four million values. */
const multiplied = (d: Draft, values: string[]): void => {
  const { schemas } = d.components;
  schemas.L22 = { type: 'string', enum: values };
  for (let level = 21; level >= 0; level--)
    schemas[`L${level}`] = { type: 'array', minItems: 2, items: { $ref: `#/components/schemas/L${level + 1}` } };
  parcel(d).properties.extra = { $ref: '#/components/schemas/L0' };
};
/** A list of values beside something that every event must have, and that is not easily made. */
const beside = (d: Draft, schema: object, values: string[]): void => {
  parcel(d).properties.extra = {
    type: 'object',
    required: ['hard'],
    properties: { listed: { type: 'string', enum: values }, hard: schema },
  };
};
const text = (more: object): object => ({ type: 'string', ...more });
const surroundings: [string, object, Version?][] = [
  ['a pattern that looks ahead', text({ pattern: '^(?=.*[A-Z])(?=.*\\d)[A-Za-z\\d]{8,}$' })],
  ['a pattern that looks ahead for what must not be', text({ pattern: '^(?!test_)[a-z_]+$' })],
  ['a pattern that refers back', text({ pattern: '^(ab|cd)-(?<x>[0-9])-\\1\\k<x>$' })],
  ['a pattern with a boundary', text({ pattern: '\\bok\\b' })],
  ['a pattern of one length', text({ pattern: '^[a-f0-9]+$', minLength: 24, maxLength: 24 })],
  ['a format with a pattern', text({ format: 'date-time', pattern: 'Z$' })],
  ['words that it is not', text({ not: { enum: ['sample value', 'text', 'string'] } })],
  ['different listed items', { type: 'array', items: { enum: ['x', 'y', 'z'] }, minItems: 3, uniqueItems: true }],
  [
    'different objects',
    {
      ...{ type: 'array', minItems: 3, uniqueItems: true },
      items: { type: 'object', required: ['id'], properties: { id: { type: 'integer', minimum: 1, maximum: 9 } } },
    },
  ],
  ['names of a pattern', { type: 'object', minProperties: 2, propertyNames: { pattern: '^[a-z]{3}$' } }, '3.1.0'],
  [
    'only names of a pattern',
    { type: 'object', minProperties: 2, patternProperties: { '^n[0-9]$': {} }, additionalProperties: false },
    '3.1.0',
  ],
  ['an item that must be there', { type: 'array', contains: { const: 'must' }, minItems: 2 }, '3.1.0'],
  ['one of two properties', { type: 'object', anyOf: [{ required: ['a'] }, { required: ['b'] }] }],
];

/** Events that extend a parent, which tells them apart. */
const inherited = (d: Draft, mapped: boolean | string[] = true): void => {
  const child = (more: object): object => ({
    allOf: [{ $ref: '#/components/schemas/Base' }, { type: 'object', ...more }],
  });
  const { schemas } = d.components;
  const [lent = '', returned = ''] = Array.isArray(mapped) ? mapped : ['lent', 'returned'];
  const mapping = { [lent]: '#/components/schemas/Lent', [returned]: '#/components/schemas/Returned' };
  schemas.Base = {
    type: 'object',
    required: ['kind'],
    properties: { kind: { type: 'string' }, at: { type: 'string', format: 'date-time' } },
    discriminator: { propertyName: 'kind', ...(mapped ? { mapping } : {}) },
  };
  schemas.Lent = child({ required: ['to'], properties: { to: { type: 'string' } } });
  schemas.Returned = child({ properties: { late: { type: 'boolean' } } });
  schemas.Parcel.properties.loan = { $ref: '#/components/schemas/Base' };
};

/** The table of what each change means for a receiver. */
export const table: Row[] = [
  {
    name: 'an enum value is added',
    level: 'breaking',
    rule: 'enum-value-added',
    change: (d) => void d.components.schemas.State.enum.push('odd'),
  },
  {
    name: 'an enum is dropped',
    level: 'breaking',
    rule: 'enum-dropped',
    change: (d) => void delete d.components.schemas.State.enum,
  },
  {
    name: 'a const is changed',
    level: 'breaking',
    change: (d, v) =>
      void Object.assign(parcel(d).properties.fixed, v === '3.0.3' ? { enum: ['two'] } : { const: 'two' }),
  },
  {
    name: 'an enum value is removed',
    level: 'safe',
    rule: 'enum-value-removed',
    change: (d) => void d.components.schemas.State.enum.pop(),
  },
  {
    name: 'an enum is added',
    level: 'safe',
    rule: 'enum-added',
    change: (d) => void Object.assign(parcel(d).properties.note, { enum: ['a', 'b'] }),
  },
  {
    name: 'an event type is added',
    level: 'breaking',
    rule: 'enum-value-added',
    change: (d) => {
      d.components.schemas.MovedEvent.properties.type.enum.push('parcel.found');
      d.components.schemas.Envelope.properties.event.discriminator.mapping['parcel.found'] =
        '#/components/schemas/MovedEvent';
    },
  },
  {
    name: 'an event type is removed',
    level: 'risky',
    rule: 'enum-value-removed',
    change: (d) => {
      d.components.schemas.MovedEvent.properties.type.enum.pop();
      delete d.components.schemas.Envelope.properties.event.discriminator.mapping['parcel.lost'];
    },
  },
  {
    name: 'an action is added',
    level: 'breaking',
    rule: 'enum-value-added',
    change: (d) => void d.components.schemas.Order.properties.action.enum.push('refund'),
  },
  {
    name: 'a property is added to an open object',
    level: 'safe',
    rule: 'property-added',
    change: (d) => {
      parcel(d).properties.extra = { type: 'string' };
    },
  },
  {
    name: 'a property is added to a closed object',
    level: 'breaking',
    rule: 'property-added',
    change: (d) => {
      parcel(d).properties.closed.properties.b = { type: 'string' };
    },
  },
  {
    name: 'a property is added that was forbidden',
    level: 'breaking',
    rule: 'property-added',
    before: (d) => {
      parcel(d).properties.extra = { not: {} };
    },
    change: (d) => {
      parcel(d).properties.extra = { type: 'string' };
    },
  },
  {
    name: 'a required property is declared no longer',
    level: 'breaking',
    rule: 'type-dropped',
    change: (d) => void delete parcel(d).properties[parcel(d).required[0]],
  },
  {
    name: 'a listed value is another one where it is called like words for people',
    level: 'breaking',
    before: (d) => {
      parcel(d).properties.extra = { enum: [{ title: 'one' }] };
    },
    change: (d) => {
      parcel(d).properties.extra = { enum: [{ title: 'two' }] };
    },
  },
  {
    name: 'a property that words for people are called by needs another one no longer',
    level: 'breaking',
    only: '3.1.0',
    before: (d) => {
      parcel(d).dependentRequired = { summary: ['note'] };
    },
    change: (d) => {
      parcel(d).dependentRequired = {};
    },
  },
  {
    name: 'an event type that words for people are called by is mapped elsewhere',
    level: 'breaking',
    rule: 'mapping-retargeted',
    before: (d) => inherited(d, ['title', 'summary']),
    change: (d) => inherited(d, ['summary', 'title']),
  },
  {
    name: 'one of two factors is dropped',
    level: 'breaking',
    rule: 'limit-loosened',
    before: (d) => {
      parcel(d).properties.extra = { allOf: [{ type: 'integer', multipleOf: 4 }, { multipleOf: 6 }] };
    },
    change: (d) => {
      parcel(d).properties.extra = { type: 'integer', multipleOf: 4 };
    },
  },
  {
    name: 'what a range of media types holds widens where one of them is named now',
    level: 'breaking',
    before: (d) => inRange(d, { 'application/*': ['a'] }),
    change: (d) => inRange(d, { 'application/json': ['a', 'b'] }),
  },
  {
    name: 'a media type is dropped beside a range that holds more',
    level: 'breaking',
    before: (d) => inRange(d, { 'application/json': ['a'], 'application/*': ['a', 'b'] }),
    change: (d) => inRange(d, { 'application/*': ['a', 'b'] }),
  },
  {
    name: 'a webhook of another kind is added',
    level: 'docs',
    rule: 'operation-added',
    only: '3.1.0',
    encodings: ['paths'],
    change: (d) => {
      d.webhooks = { text: unrelated() };
    },
  },
  {
    name: 'a call with a callback of another kind is added',
    level: 'docs',
    rule: 'operation-added',
    encodings: ['paths'],
    change: (d) => {
      const responses = { 201: { description: 'made' } };
      d.paths['/subscriptions'] = { post: { responses, callbacks: { text: { '{$request.body#/url}': unrelated() } } } };
    },
  },
  {
    name: 'a header that was any text is a number now',
    level: 'safe',
    rule: 'type-narrowed',
    before: (d) => withHeader(d, { type: 'string' }),
    change: (d) => withHeader(d, { type: 'integer' }),
  },
  {
    name: 'a header of a pattern is a number now',
    level: 'breaking',
    before: (d) => withHeader(d, { type: 'string', pattern: '^[a-f]+$' }),
    change: (d) => withHeader(d, { type: 'integer' }),
  },
  {
    name: 'a closed answer has a property no longer',
    level: 'breaking',
    rule: 'property-removed',
    before: (d) =>
      void Object.assign(ok(d), { required: [], additionalProperties: false, properties: { a: {}, b: {} } }),
    change: (d) => void Object.assign(ok(d), { required: [], additionalProperties: false, properties: { a: {} } }),
  },
  {
    name: 'an answer is one of two texts where it was any',
    level: 'breaking',
    rule: 'union-added',
    before: (d) => answering(d, { type: 'string' }),
    change: (d) =>
      answering(d, {
        oneOf: [
          { type: 'string', enum: ['a'] },
          { type: 'string', enum: ['b'] },
        ],
      }),
  },
  {
    name: 'an answer needs one of two properties',
    level: 'breaking',
    rule: 'union-added',
    before: (d) => answering(d, { type: 'object', properties: { a: {}, b: {} } }),
    change: (d) =>
      answering(d, { type: 'object', properties: { a: {}, b: {} }, oneOf: [{ required: ['a'] }, { required: ['b'] }] }),
  },
  {
    name: 'an answer is one of fewer texts, no union any more',
    level: 'breaking',
    rule: 'union-branch-removed',
    before: (d) => answering(d, { anyOf: [{ enum: ['a'] }, { enum: ['b'] }, { enum: ['c'] }] }),
    change: (d) => answering(d, { type: 'string', enum: ['a', 'b'] }),
  },
  {
    name: 'types become a union of the same',
    level: 'none',
    before: (d) => answering(d, { anyOf: [{ type: 'string' }, { type: 'integer' }] }),
    change: (d) => answering(d, { anyOf: [{ type: 'integer' }, { type: 'string' }] }),
  },
  {
    name: 'nothing is said of bodies any more',
    level: 'breaking',
    rule: 'body-undescribed',
    change: (d) => {
      post(d).requestBody = { required: true, content: {} };
    },
  },
  {
    name: 'an answer is referred to that was written in place',
    level: 'none',
    change: (d) => {
      d.components.responses = { Ok: post(d).responses['200'] };
      post(d).responses['200'] = { $ref: '#/components/responses/Ok' };
    },
  },
  {
    name: 'an operation of others is removed',
    level: 'docs',
    rule: 'operation-removed',
    encodings: ['paths'],
    before: (d) => {
      d.paths['/state'] = { get: { responses: { 200: { description: 'how it goes' } } } };
    },
    change: (d) => void delete d.paths['/state'],
  },
  {
    name: 'a value is added deep in lists that multiply',
    level: 'breaking',
    rule: 'enum-value-added',
    tried: 'the bound of 60000 values was reached at /components/schemas/L22/enum',
    before: (d) => multiplied(d, ['a']),
    change: (d) => multiplied(d, ['a', 'b']),
  },
  {
    name: 'a type that chooses nothing is removed',
    level: 'risky',
    rule: 'enum-value-removed',
    before: (d) => withType(d, ['parcel.sent', 'parcel.lost']),
    change: (d) => withType(d, ['parcel.sent']),
  },
  ...surroundings.map(
    ([name, schema, only]): Row => ({
      name: `a value is added beside ${name}`,
      level: 'breaking',
      rule: 'enum-value-added',
      ...(only === undefined ? {} : { only }),
      before: (d) => beside(d, schema, ['a']),
      change: (d) => beside(d, schema, ['a', 'b']),
    }),
  ),
  {
    name: 'a required property becomes optional',
    level: 'breaking',
    rule: 'required-dropped',
    change: (d) => void parcel(d).required.pop(),
  },
  {
    name: 'a required property is removed',
    level: 'breaking',
    rule: 'required-property-removed',
    change: (d) => {
      parcel(d).required.pop();
      delete parcel(d).properties.weight;
    },
  },
  {
    name: 'the envelope need not hold an event',
    level: 'breaking',
    rule: 'required-dropped',
    change: (d) => void delete d.components.schemas.Envelope.required,
  },
  {
    name: 'an optional property is removed',
    level: 'risky',
    rule: 'property-removed',
    change: (d) => void delete parcel(d).properties.note,
  },
  {
    name: 'an optional property becomes required',
    level: 'safe',
    rule: 'required-added',
    change: (d) => void parcel(d).required.push('note'),
  },
  {
    name: 'an integer becomes a number',
    level: 'breaking',
    rule: 'type-widened',
    change: (d) => {
      parcel(d).properties.weight.type = 'number';
    },
  },
  {
    name: 'a string becomes anything',
    level: 'breaking',
    rule: 'type-dropped',
    change: (d) => void delete parcel(d).properties.note.type,
  },
  {
    name: 'a type is changed',
    level: 'breaking',
    rule: 'type-changed',
    change: (d) => {
      parcel(d).properties.note.type = 'integer';
    },
  },
  {
    name: 'a number becomes an integer',
    level: 'safe',
    rule: 'type-narrowed',
    change: (d) => {
      parcel(d).properties.price.type = 'integer';
    },
  },
  {
    name: 'an asserted format is removed',
    level: 'breaking',
    rule: 'format-removed',
    change: (d) => void delete parcel(d).properties.sentAt.format,
  },
  {
    name: 'a format is added',
    level: 'safe',
    rule: 'format-added',
    change: (d) => {
      parcel(d).properties.note.format = 'email';
    },
  },
  {
    name: 'a format is changed',
    level: 'breaking',
    rule: 'format-changed',
    change: (d) => {
      parcel(d).properties.sentAt.format = 'date';
    },
  },
  {
    name: 'a format that nobody asserts is removed',
    level: 'risky',
    before: (d) => {
      parcel(d).properties.note.format = 'phone';
    },
    change: () => {},
  },
  {
    name: 'a format that nobody asserts is changed',
    level: 'breaking',
    before: (d) => {
      parcel(d).properties.price.format = 'float';
    },
    change: (d) => {
      parcel(d).properties.price.format = 'double';
    },
  },
  {
    name: 'null is allowed',
    level: 'breaking',
    rule: 'nullable-added',
    change: (d, v) =>
      void Object.assign(parcel(d).properties.note, v === '3.0.3' ? { nullable: true } : { type: ['string', 'null'] }),
  },
  {
    name: 'null is no longer allowed',
    level: 'safe',
    rule: 'nullable-removed',
    change: (d, v) => {
      if (v === '3.0.3') delete parcel(d).properties.sentAt.nullable;
      else parcel(d).properties.sentAt.type = 'string';
    },
  },
  {
    name: 'nullable stands beside a reference',
    level: 'none',
    only: '3.0.3',
    change: (d) => {
      parcel(d).properties.state.nullable = true;
    },
  },
  {
    name: 'nullable stands beside no type',
    level: 'none',
    only: '3.0.3',
    before: (d) => {
      parcel(d).properties.free = { enum: ['a'] };
    },
    change: (d) => {
      parcel(d).properties.free = { enum: ['a'], nullable: true };
    },
  },
  {
    name: 'nullable stands beside an enum without null',
    level: 'none',
    only: '3.0.3',
    change: (d) => {
      parcel(d).properties.kind.nullable = true;
    },
  },
  {
    name: 'nullable stands beside an enum that lists null now',
    level: 'breaking',
    rule: 'nullable-added',
    only: '3.0.3',
    change: (d) => void Object.assign(parcel(d).properties.kind, { nullable: true, enum: ['box', 'letter', null] }),
  },
  {
    name: 'an alternative is added',
    level: 'breaking',
    rule: 'union-branch-added',
    change: (d) => void parcel(d).properties.place.anyOf.push({ type: 'string' }),
  },
  {
    name: 'an alternative is added within the old ones',
    level: 'safe',
    change: (d) =>
      void parcel(d).properties.place.anyOf.push({
        type: 'object',
        required: ['street', 'city'],
        properties: { street: { type: 'string' } },
      }),
  },
  {
    name: 'an alternative is removed',
    level: 'safe',
    rule: 'union-branch-removed',
    change: (d) => void parcel(d).properties.place.anyOf.pop(),
  },
  {
    name: 'an overlapping alternative of oneOf is removed',
    level: 'risky',
    rule: 'union-branch-removed',
    before: (d) => {
      parcel(d).properties.place = { oneOf: parcel(d).properties.place.anyOf };
    },
    change: (d) => {
      parcel(d).properties.place = { oneOf: parcel(d).properties.place.anyOf.slice(0, 1) };
    },
  },
  {
    name: 'an event schema is added',
    level: 'breaking',
    rule: 'enum-value-added',
    change: (d) => {
      d.components.schemas.Third = {
        type: 'object',
        required: ['type'],
        properties: { type: { type: 'string', enum: ['third'] } },
      };
      const { event } = d.components.schemas.Envelope.properties;
      event.oneOf.push({ $ref: '#/components/schemas/Third' });
      event.discriminator.mapping.third = '#/components/schemas/Third';
    },
  },
  {
    name: 'an event schema is removed',
    level: 'risky',
    rule: 'enum-value-removed',
    change: (d) => {
      const { event } = d.components.schemas.Envelope.properties;
      event.oneOf.pop();
      delete event.discriminator.mapping.order;
    },
  },
  {
    name: 'an allOf member is added',
    level: 'safe',
    change: (d) =>
      void parcel(d).properties.both.allOf.push({
        type: 'object',
        required: ['door'],
        properties: { door: { type: 'string' } },
      }),
  },
  { name: 'an allOf member is removed', level: 'breaking', change: (d) => void parcel(d).properties.both.allOf.pop() },
  {
    name: 'an allOf member of optional properties is removed',
    level: 'breaking',
    before: (d) =>
      void parcel(d).properties.both.allOf.push({ type: 'object', properties: { door: { type: 'string' } } }),
    change: () => {},
  },
  {
    name: 'a mapping entry is retargeted',
    level: 'breaking',
    rule: 'mapping-retargeted',
    change: (d) => {
      d.components.schemas.MovedEvent.properties.type.enum = ['parcel.sent'];
      d.components.schemas.OrderEvent.properties.type.enum = ['order', 'parcel.lost'];
      d.components.schemas.Envelope.properties.event.discriminator.mapping['parcel.lost'] =
        '#/components/schemas/OrderEvent';
    },
  },
  {
    name: 'the tag has another name',
    level: 'breaking',
    rule: 'discriminator-renamed',
    change: (d) => {
      d.components.schemas.Envelope.properties.event.discriminator.propertyName = 'kind';
      for (const name of ['MovedEvent', 'OrderEvent']) {
        const schema = d.components.schemas[name];
        schema.properties.kind = schema.properties.type;
        delete schema.properties.type;
        schema.required = ['kind', 'data'];
      }
    },
  },
  {
    name: 'an object is opened',
    level: 'breaking',
    rule: 'additional-properties-opened',
    change: (d) => void delete parcel(d).properties.closed.additionalProperties,
  },
  {
    name: 'an object is closed',
    level: 'safe',
    rule: 'additional-properties-closed',
    change: (d) => {
      d.components.schemas.Box.additionalProperties = false;
    },
  },
  {
    name: 'a closed object takes others of one kind',
    level: 'breaking',
    change: (d) => {
      parcel(d).properties.closed.additionalProperties = { type: 'string' };
    },
  },
  {
    name: 'a maximum is loosened',
    level: 'breaking',
    rule: 'limit-loosened',
    change: (d) => {
      parcel(d).properties.weight.maximum = 200;
    },
  },
  {
    name: 'a maximum is tightened',
    level: 'safe',
    rule: 'limit-tightened',
    change: (d) => {
      parcel(d).properties.weight.maximum = 50;
    },
  },
  {
    name: 'a minimum is dropped',
    level: 'breaking',
    rule: 'limit-loosened',
    change: (d) => void delete parcel(d).properties.weight.minimum,
  },
  {
    name: 'a length is loosened',
    level: 'breaking',
    rule: 'limit-loosened',
    change: (d) => {
      parcel(d).properties.id.maxLength = 30;
    },
  },
  {
    name: 'a length is tightened',
    level: 'safe',
    change: (d) => {
      parcel(d).properties.id.minLength = 5;
    },
  },
  {
    name: 'a pattern is dropped',
    level: 'breaking',
    rule: 'pattern-removed',
    change: (d) => void delete parcel(d).properties.code.pattern,
  },
  {
    name: 'a pattern is added',
    level: 'safe',
    rule: 'pattern-added',
    change: (d) => {
      parcel(d).properties.note.pattern = '^a';
    },
  },
  {
    name: 'a pattern is changed',
    level: 'risky',
    rule: 'pattern-changed',
    change: (d) => {
      parcel(d).properties.code.pattern = '^[A-Z]{3}$';
    },
  },
  {
    name: 'uniqueItems is dropped',
    level: 'breaking',
    change: (d) => void delete parcel(d).properties.tags.uniqueItems,
  },
  {
    name: 'a count of items is loosened',
    level: 'breaking',
    change: (d) => {
      parcel(d).properties.tags.maxItems = 9;
    },
  },
  {
    name: 'items of another type come',
    level: 'breaking',
    change: (d) => {
      parcel(d).properties.tags.items.type = 'integer';
    },
  },
  {
    name: 'the body becomes optional',
    level: 'breaking',
    rule: 'body-made-optional',
    change: (d) => {
      post(d).requestBody.required = false;
    },
  },
  {
    name: 'the body becomes required',
    level: 'safe',
    rule: 'body-made-required',
    before: (d) => void delete post(d).requestBody.required,
    change: (d) => {
      post(d).requestBody.required = true;
    },
  },
  {
    name: 'a required header is removed',
    level: 'breaking',
    rule: 'parameter-removed',
    change: (d) => void post(d).parameters.shift(),
  },
  {
    name: 'a required header becomes optional',
    level: 'breaking',
    rule: 'parameter-made-optional',
    change: (d) => void delete post(d).parameters[0].required,
  },
  {
    name: 'a required header is added',
    level: 'safe',
    change: (d) =>
      void post(d).parameters.push({ name: 'x-new', in: 'header', required: true, schema: { type: 'string' } }),
  },
  {
    name: 'the method is changed',
    level: 'breaking',
    rule: 'method-changed',
    change: (d) => {
      const item = itemOf(d);
      item.put = item.post;
      delete item.post;
    },
  },
  {
    name: 'a media type is added',
    level: 'breaking',
    rule: 'media-type-added',
    change: (d) => {
      post(d).requestBody.content['application/xml'] = { schema: {} };
    },
  },
  {
    name: 'a media type is replaced',
    level: 'breaking',
    rule: 'media-type-added',
    change: (d) => {
      const { content } = post(d).requestBody;
      content['application/x-www-form-urlencoded'] = content['application/json'];
      delete content['application/json'];
    },
  },
  {
    name: 'one of several media types is removed',
    level: 'safe',
    rule: 'media-type-removed',
    before: (d) => {
      post(d).requestBody.content['text/plain'] = { schema: {} };
    },
    change: () => {},
  },
  {
    name: 'a security alternative is added',
    level: 'breaking',
    change: (d) => {
      d.components.securitySchemes.other = { type: 'http', scheme: 'basic' };
      d.security.push({ other: [] });
    },
  },
  {
    name: 'a scheme is dropped from a requirement',
    level: 'breaking',
    rule: 'security-scheme-dropped',
    change: (d) => void delete d.security[0].secret,
  },
  {
    name: 'a key header is renamed',
    level: 'breaking',
    rule: 'security-changed',
    change: (d) => {
      d.components.securitySchemes.key.name = 'x-api-key';
    },
  },
  { name: 'security is removed', level: 'breaking', rule: 'security-removed', change: (d) => void delete d.security },
  {
    name: 'security may be left out',
    level: 'breaking',
    rule: 'security-removed',
    change: (d) => void d.security.push({}),
  },
  {
    name: 'a scheme is added inside a requirement',
    level: 'safe',
    rule: 'security-scheme-added',
    change: (d) => {
      d.security[1].key = [];
    },
  },
  {
    name: 'a security alternative is removed',
    level: 'safe',
    rule: 'security-alternative-removed',
    change: (d) => void d.security.pop(),
  },
  {
    name: 'a security scheme has another name for the same header',
    level: 'none',
    change: (d) => {
      d.components.securitySchemes.renamed = d.components.securitySchemes.key;
      delete d.components.securitySchemes.key;
      d.security[0] = { renamed: [], secret: [] };
    },
  },
  {
    name: 'a scope is no longer asked for',
    level: 'breaking',
    rule: 'security-scheme-dropped',
    before: (d) => scoped(d, ['events:write', 'events:read']),
    change: (d) => scoped(d, ['events:write']),
  },
  {
    name: 'a scope is asked for as well',
    level: 'safe',
    rule: 'security-scheme-added',
    before: (d) => scoped(d, ['events:write']),
    change: (d) => scoped(d, ['events:write', 'events:read']),
  },
  {
    name: 'a list in a query is written in another way',
    level: 'breaking',
    rule: 'parameter-style-changed',
    before: (d) => withList(d, {}),
    change: (d) => withList(d, { explode: false }),
  },
  {
    name: 'the way that a list is written is spelt out',
    level: 'none',
    before: (d) => withList(d, {}),
    change: (d) => withList(d, { style: 'form', explode: true }),
  },
  {
    name: 'a header that is plain text explodes, which means nothing',
    level: 'none',
    change: (d) => void Object.assign(post(d).parameters[0], { explode: true }),
  },
  {
    name: 'a parameter comes as JSON',
    level: 'breaking',
    rule: 'parameter-style-changed',
    change: (d) => {
      const { schema, ...rest } = post(d).parameters[0];
      post(d).parameters[0] = { ...rest, content: { 'application/json': { schema } } };
    },
  },
  {
    name: 'the encoding of a part of a form changes',
    level: 'risky',
    rule: 'keyword-undecided',
    before: (d) => alsoAsForm(d, 'application/json'),
    change: (d) => alsoAsForm(d, 'application/xml'),
  },
  {
    name: 'an answer must have another header',
    level: 'breaking',
    rule: 'response-header-added',
    change: (d) => answeredWith(d, { required: true, schema: {} }),
  },
  {
    name: 'a header of an answer must be there',
    level: 'breaking',
    rule: 'response-header-made-required',
    before: (d) => answeredWith(d, { schema: {} }),
    change: (d) => answeredWith(d, { required: true, schema: {} }),
  },
  {
    name: 'a header of an answer may be left out',
    level: 'safe',
    rule: 'response-header-made-optional',
    before: (d) => answeredWith(d, { required: true, schema: {} }),
    change: (d) => answeredWith(d, { required: false, schema: {} }),
  },
  {
    name: 'an answer may have another header',
    level: 'safe',
    rule: 'response-header-added',
    change: (d) => answeredWith(d, { schema: {} }),
  },
  {
    name: 'a header of an answer is narrower',
    level: 'breaking',
    rule: 'enum-value-removed',
    before: (d) => answeredWith(d, receipt(['yes', 'no'])),
    change: (d) => answeredWith(d, receipt(['yes'])),
  },
  {
    name: 'names of properties may be longer',
    level: 'breaking',
    only: '3.1.0',
    before: (d) => named(d, { maxLength: 10 }),
    change: (d) => named(d, { maxLength: 12 }),
  },
  {
    name: 'names of properties may be anything',
    level: 'breaking',
    only: '3.1.0',
    before: (d) => named(d, { pattern: '^[a-zA-Z]+$' }),
    change: () => {},
  },
  {
    name: 'names of properties must be shorter',
    level: 'safe',
    only: '3.1.0',
    before: (d) => named(d, { maxLength: 12 }),
    change: (d) => named(d, { maxLength: 10 }),
  },
  {
    name: 'nullable is written where it means nothing',
    level: 'risky',
    rule: 'keyword-undecided',
    only: '3.1.0',
    change: (d) => void Object.assign(parcel(d).properties.note, { nullable: true }),
  },
  {
    name: 'a success answer is removed',
    level: 'breaking',
    rule: 'response-removed',
    change: (d) => {
      post(d).responses['202'] = { description: 'Later' };
      delete post(d).responses['200'];
    },
  },
  {
    name: 'an error answer is removed',
    level: 'risky',
    rule: 'response-removed',
    change: (d) => void delete post(d).responses['400'],
  },
  {
    name: 'an answer is added',
    level: 'safe',
    rule: 'response-added',
    change: (d) => {
      post(d).responses['503'] = { description: 'Busy' };
    },
  },
  { name: 'an answer must hold more', level: 'breaking', change: (d) => void ok(d).required.push('how') },
  { name: 'an answer is narrowed', level: 'breaking', change: (d) => void ok(d).properties.how.enum.pop() },
  {
    name: 'an answer is closed',
    level: 'breaking',
    change: (d) => {
      ok(d).additionalProperties = false;
    },
  },
  { name: 'an answer is widened', level: 'safe', change: (d) => void ok(d).properties.how.enum.push('never') },
  { name: 'an answer need hold less', level: 'safe', change: (d) => void delete ok(d).required },
  {
    name: 'another operation is described',
    level: 'docs',
    change: (d) => {
      if (d.webhooks) d.webhooks.other = { get: { responses: {} } };
      else d.paths['/other'] = { get: { responses: {} } };
    },
  },
  {
    name: 'a reference is written out',
    level: 'none',
    change: (d) => {
      parcel(d).properties.state = structuredClone(d.components.schemas.State);
    },
  },
  { name: 'a schema is renamed', level: 'none', change: (d) => renamed(d, 'Parcel', 'Package') },
  { name: 'an event schema is renamed', level: 'none', change: (d) => renamed(d, 'MovedEvent', 'Moved') },
  {
    name: 'keys and lists are in another order',
    level: 'none',
    change: (d) => {
      const next = reordered(d);
      for (const key of Object.keys(d)) delete d[key];
      Object.assign(d, next);
    },
  },
  {
    name: 'allOf members are written as one',
    level: 'none',
    change: (d) => {
      const properties = { street: { type: 'string' }, floor: { type: 'integer' } };
      parcel(d).properties.both = { type: 'object', required: ['street', 'floor'], properties };
    },
  },
  {
    name: 'an alternative is wrapped in a union of one',
    level: 'none',
    change: (d) => {
      parcel(d).properties.note = { anyOf: [{ type: 'string' }] };
    },
  },
  {
    name: 'words change',
    level: 'docs',
    change: (d) => {
      parcel(d).description = 'A parcel';
      d.info.title = 'All parcels';
      post(d).operationId = 'receive';
      d.servers[0].url = 'https://other.example.com';
      post(d).deprecated = true;
      post(d).tags = ['x'];
      parcel(d).properties.note.example = 'x';
    },
  },
  {
    name: 'a default is changed',
    level: 'risky',
    rule: 'default-changed',
    change: (d) => {
      parcel(d).properties.note.default = 'x';
    },
  },
  {
    name: 'an unknown keyword is changed',
    level: 'risky',
    rule: 'keyword-undecided',
    change: (d) => {
      parcel(d).properties.note.mystery = true;
    },
  },
  {
    name: 'a not is dropped',
    level: 'breaking',
    rule: 'assertion-removed',
    before: (d) => {
      parcel(d).properties.note.not = { enum: ['no'] };
    },
    change: () => {},
  },
  {
    name: 'a condition is changed',
    level: 'breaking',
    only: '3.1.0',
    before: (d) => void Object.assign(parcel(d), condition('code')),
    change: (d) => void Object.assign(parcel(d), condition('state')),
  },
  {
    name: 'what names of a pattern hold is widened',
    level: 'breaking',
    rule: 'type-widened',
    only: '3.1.0',
    before: (d) =>
      void Object.assign(parcel(d).properties.closed, { patternProperties: { '^x-': { type: 'integer' } } }),
    change: (d) =>
      void Object.assign(parcel(d).properties.closed, {
        patternProperties: { '^x-': { type: ['integer', 'string'] } },
      }),
  },
  {
    name: 'names of a pattern were forbidden',
    level: 'breaking',
    rule: 'property-added',
    only: '3.1.0',
    change: (d) =>
      void Object.assign(parcel(d).properties.closed, { patternProperties: { '^x-': { type: 'integer' } } }),
  },
  {
    name: 'a property is added where what nobody tells of is forbidden',
    level: 'breaking',
    rule: 'property-added',
    only: '3.1.0',
    before: (d) => void Object.assign(parcel(d).properties.both, { unevaluatedProperties: false }),
    change: (d) => {
      parcel(d).properties.both.unevaluatedProperties = false;
      parcel(d).properties.both.allOf[1].properties.door = { type: 'string' };
    },
  },
  {
    name: 'null is written as an alternative',
    level: 'none',
    only: '3.1.0',
    change: (d) => {
      parcel(d).properties.sentAt = { oneOf: [{ type: 'null' }, { type: 'string', format: 'date-time' }] };
    },
  },
  {
    name: 'a limit stands where it limits nothing',
    level: 'none',
    change: (d) => void Object.assign(parcel(d).properties.weight, { minLength: 3, pattern: '^a', maxItems: 2 }),
  },
  {
    name: 'more than 0 is at least 1 of whole numbers',
    level: 'none',
    change: (d, v) => {
      const { minimum: _, ...weight } = parcel(d).properties.weight;
      const more = v === '3.0.3' ? { minimum: 0, exclusiveMinimum: true } : { exclusiveMinimum: 0 };
      parcel(d).properties.weight = { ...weight, ...more };
    },
  },
  {
    name: 'both truth values are listed',
    level: 'none',
    before: (d) => {
      parcel(d).properties.note = { type: 'boolean' };
    },
    change: (d) => {
      parcel(d).properties.note = { type: 'boolean', enum: [true, false] };
    },
  },
  {
    name: 'a media type names the encoding of all JSON',
    level: 'none',
    change: (d) => {
      const { content } = post(d).requestBody;
      post(d).requestBody.content = { 'application/json; charset=UTF-8': content['application/json'] };
    },
  },
  {
    name: 'an answer told of by a range must hold more',
    level: 'breaking',
    rule: 'required-added',
    change: (d) => {
      ok(d).required.push('how');
      const { 200: answer, ...others } = post(d).responses;
      post(d).responses = { ...others, '2XX': answer };
    },
  },
  {
    name: 'what a condition demands becomes more',
    level: 'safe',
    rule: 'assertion-tightened',
    only: '3.1.0',
    before: (d) => void Object.assign(parcel(d), condition('code')),
    change: (d) => {
      Object.assign(parcel(d), condition('code'));
      parcel(d).then.required.push('state');
    },
  },
  {
    name: 'a condition is dropped',
    level: 'breaking',
    only: '3.1.0',
    before: (d) => void Object.assign(parcel(d), condition('code')),
    change: () => {},
  },
  {
    name: 'a property asks for fewer others beside it',
    level: 'breaking',
    rule: 'assertion-loosened',
    only: '3.1.0',
    before: (d) => void Object.assign(parcel(d), { dependentRequired: { note: ['code', 'state'] } }),
    change: (d) => void Object.assign(parcel(d), { dependentRequired: { note: ['code'] } }),
  },
  {
    name: 'a schema that a property asks for is dropped',
    level: 'breaking',
    rule: 'assertion-removed',
    only: '3.1.0',
    before: (d) => void Object.assign(parcel(d), { dependentSchemas: { note: { required: ['code'] } } }),
    change: () => {},
  },
  {
    name: 'a not forbids fewer values',
    level: 'breaking',
    rule: 'assertion-loosened',
    before: (d) => {
      parcel(d).properties.note.not = { enum: ['no', 'never'] };
    },
    change: (d) => {
      parcel(d).properties.note.not = { enum: ['no'] };
    },
  },
  {
    name: 'a child of a parent that tells its children apart is added',
    level: 'breaking',
    rule: 'enum-value-added',
    before: (d) => inherited(d, false),
    change: (d) => {
      inherited(d, false);
      d.components.schemas.Lost = structuredClone(d.components.schemas.Returned);
    },
  },
  {
    name: 'a mapping entry of a parent is removed with its child',
    level: 'risky',
    rule: 'enum-value-removed',
    before: (d) => inherited(d),
    change: (d) => {
      inherited(d);
      delete d.components.schemas.Base.discriminator.mapping.lent;
      delete d.components.schemas.Lent;
    },
  },
  {
    name: 'what a child asks for becomes less',
    level: 'breaking',
    rule: 'required-dropped',
    before: (d) => inherited(d),
    change: (d) => {
      inherited(d);
      delete d.components.schemas.Lent.allOf[1].required;
    },
  },
  {
    name: 'what a parent says of all its children is widened',
    level: 'breaking',
    rule: 'format-removed',
    before: (d) => inherited(d),
    change: (d) => {
      inherited(d);
      delete d.components.schemas.Base.properties.at.format;
    },
  },
  {
    name: 'a parent and its children stay as they are',
    level: 'none',
    before: (d) => inherited(d),
    change: (d) => inherited(d),
  },
  {
    name: 'a list is replaced by a pattern that takes more',
    level: 'breaking',
    rule: 'enum-dropped',
    before: (d) => {
      parcel(d).properties.serial = { type: 'string', enum: ['o', 'l'] };
    },
    change: (d) => {
      parcel(d).properties.serial = { type: 'string', pattern: '^[k-p]$' };
    },
  },
];
