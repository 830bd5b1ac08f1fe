import type { SidedRow } from './both-sides.ts';
import { number, part, record, sent, text, whole } from './both-sides-schemas.ts';

type Level = SidedRow['receiver'];
export type Row = [name: string, old: object, now: object, receiver: Level, sender: Level];

const json = (schema: object) => ({ 'application/json': { schema } });
const taken = { description: 'taken' };
const body = { required: true, content: json(record({ id: text })) };
export const post = (more: object = {}) => ({ requestBody: body, responses: { 200: taken }, ...more });
export const described = (parts: object, openapi = '3.1.0') => ({
  openapi,
  info: { title: 'Parcels', version: '1' },
  ...parts,
});
const hook = (more: object = {}, parts: object = {}) =>
  described({ paths: { '/hook': { post: post(more) } }, ...parts });
const given = (...parameters: object[]) => hook({ parameters });
const cookie = { name: 'sid', in: 'cookie', required: true, schema: text };
const header = (schema: object, more: object = {}) => given({ name: 'x-sig', in: 'header', schema, ...more });
const query = (schema: object, more: object = {}) => given({ name: 'q', in: 'query', schema, ...more });
const list = { type: 'array', items: text };

const parameters: Row[] = [
  ['a required cookie goes', given(cookie), hook(), 'breaking', 'safe'],
  ['a cookie may be missing', given(cookie), given({ ...cookie, required: false }), 'breaking', 'safe'],
  [
    'a required header stands in the query',
    given({ name: 'x-a', in: 'header', required: true, schema: text }),
    given({ name: 'x-a', in: 'query', required: true, schema: text }),
    'breaking',
    'breaking',
  ],
  ['a header is spelt in capitals', header(text), given({ name: 'X-Sig', in: 'header', schema: text }), 'none', 'none'],
  ['a header is deprecated', header(text), header(text, { deprecated: true }), 'docs', 'docs'],
  ['a header is one of more', header({ enum: ['a'] }), header({ enum: ['a', 'b'] }), 'breaking', 'safe'],
  ['a header may be shorter', header({ ...text, minLength: 8 }), header({ ...text, minLength: 4 }), 'breaking', 'safe'],
  ['a query has another default', query({ ...whole, default: 1 }), query({ ...whole, default: 2 }), 'risky', 'risky'],
  ['a list in a query may be empty', query({ ...list, minItems: 1 }), query(list), 'breaking', 'safe'],
  [
    'a list in a query is written with blanks',
    query(list, { style: 'form', explode: false }),
    query(list, { style: 'spaceDelimited', explode: false }),
    'breaking',
    'breaking',
  ],
  [
    'a header that the standard ignores changes',
    given({ name: 'Content-Type', in: 'header', required: true, schema: { enum: ['a'] } }),
    given({ name: 'Content-Type', in: 'header', schema: { enum: ['b'] } }),
    'none',
    'none',
  ],
  [
    'a parameter is shared',
    header(text),
    hook(
      { parameters: [{ $ref: '#/components/parameters/Sig' }] },
      { components: { parameters: { Sig: { name: 'x-sig', in: 'header', schema: text } } } },
    ),
    'none',
    'none',
  ],
];

const key = (name: string, where = 'header') => ({ type: 'apiKey', in: where, name });
const http = (scheme: string) => ({ type: 'http', scheme });
const secured = (security: object[], schemes: object) =>
  hook({ security }, { components: { securitySchemes: schemes } });
const keys = { a: key('x-a'), b: key('x-b') };
const openId = (host: string) =>
  secured([{ a: [] }], { a: { type: 'openIdConnect', openIdConnectUrl: `https://${host}.example.com/` } });

const security: Row[] = [
  [
    'a scheme is spelt in capitals',
    secured([{ a: [] }], { a: http('bearer') }),
    secured([{ a: [] }], { a: http('Bearer') }),
    'none',
    'none',
  ],
  ['a key is a token', secured([{ a: [] }], keys), secured([{ a: [] }], { a: http('bearer') }), 'breaking', 'breaking'],
  [
    'a certificate does as well',
    secured([{ a: [] }], keys),
    secured([{ a: [] }, { c: [] }], { ...keys, c: { type: 'mutualTLS' } }),
    'breaking',
    'safe',
  ],
  ['tokens are issued elsewhere', openId('one'), openId('two'), 'breaking', 'breaking'],
  ['keys stand in another order', secured([{ a: [], b: [] }], keys), secured([{ b: [], a: [] }], keys), 'none', 'none'],
  ['all keys are needed no more', secured([{ a: [], b: [] }], keys), secured([{ a: [] }], keys), 'breaking', 'safe'],
  [
    'a key was enough, and is',
    secured([{ a: [] }, { a: [], b: [] }], keys),
    secured([{ a: [] }], keys),
    'safe',
    'safe',
  ],
];

