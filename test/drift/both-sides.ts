import type { ChangeLevel } from '../../src/change.ts';
import type { Draft } from './documents.ts';

/** What a change comes to for each side; `none` must not be seen at all. */
export interface SidedRow {
  name: string;
  old: object;
  new: object;
  receiver: ChangeLevel | 'none';
  sender: ChangeLevel | 'none';
  /** A rule that must be among the changes of either side. */
  rule?: string;
  /** The only rules that may be among them, which are proved. */
  only?: string[];
  /** Each change that breaks has an event that shows it. */
  proved?: boolean;
}

const text = { type: 'string' };
const json = (schema: object) => ({ 'application/json': { schema } });
const parcel = { type: 'object', required: ['id'], properties: { id: text } };
const body = (required: boolean, content: object = json(parcel)) => ({ required, content });
const ok = { 200: { description: 'taken' } };
const take = (more: object = {}) => ({ requestBody: body(true), responses: ok, ...more });
const described = (parts: object, version = '3.1.0') => ({
  openapi: version,
  info: { title: 'Parcels', version: '1' },
  ...parts,
});
const webhooks = (...names: string[]) =>
  described({ webhooks: Object.fromEntries(names.map((name) => [name, { post: take() }])) });
const paths = (items: Record<string, object>) =>
  described({ paths: Object.fromEntries(Object.entries(items).map(([path, post]) => [path, { post }])) }, '3.0.3');
const withBody = (requestBody?: object) =>
  described({ webhooks: { moved: { post: { responses: ok, ...(requestBody ? { requestBody } : {}) } } } });
const answering = (responses: object) => described({ webhooks: { moved: { post: take({ responses }) } } });
const answer = (schema: object, more: object = {}) => ({ description: 'taken', content: json(schema), ...more });
const receipt = (more: object) =>
  answering({ 200: { description: 'taken', headers: { 'x-receipt': { schema: text, ...more } } } });
const withParameter = (...parameters: object[]) => paths({ '/hook': take({ parameters }) });
const list = { type: 'array', items: text };
const record = { type: 'object', properties: { a: text } };
const query = (schema: object, more: object = {}) => withParameter({ name: 'q', in: 'query', schema, ...more });
const header = (schema: object, more: object = {}) => withParameter({ name: 'x-q', in: 'header', schema, ...more });
const place = (path: string, name: string, schema: object, more: object = {}) =>
  paths({ [path]: take({ parameters: [{ name, in: 'path', required: true, schema, ...more }] }) });

const flows = { clientCredentials: { tokenUrl: 'https://parcels.example.com/token', scopes: {} } };
const granted = (...alternatives: object[]) =>
  described({
    webhooks: { moved: { post: take({ security: alternatives }) } },
    components: {
      securitySchemes: {
        granted: { type: 'oauth2', flows },
        renamed: { type: 'oauth2', flows },
        key: { type: 'apiKey', in: 'header', name: 'x-key' },
        other: { type: 'apiKey', in: 'header', name: 'x-other' },
      },
    },
  });

const called = (callbacks: Record<string, string>, caller = '/subscribe') =>
  described({
    paths: {
      [caller]: {
        post: {
          responses: { 201: { description: 'made' } },
          callbacks: Object.fromEntries(
            Object.entries(callbacks).map(([name, url]) => [name, { [url]: { post: take() } }]),
          ),
        },
      },
    },
  });
const url = '{$request.body#/url}';

