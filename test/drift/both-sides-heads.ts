import type { SidedRow } from './both-sides.ts';
import { number, record, text, whole } from './both-sides-schemas.ts';

type Level = SidedRow['receiver'];
type Row = [name: string, old: object, now: object, receiver: Level, sender: Level];

const json = (schema: object) => ({ 'application/json': { schema } });
const body = { required: true, content: json(record({ id: text })) };
const taken = { description: 'taken' };
const post = (more: object = {}) => ({ requestBody: body, responses: { 200: taken }, ...more });
const described = (parts: object, openapi = '3.1.0') => ({
  openapi,
  info: { title: 'Parcels', version: '1' },
  ...parts,
});
const hook = (more: object = {}, parts: object = {}) =>
  described({ paths: { '/hook': { post: post(more) } }, ...parts });
const query = (schema: object, more: object = {}) =>
  hook({ parameters: [{ name: 'q', in: 'query', schema, ...more }] });
const answering = (responses: object) => hook({ responses });
const answer = (schema: object) => ({ 200: { ...taken, content: json(schema) } });
const receipt = (more: object) => answering({ 200: { ...taken, headers: { 'x-receipt': more } } });
const key = (name: string, where = 'header') => ({ type: 'apiKey', in: where, name });
const secured = (security: object[], schemes: object = { a: key('x-a'), b: key('x-b') }, more: object = { security }) =>
  hook(more, { security, components: { securitySchemes: schemes } });
const by = (scheme: object) => secured([{ a: [] }], { a: scheme });
const lines = (itemSchema: object) =>
  described(
    {
      webhooks: {
        moved: { post: post({ requestBody: { required: true, content: { 'application/jsonl': { itemSchema } } } }) },
      },
    },
    '3.2.0',
  );

const parameters: Row[] = [
  [
    'a parameter stands at its operation',
    described({ paths: { '/hook': { parameters: [{ name: 'q', in: 'query', schema: text }], post: post() } } }),
    query(text),
    'none',
    'none',
  ],
  ['a parameter may be any text, and was a number', query(whole), query(text), 'breaking', 'safe'],
  ['a parameter is a number, and was any text', query(text), query(whole), 'safe', 'breaking'],
  [
    'a parameter is another text, and was a number',
    query(whole),
    query({ ...text, pattern: '^a' }),
    'breaking',
    'breaking',
  ],
  ['a parameter may come without a value', query(text), query(text, { allowEmptyValue: true }), 'breaking', 'safe'],
  ['a parameter always has a value', query(text, { allowEmptyValue: true }), query(text), 'safe', 'breaking'],
  ['a parameter is described by other words', query(text), query(text, { description: 'One of all' }), 'docs', 'docs'],
  [
    'a parameter that holds JSON is wider',
    hook({ parameters: [{ name: 'q', in: 'query', content: json(whole) }] }),
    hook({ parameters: [{ name: 'q', in: 'query', content: json(number) }] }),
    'breaking',
    'safe',
  ],
];

const answers: Row[] = [
  [
    'an answer is narrower',
    answering(answer(record({ state: { enum: ['x', 'y'] } }))),
    answering(answer(record({ state: { enum: ['x'] } }))),
    'breaking',
    'safe',
  ],
  ['only one of all successes is left', answering({ '2XX': taken }), answering({ 200: taken }), 'breaking', 'safe'],
  ['errors may be answered', answering({ 200: taken }), answering({ 200: taken, '4XX': taken }), 'safe', 'safe'],
  [
    'a header of an answer is one of fewer',
    receipt({ schema: { enum: ['x', 'y'] } }),
    receipt({ schema: { enum: ['x'] } }),
    'breaking',
    'safe',
  ],
  [
    'an answer leads elsewhere',
    answering({ 200: taken }),
    answering({ 200: { ...taken, links: { next: { operationId: 'other' } } } }),
    'docs',
    'docs',
  ],
];

const security: Row[] = [
  ['one of two keys is enough', secured([{ a: [], b: [] }]), secured([{ a: [] }, { b: [] }]), 'breaking', 'safe'],
  ['both of two keys come', secured([{ a: [] }, { b: [] }]), secured([{ a: [], b: [] }]), 'safe', 'breaking'],
  ['a key may be left out', secured([{ a: [] }]), secured([{ a: [] }, {}]), 'breaking', 'safe'],
  [
    'an operation needs no key',
    secured([{ a: [] }], undefined, {}),
    secured([{ a: [] }], undefined, { security: [] }),
    'breaking',
    'safe',
  ],
  ['an operation says what all say', secured([{ a: [] }], undefined, {}), secured([{ a: [] }]), 'none', 'none'],
  ['a key comes in the query', by(key('x-a')), by(key('x-a', 'query')), 'breaking', 'breaking'],
  [
    'a password is a token',
    by({ type: 'http', scheme: 'basic' }),
    by({ type: 'http', scheme: 'bearer' }),
    'breaking',
    'breaking',
  ],
  [
    'it is said what a token is like',
    by({ type: 'http', scheme: 'bearer' }),
    by({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }),
    'docs',
    'docs',
  ],
];

const bodies: Row[] = [
  ['each of many lines is wider', lines(record({ n: whole })), lines(record({ n: number })), 'breaking', 'safe'],
  ['each of many lines needs more', lines(record({ n: whole }, [])), lines(record({ n: whole })), 'safe', 'breaking'],
  [
    'a media type is written otherwise',
    hook(),
    hook({ requestBody: { required: true, content: { 'Application/JSON': body.content['application/json'] } } }),
    'none',
    'none',
  ],
  [
    'a body is shared',
    hook({}, { components: { requestBodies: { Moved: body } } }),
    hook(
      { requestBody: { $ref: '#/components/requestBodies/Moved' } },
      { components: { requestBodies: { Moved: body } } },
    ),
    'none',
    'none',
  ],
  [
    'a webhook comes by another method, too',
    described({ webhooks: { moved: { post: post() } } }),
    described({ webhooks: { moved: { post: post(), put: post() } } }),
    'docs',
    'docs',
  ],
  [
    'the same is said in 3.2',
    described({ webhooks: { moved: { post: post() } } }),
    described({ webhooks: { moved: { post: post() } } }, '3.2.0'),
    'none',
    'none',
  ],
];

/** Changes of what comes beside a body, and of how bodies come, each with what it comes to by the rules. */
export const sidedHeads: SidedRow[] = [...parameters, ...answers, ...security, ...bodies].map(
  ([name, old, now, receiver, sender]) => ({ name, old, new: now, receiver, sender }),
);