const answering = (responses: object) => hook({ responses });
const answers: Row[] = [
  [
    'a header of an answer is one of more',
    answering({ 200: { ...taken, headers: { 'x-r': { schema: { enum: ['x'] } } } } }),
    answering({ 200: { ...taken, headers: { 'x-r': { schema: { enum: ['x', 'y'] } } } } }),
    'safe',
    'breaking',
  ],
  [
    'an answer may come as another type, too',
    answering({ 200: { ...taken, content: json(text) } }),
    answering({ 200: { ...taken, content: { ...json(text), 'text/plain': { schema: text } } } }),
    'safe',
    'breaking',
  ],
  [
    'an answer comes as another type',
    answering({ 200: { ...taken, content: json(text) } }),
    answering({ 200: { ...taken, content: { 'text/plain': { schema: text } } } }),
    'breaking',
    'breaking',
  ],
  [
    'any error is one error',
    answering({ 200: taken, default: taken }),
    answering({ 200: taken, 400: taken }),
    'risky',
    'risky',
  ],
  [
    'an error is any error',
    answering({ 200: taken, 400: taken }),
    answering({ 200: taken, default: taken }),
    'safe',
    'safe',
  ],
  [
    'a body need not be there, as is the default',
    hook({ requestBody: { content: body.content } }),
    hook({ requestBody: { ...body, required: false } }),
    'none',
    'none',
  ],
  [
    'a plain text is longer',
    hook({ requestBody: { required: true, content: { 'text/plain': { schema: { ...text, maxLength: 3 } } } } }),
    hook({ requestBody: { required: true, content: { 'text/plain': { schema: { ...text, maxLength: 5 } } } } }),
    'breaking',
    'safe',
  ],
  [
    'an operation has servers of its own',
    hook(),
    hook({ servers: [{ url: 'https://parcels.example.com' }] }),
    'docs',
    'docs',
  ],
];

const called = (callbacks: object) =>
  described({ paths: { '/subscribe': { post: { responses: { 201: taken }, callbacks } } } });
const calledBack = (operation: object) => called({ done: { '{$request.body#/url}': { post: operation } } });
const treating = (method: object, openapi = '3.2.0') => described({ paths: { '/hook': method } }, openapi);
export const withType = (schema: object) => ({ requestBody: { required: true, content: json(schema) } });
const Box = record({ kind: text, sides: whole });
const Tube = record({ kind: text, length: whole });
const Other = record({ kind: text });
export const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const kinds = (discriminator: object, ...names: string[]) =>
  described(
    {
      paths: { '/hook': { post: post(withType({ anyOf: names.map(ref), discriminator })) } },
      components: { schemas: { Box, Tube, Other } },
    },
    '3.2.0',
  );
const mapping = { box: '#/components/schemas/Box', tube: '#/components/schemas/Tube' };

const operations: Row[] = [
  [
    'a callback holds more',
    calledBack(post(withType({ enum: ['a'] }))),
    calledBack(post(withType({ enum: ['a', 'b'] }))),
    'breaking',
    'safe',
  ],
  [
    'a callback has another success',
    calledBack(post()),
    calledBack(post({ responses: { 202: taken } })),
    'breaking',
    'breaking',
  ],
  [
    'a callback is a shared one',
    calledBack(post()),
    {
      ...called({ done: { $ref: '#/components/callbacks/Done' } }),
      components: { callbacks: { Done: { '{$request.body#/url}': { post: post() } } } },
    },
    'none',
    'none',
  ],
  [
    'a webhook is a shared one',
    described({ webhooks: { moved: { post: post() } } }),
    described({
      webhooks: { moved: { $ref: '#/components/pathItems/Moved' } },
      components: { pathItems: { Moved: { post: post() } } },
    }),
    'none',
    'none',
  ],
  [
    'a query of 3.2 holds more',
    treating({ query: post(withType({ enum: ['a'] })) }),
    treating({ query: post(withType({ enum: ['a', 'b'] })) }),
    'breaking',
    'safe',
  ],
  [
    'any other kind may come',
    kinds({ propertyName: 'kind', mapping }, 'Box', 'Tube'),
    kinds({ propertyName: 'kind', mapping, defaultMapping: 'Other' }, 'Box', 'Tube', 'Other'),
    'breaking',
    'safe',
  ],
  [
    'nullable, examples and exclusive bounds are written as in 3.1',
    sent(record({ a: { ...text, nullable: true }, n: { ...number, minimum: 0, exclusiveMinimum: true } }), '3.0.3'),
    sent(record({ a: { type: ['string', 'null'] }, n: { ...number, exclusiveMinimum: 0 } })),
    'none',
    'none',
  ],
  [
    'a limit stands beside a reference in 3.0',
    sent(part, '3.0.3'),
    sent({ ...part, maxProperties: 1 }, '3.0.3'),
    'none',
    'none',
  ],
];

export function rowOf([name, old, now, receiver, sender]: Row): SidedRow {
  return { name, old, new: now, receiver, sender };
}

/** Changes of every part of a description, in all versions, each with what it comes to by the rules. */
export const sidedParts = [...parameters, ...security, ...answers, ...operations].map(rowOf);