/** Which operation is which. */
const identity: SidedRow[] = [
  {
    name: 'a webhook goes',
    old: webhooks('a', 'b'),
    new: webhooks('a'),
    receiver: 'breaking',
    sender: 'breaking',
    rule: 'operation-removed',
  },
  {
    name: 'a webhook goes, and one comes',
    old: webhooks('a', 'b'),
    new: webhooks('a', 'c'),
    receiver: 'breaking',
    sender: 'breaking',
    rule: 'operation-removed',
  },
  {
    name: 'the only webhook goes, and one comes',
    old: webhooks('a'),
    new: webhooks('b'),
    receiver: 'breaking',
    sender: 'breaking',
    rule: 'operation-removed',
  },
  {
    name: 'a webhook comes',
    old: webhooks('a'),
    new: webhooks('a', 'b'),
    receiver: 'docs',
    sender: 'docs',
    rule: 'operation-added',
  },
  {
    name: 'webhooks stand in another order',
    old: webhooks('a', 'b'),
    new: webhooks('b', 'a'),
    receiver: 'none',
    sender: 'none',
  },
  {
    name: 'two webhooks swap their ids',
    old: described({ webhooks: { a: { post: take({ operationId: 'x' }) }, b: { post: take({ operationId: 'y' }) } } }),
    new: described({ webhooks: { a: { post: take({ operationId: 'y' }) }, b: { post: take({ operationId: 'x' }) } } }),
    receiver: 'docs',
    sender: 'docs',
  },
  {
    name: 'a webhook has another name under the same id',
    old: described({ webhooks: { a: { post: take({ operationId: 'x' }) } } }),
    new: described({ webhooks: { b: { post: take({ operationId: 'x' }) } } }),
    receiver: 'breaking',
    sender: 'breaking',
    rule: 'operation-removed',
  },
  {
    name: 'a webhook has another id',
    old: described({ webhooks: { a: { post: take({ operationId: 'x' }) } } }),
    new: described({ webhooks: { a: { post: take({ operationId: 'y' }) } } }),
    receiver: 'docs',
    sender: 'docs',
  },
  {
    name: 'a webhook comes by another method',
    old: webhooks('a'),
    new: described({ webhooks: { a: { put: take() } } }),
    receiver: 'breaking',
    sender: 'breaking',
    rule: 'method-changed',
  },
  {
    name: 'x-webhooks are webhooks now, and that extension is gone',
    old: described({ 'x-webhooks': { a: { post: take() } }, paths: {} }, '3.0.3'),
    new: described({ webhooks: { a: { post: take() } }, paths: {} }),
    receiver: 'docs',
    sender: 'docs',
  },
  {
    name: 'a parameter of a path is renamed',
    old: paths({ '/a/{id}': take(), '/b/{id}': take() }),
    new: paths({ '/a/{key}': take(), '/b/{key}': take() }),
    receiver: 'none',
    sender: 'none',
  },
  {
    name: 'a described parameter of a path is renamed',
    old: place('/a/{id}', 'id', text),
    new: place('/a/{key}', 'key', text),
    receiver: 'none',
    sender: 'none',
  },
  {
    name: 'a renamed parameter of a path has another type',
    old: place('/a/{id}', 'id', { type: 'integer' }),
    new: place('/a/{key}', 'key', { type: 'boolean' }),
    receiver: 'breaking',
    sender: 'breaking',
    rule: 'type-changed',
  },
  {
    name: 'a parameter of a path is described',
    old: paths({ '/a/{id}': take() }),
    new: place('/a/{id}', 'id', text),
    receiver: 'none',
    sender: 'none',
  },
  {
    name: 'a parameter of a path has a longer list',
    old: place('/a/{id}', 'id', { enum: ['x'] }),
    new: place('/a/{id}', 'id', { enum: ['x', 'y'] }),
    receiver: 'breaking',
    sender: 'safe',
    rule: 'enum-value-added',
  },
  {
    name: 'a parameter of a path is a matrix',
    old: place('/a/{id}', 'id', text),
    new: place('/a/{id}', 'id', text, { style: 'matrix' }),
    receiver: 'breaking',
    sender: 'breaking',
    rule: 'parameter-style-changed',
  },
  {
    name: 'a path goes, and another comes',
    old: paths({ '/a': take(), '/b': take() }),
    new: paths({ '/a': take(), '/c': take() }),
    receiver: 'breaking',
    sender: 'breaking',
    rule: 'operation-removed',
  },
  {
    name: 'a path moves under its id',
    old: paths({ '/a': take({ operationId: 'x' }), '/b': take() }),
    new: paths({ '/c': take({ operationId: 'x' }), '/b': take() }),
    receiver: 'breaking',
    sender: 'breaking',
    rule: 'path-moved',
  },
  {
    name: 'the only path moves',
    old: paths({ '/a': take() }),
    new: paths({ '/b': take() }),
    receiver: 'breaking',
    sender: 'breaking',
    rule: 'path-moved',
  },
  {
    name: 'callbacks stand in another order',
    old: called({ a: url, b: url }),
    new: called({ b: url, a: url }),
    receiver: 'none',
    sender: 'none',
  },
  {
    name: 'a callback goes, and one comes',
    old: called({ a: url, b: url }),
    new: called({ a: url, c: url }),
    receiver: 'breaking',
    sender: 'breaking',
    rule: 'operation-removed',
  },
  {
    name: 'the only callback goes, and one comes',
    old: called({ a: url }),
    new: called({ b: url }),
    receiver: 'breaking',
    sender: 'breaking',
    rule: 'operation-removed',
  },
  {
    name: 'a callback is called elsewhere',
    old: called({ a: url }),
    new: called({ a: '{$request.query.url}' }),
    receiver: 'breaking',
    sender: 'breaking',
    rule: 'path-moved',
  },
  {
    name: 'the caller of a callback has another parameter',
    old: called({ a: url }, '/s/{id}'),
    new: called({ a: url }, '/s/{key}'),
    receiver: 'none',
    sender: 'none',
  },
];

/** Bodies that come or go, and answers. */
const bodies: SidedRow[] = [
  {
    name: 'a body comes, and is required',
    old: withBody(),
    new: withBody(body(true)),
    receiver: 'breaking',
    sender: 'breaking',
    rule: 'body-added',
  },
  {
    name: 'a body may come',
    old: withBody(),
    new: withBody(body(false)),
    receiver: 'breaking',
    sender: 'safe',
    rule: 'body-added',
  },
  {
    name: 'a body goes',
    old: withBody(body(true)),
    new: withBody(),
    receiver: 'breaking',
    sender: 'risky',
    rule: 'body-removed',
  },
  {
    name: 'a body may be left out',
    old: withBody(body(true)),
    new: withBody(body(false)),
    receiver: 'breaking',
    sender: 'safe',
    rule: 'body-made-optional',
  },
  {
    name: 'a body must be there',
    old: withBody(body(false)),
    new: withBody(body(true)),
    receiver: 'safe',
    sender: 'breaking',
    rule: 'body-made-required',
  },
  {
    name: 'bodies are described no more',
    old: withBody(body(true)),
    new: withBody(body(true, {})),
    receiver: 'breaking',
    sender: 'safe',
    rule: 'body-undescribed',
  },
  {
    name: 'bodies are described',
    old: withBody(body(true, {})),
    new: withBody(body(true)),
    receiver: 'safe',
    sender: 'breaking',
    rule: 'body-described',
  },
  {
    name: 'a body may also be a form',
    old: withBody(body(true)),
    new: withBody(body(true, { ...json(parcel), 'application/x-www-form-urlencoded': { schema: parcel } })),
    receiver: 'breaking',
    sender: 'safe',
    rule: 'media-type-added',
  },
  {
    name: 'a success has a body',
    old: answering(ok),
    new: answering({ 200: answer(record) }),
    receiver: 'breaking',
    sender: 'safe',
    rule: 'response-body-added',
  },
  {
    name: 'a success has no body any more',
    old: answering({ 200: answer(record) }),
    new: answering(ok),
    receiver: 'safe',
    sender: 'breaking',
    rule: 'response-body-removed',
  },
  {
    name: 'an error has a body',
    old: answering({ ...ok, 400: { description: 'no' } }),
    new: answering({ ...ok, 400: answer(record) }),
    receiver: 'risky',
    sender: 'risky',
    rule: 'response-body-added',
  },
  {
    name: 'an error has no body any more',
    old: answering({ ...ok, 400: answer(record) }),
    new: answering({ ...ok, 400: { description: 'no' } }),
    receiver: 'safe',
    sender: 'risky',
    rule: 'response-body-removed',
  },
  {
    name: 'an answer must hold more',
    old: answering({ 200: answer(record) }),
    new: answering({ 200: answer({ ...record, required: ['a'] }) }),
    receiver: 'breaking',
    sender: 'safe',
    rule: 'required-added',
  },
  {
    name: 'an answer may hold less',
    old: answering({ 200: answer({ ...record, required: ['a'] }) }),
    new: answering({ 200: answer(record) }),
    receiver: 'safe',
    sender: 'breaking',
  },
  {
    name: 'a success is another one',
    old: answering(ok),
    new: answering({ 202: ok[200] }),
    receiver: 'breaking',
    sender: 'breaking',
  },
  {
    name: 'another success may be answered',
    old: answering(ok),
    new: answering({ ...ok, 202: ok[200] }),
    receiver: 'safe',
    sender: 'breaking',
    rule: 'response-added',
  },
  {
    name: 'an error goes',
    old: answering({ ...ok, 400: ok[200] }),
    new: answering(ok),
    receiver: 'risky',
    sender: 'risky',
    rule: 'response-removed',
  },
  {
    name: 'all successes are said by their range',
    old: answering({ 200: answer(record) }),
    new: answering({ '2XX': answer(record) }),
    receiver: 'safe',
    sender: 'breaking',
    rule: 'response-added',
  },
];

/** What comes beside bodies. */
const heads: SidedRow[] = [
  {
    name: 'a list in a query explodes no more',
    old: query(list),
    new: query(list, { explode: false }),
    receiver: 'breaking',
    sender: 'breaking',
    rule: 'parameter-style-changed',
  },
  {
    name: 'a list in a query is piped',
    old: query(list, { explode: false }),
    new: query(list, { explode: false, style: 'pipeDelimited' }),
    receiver: 'breaking',
    sender: 'breaking',
    rule: 'parameter-style-changed',
  },
  {
    name: 'an object in a query is deep',
    old: query(record),
    new: query(record, { style: 'deepObject' }),
    receiver: 'breaking',
    sender: 'breaking',
    rule: 'parameter-style-changed',
  },
  {
    name: 'a deep object explodes, as it always does',
    old: query(record, { style: 'deepObject' }),
    new: query(record, { style: 'deepObject', explode: true }),
    receiver: 'none',
    sender: 'none',
  },
  {
    name: 'a list in a header explodes, which means nothing',
    old: header(list),
    new: header(list, { explode: true }),
    receiver: 'none',
    sender: 'none',
  },
  {
    name: 'an object in a header explodes',
    old: header(record),
    new: header(record, { explode: true }),
    receiver: 'breaking',
    sender: 'breaking',
    rule: 'parameter-style-changed',
  },
  {
    name: 'text in a query may have reserved characters',
    old: query(text),
    new: query(text, { allowReserved: true }),
    receiver: 'breaking',
    sender: 'breaking',
    rule: 'parameter-style-changed',
  },
  {
    name: 'text in a query has no reserved characters, as before',
    old: query(text),
    new: query(text, { allowReserved: false, style: 'form' }),
    receiver: 'none',
    sender: 'none',
  },
  {
    name: 'a parameter in a query comes always',
    old: query(text),
    new: query(text, { required: true }),
    receiver: 'safe',
    sender: 'breaking',
    rule: 'parameter-made-required',
  },
  {
    name: 'a required parameter goes',
    old: query(text, { required: true }),
    new: withParameter(),
    receiver: 'breaking',
    sender: 'safe',
    rule: 'parameter-removed',
  },
  {
    name: 'a required parameter comes',
    old: withParameter(),
    new: query(text, { required: true }),
    receiver: 'safe',
    sender: 'breaking',
    rule: 'parameter-added',
  },
  {
    name: 'an answer has a header',
    old: answering(ok),
    new: receipt({}),
    receiver: 'safe',
    sender: 'safe',
    rule: 'response-header-added',
  },
  {
    name: 'an answer must have a header',
    old: answering(ok),
    new: receipt({ required: true }),
    receiver: 'breaking',
    sender: 'safe',
    rule: 'response-header-added',
  },
  {
    name: 'a header of an answer is required',
    old: receipt({}),
    new: receipt({ required: true }),
    receiver: 'breaking',
    sender: 'safe',
    rule: 'response-header-made-required',
  },
  {
    name: 'a header of an answer may be missing',
    old: receipt({ required: true }),
    new: receipt({}),
    receiver: 'safe',
    sender: 'breaking',
    rule: 'response-header-made-optional',
  },
  {
    name: 'a required header of an answer goes',
    old: receipt({ required: true }),
    new: answering(ok),
    receiver: 'safe',
    sender: 'breaking',
    rule: 'response-header-removed',
  },
  {
    name: 'a token has another scope, too',
    old: granted({ granted: ['a'] }),
    new: granted({ granted: ['a', 'b'] }),
    receiver: 'safe',
    sender: 'breaking',
    rule: 'security-scheme-added',
  },
  {
    name: 'a token lacks a scope',
    old: granted({ granted: ['a', 'b'] }),
    new: granted({ granted: ['a'] }),
    receiver: 'breaking',
    sender: 'safe',
    rule: 'security-scheme-dropped',
  },
  {
    name: 'a token has another scope instead',
    old: granted({ granted: ['a'] }),
    new: granted({ granted: ['b'] }),
    receiver: 'breaking',
    sender: 'breaking',
    rule: 'security-changed',
  },
  {
    name: 'a token of fewer scopes does as well',
    old: granted({ granted: ['a'] }),
    new: granted({ granted: ['a'] }, { granted: ['b'] }),
    receiver: 'breaking',
    sender: 'safe',
    rule: 'security-alternative-added',
  },
  {
    name: 'scopes stand in another order',
    old: granted({ granted: ['a', 'b'] }),
    new: granted({ granted: ['b', 'a'] }),
    receiver: 'none',
    sender: 'none',
  },
  {
    name: 'a scheme has another name in the document',
    old: granted({ granted: ['a'] }),
    new: granted({ renamed: ['a'] }),
    receiver: 'none',
    sender: 'none',
  },
  {
    name: 'a key comes in another header',
    old: granted({ key: [] }),
    new: granted({ other: [] }),
    receiver: 'breaking',
    sender: 'breaking',
    rule: 'security-changed',
  },
];

/** Two alternatives that say themselves what they are, and a mapping. */
const mapped = (mapping?: Record<string, string>, property = 'kind') => {
  const kind = (name: string, more: string) => ({
    type: 'object',
    required: ['kind', property, more],
    properties: { kind: { enum: [name] }, [property]: { enum: [name] }, [more]: text },
  });
  const target = ([value, name]: [string, string]) => [value, `#/components/schemas/${name}`];
  const targets = mapping && { mapping: Object.fromEntries(Object.entries(mapping).map(target)) };
  const oneOf = [{ $ref: '#/components/schemas/Sale' }, { $ref: '#/components/schemas/Refund' }];
  return described({
    webhooks: { moved: { post: take({ requestBody: body(true, json({ $ref: '#/components/schemas/Order' })) }) } },
    components: {
      schemas: {
        Order: { oneOf, discriminator: { propertyName: property, ...targets } },
        Sale: kind('sale', 'total'),
        Refund: kind('refund', 'of'),
      },
    },
  });
};
const both = { sale: 'Sale', refund: 'Refund' };

/** The same without what names the property that chooses. */
const unmapped = () => {
  const document = structuredClone(mapped(both));
  Reflect.deleteProperty((document as Draft).components.schemas.Order, 'discriminator');
  return document;
};

const mappings: SidedRow[] = [
  {
    name: 'a discriminator goes',
    old: mapped(both),
    new: unmapped(),
    receiver: 'risky',
    sender: 'safe',
    rule: 'discriminator-removed',
  },
  {
    name: 'a discriminator says what its alternatives say',
    old: unmapped(),
    new: mapped(both),
    receiver: 'safe',
    sender: 'safe',
    rule: 'discriminator-added',
  },
  {
    name: 'an entry of a mapping goes',
    old: mapped(both),
    new: mapped({ sale: 'Sale' }),
    receiver: 'risky',
    sender: 'safe',
    rule: 'mapping-removed',
  },
  {
    name: 'an entry of a mapping leads elsewhere',
    old: mapped(both),
    new: mapped({ ...both, refund: 'Sale' }),
    receiver: 'breaking',
    sender: 'breaking',
    rule: 'mapping-retargeted',
  },
  {
    name: 'two entries of a mapping are swapped',
    old: mapped(both),
    new: mapped({ sale: 'Refund', refund: 'Sale' }),
    receiver: 'breaking',
    sender: 'breaking',
    rule: 'mapping-retargeted',
  },
  {
    name: 'a mapping says what its alternatives say',
    old: mapped({ sale: 'Sale' }),
    new: mapped(both),
    receiver: 'safe',
    sender: 'safe',
    rule: 'mapping-added',
  },
  {
    name: 'an entry comes of which nothing can be',
    old: mapped(both),
    new: mapped({ ...both, gift: 'Sale' }),
    receiver: 'breaking',
    sender: 'safe',
    rule: 'mapping-added',
  },
  {
    name: 'entries stand in another order',
    old: mapped(both),
    new: mapped({ refund: 'Refund', sale: 'Sale' }),
    receiver: 'none',
    sender: 'none',
  },
  {
    name: 'a name is mapped to itself, as it is without',
    old: mapped({ ...both, Sale: 'Sale' }),
    new: mapped(both),
    receiver: 'none',
    sender: 'none',
  },
];

/** A body that is one of some alternatives which no discriminator tells apart. */
const object = (properties: Record<string, object>, required = Object.keys(properties)) => ({
  ...{ type: 'object', required, properties },
});
const sent = (schema: object, schemas: object = {}) =>
  described({
    webhooks: { moved: { post: take({ requestBody: body(true, json(schema)) }) } },
    components: { schemas },
  });
const state = (...values: string[]) => object({ id: text, state: { enum: values } });
const paint = object({ colour: text, shade: text });
const barePaint = object({ colour: text, shade: text }, ['colour']);
const named = (...names: string[]) => ({ oneOf: names.map((name) => ({ $ref: `#/components/schemas/${name}` })) });

const unions: SidedRow[] = [
  {
    name: 'a shared alternative lists more',
    old: sent(named('State', 'Paint'), { State: state('x'), Paint: paint }),
    new: sent(named('State', 'Paint'), { State: state('x', 'y'), Paint: paint }),
    receiver: 'breaking',
    // What has the new state and paint besides was paint, and is both.
    sender: 'breaking',
    rule: 'enum-value-added',
    only: ['enum-value-added', 'union-overlap-added'],
  },
  {
    name: 'two alternatives have other names and list more',
    old: sent({ anyOf: named('A', 'B').oneOf }, { A: state('x'), B: state('x', 'z') }),
    new: sent({ anyOf: named('C', 'D').oneOf }, { C: state('x', 'y'), D: state('x', 'z', 'y') }),
    receiver: 'breaking',
    sender: 'safe',
    rule: 'enum-value-added',
    only: ['enum-value-added'],
  },
  {
    name: 'two alternatives without names changed',
    old: sent({ anyOf: [state('x'), paint] }),
    new: sent({ anyOf: [barePaint, state('x', 'y')] }),
    receiver: 'breaking',
    sender: 'safe',
    rule: 'required-dropped',
    only: ['enum-value-added', 'required-dropped'],
  },
  {
    name: 'alternatives of plain types take more',
    old: sent(
      object({
        of: {
          oneOf: [
            { type: 'string', maxLength: 3 },
            { type: 'integer', maximum: 3 },
          ],
        },
      }),
    ),
    new: sent(
      object({
        of: {
          oneOf: [
            { type: 'string', maxLength: 5 },
            { type: 'integer', maximum: 5 },
          ],
        },
      }),
    ),
    receiver: 'breaking',
    sender: 'safe',
    rule: 'limit-loosened',
    only: ['limit-loosened'],
  },
  {
    name: 'an alternative changed beside a new one',
    old: sent({ anyOf: [state('x'), paint] }),
    new: sent({ anyOf: [state('x', 'y'), paint, object({ zip: { type: 'integer' } })] }),
    receiver: 'breaking',
    sender: 'safe',
    rule: 'union-branch-added',
    only: ['enum-value-added', 'union-branch-added'],
  },
  {
    name: 'a body is wrapped in a union',
    old: sent(state('x')),
    new: sent({ oneOf: [state('x')] }),
    receiver: 'none',
    sender: 'none',
  },
  {
    name: 'a body is wrapped, and lists more',
    old: sent(state('x')),
    new: sent({ oneOf: [state('x', 'y')] }),
    receiver: 'breaking',
    sender: 'safe',
    rule: 'enum-value-added',
    only: ['enum-value-added'],
  },
  {
    name: 'a body is wrapped beside another alternative',
    old: sent(state('x')),
    new: sent({ anyOf: [state('x'), paint] }),
    receiver: 'breaking',
    sender: 'safe',
    rule: 'union-branch-added',
    only: ['union-branch-added'],
  },
  {
    name: 'a union of one is unwrapped',
    old: sent({ oneOf: [state('x')] }),
    new: sent(state('x')),
    receiver: 'none',
    sender: 'none',
  },
  {
    name: 'one alternative is left, and is no union any more',
    old: sent({ anyOf: [state('x'), paint] }),
    new: sent(state('x')),
    receiver: 'safe',
    sender: 'breaking',
    rule: 'union-branch-removed',
    only: ['union-branch-removed'],
  },
  {
    name: 'a body is split by its values',
    old: sent(object({ kind: { enum: ['a', 'b'] } })),
    new: sent({ oneOf: [object({ kind: { const: 'a' } }), object({ kind: { const: 'b' } })] }),
    receiver: 'none',
    sender: 'none',
  },
  {
    name: 'a union is one body with all values',
    old: sent({ oneOf: [object({ kind: { const: 'a' } }), object({ kind: { const: 'b' } })] }),
    new: sent(object({ kind: { enum: ['a', 'b'] } })),
    receiver: 'none',
    sender: 'none',
  },
  {
    name: 'a union within a union is one',
    old: sent({ anyOf: [{ anyOf: [state('x')] }, paint] }),
    new: sent({ anyOf: [state('x'), paint] }),
    receiver: 'none',
    sender: 'none',
  },
];

export const sided: SidedRow[] = [...identity, ...bodies, ...heads, ...mappings, ...unions];
