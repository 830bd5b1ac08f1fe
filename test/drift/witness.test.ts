import type { Change, Side } from '../../src/change.ts';
import { compareDocuments } from '../../src/drift/documents/compare.ts';
import type { Draft } from './documents.ts';

const kinds = (...names: string[]): Draft => ({ type: 'string', enum: names });
const holding = (name: string, schema: Draft = { type: 'string' }): Draft => ({
  type: 'object',
  required: [name],
  properties: { [name]: schema },
});

function compare(old: Draft, now: Draft, { side = 'receiver', schemas = [{}] as Draft[] } = {}): Promise<Change[]> {
  const documents = [old, now].map((schema, index) => ({
    source: `document ${index}`,
    document: {
      openapi: '3.1.0',
      info: { title: 'Loans', version: '1' },
      components: { schemas: schemas[index] },
      webhooks: {
        loan: { post: { requestBody: { required: true, content: { 'application/json': { schema } } }, responses: {} } },
      },
    },
  }));
  const [before, after] = documents as [Draft, Draft];
  return compareDocuments(before, after, { side: side as Side, source: 'spec', scope: 'document' });
}

const told = (changes: readonly Change[]) => changes.map(({ rule, level, witness }) => [rule, level, witness?.event]);

test('each of two names that a closed object has now is shown without the other', async () => {
  const closed = (more: object, inner: object): Draft => ({
    ...{ type: 'object', additionalProperties: false },
    properties: { end: { type: 'object', additionalProperties: false, properties: { at: {}, ...inner } }, ...more },
  });
  const changes = await compare(closed({}, {}), closed({ fault: { type: 'string' } }, { by: { type: 'string' } }));
  expect(told(changes)).toEqual([
    ['property-added', 'breaking', { fault: expect.anything() }],
    ['property-added', 'breaking', { end: { by: expect.anything() } }],
  ]);
});

test('a keyword of lists changes nothing for objects, whatever else is refused there', async () => {
  const changes = await compare(
    { ...holding('id'), contains: { type: 'string' } },
    { type: 'object', properties: { id: { type: 'string' } }, contains: { type: 'integer' } },
  );
  expect(told(changes)).toEqual([['required-dropped', 'breaking', {}]]);
});

test('names of values and of alternatives that go together by chance hide no new value', async () => {
  const loan = (...reasons: string[]): Draft => ({
    type: 'object',
    required: ['desk'],
    properties: {
      desk: kinds('main', 'branch'),
      reason: kinds(...reasons),
      deskData: { oneOf: ['MainDeskData', 'BranchDeskData'].map((name) => ({ $ref: `#/components/schemas/${name}` })) },
      route: { oneOf: ['OpenRoute', 'BranchRoute'].map((name) => ({ $ref: `#/components/schemas/${name}` })) },
    },
  });
  const all = {
    ...{ MainDeskData: holding('room'), BranchDeskData: holding('street') },
    ...{ OpenRoute: holding('open'), BranchRoute: holding('via') },
  };
  const changes = await compare(loan('lost'), loan('lost', 'found'), { schemas: [all, all] });
  expect(told(changes)).toEqual([['enum-value-added', 'breaking', { desk: 'main', reason: 'found' }]]);
});

const card = (...required: string[]): Draft => ({
  type: 'object',
  required,
  properties: { card: { type: 'string' }, phone: { type: 'string' } },
});
const exclusive: [string, Draft, Draft][] = [
  ['an object became a choice', card('card', 'phone'), { oneOf: [card('card'), card('phone')] }],
  [
    'an alternative takes anything',
    { oneOf: [{ type: 'string' }, { type: 'integer' }] },
    { oneOf: [{}, { type: 'integer' }] },
  ],
  [
    'an alternative asks for less',
    { oneOf: [card('card', 'phone'), holding('phone')] },
    { oneOf: [card('phone'), holding('phone')] },
  ],
  [
    'an alternative is within another',
    { oneOf: [holding('id'), { type: 'string' }] },
    { oneOf: [holding('id'), { type: 'string' }, { ...holding('id'), required: ['id', 'card'] }] },
  ],
];

test.each(exclusive)('what fits two alternatives since %s is refused, and breaks a sender', async (_, old, now) => {
  const changes = await compare(old, now, { side: 'sender' });
  const [first] = changes;
  expect(first?.level).toBe('breaking');
  expect(first?.witness?.says).toMatch(/exactly one of the alternatives, but matches numbers/);
});

test('what fitted two alternatives may come once one of them asks for more', async () => {
  const changes = await compare(
    { oneOf: [{ type: 'integer' }, { type: 'number' }] },
    { oneOf: [{ type: 'integer' }, { type: 'number', exclusiveMinimum: 10 }] },
  );
  expect(told(changes.filter(({ level }) => level === 'breaking'))).toEqual([
    ['union-overlap-removed', 'breaking', expect.any(Number)],
  ]);
});

const mapped = (mapping: object): Draft => ({
  oneOf: [{ $ref: '#/components/schemas/Lent' }, { $ref: '#/components/schemas/Back' }],
  discriminator: { propertyName: 'kind', mapping },
});
const [lent, back] = ['Lent', 'Back'].map((name) => `#/components/schemas/${name}`);
const loans = {
  Lent: { ...card('kind', 'card'), properties: { ...card().properties, kind: kinds('lent') } },
  Back: { ...card('kind', 'phone'), properties: { ...card().properties, kind: kinds('back') } },
};

test.each([
  ['goes', { lent }, 'mapping-removed', 'risky'],
  ['points elsewhere', { lent, back: lent }, 'mapping-retargeted', 'breaking'],
])(
  'a mapping entry that %s is told, though lists in the branches choose as before',
  async (_, mapping, rule, level) => {
    const changes = await compare(mapped({ lent, back }), mapped(mapping), { schemas: [loans, loans] });
    expect(changes.map((each) => [each.rule, each.level])).toEqual([[rule, level]]);
  },
);

test('what inherits from a union that lists it is compared', async () => {
  const family = (type: string): Draft => ({
    Loan: { ...mapped({ lent, back }), ...holding('kind') },
    Lent: { allOf: [{ $ref: '#/components/schemas/Loan' }], type: 'object', properties: { to: { type } } },
    Back: { allOf: [{ $ref: '#/components/schemas/Loan' }], type: 'object', properties: { late: { type: 'boolean' } } },
  });
  const loan = { $ref: '#/components/schemas/Loan' };
  const changes = await compare(loan, loan, { schemas: [family('string'), family('integer')] });
  // Null for what the other alternative has keeps the event from fitting both, for whoever does not read the discriminator.
  expect(told(changes)).toEqual([['type-changed', 'breaking', { kind: 'lent', to: expect.any(Number), late: null }]]);
});

test('what breaks by its kind stays breaking where every event is refused for something else, too', async () => {
  const changes = await compare(
    { ...holding('at', { type: 'string' }), additionalProperties: false },
    { type: 'object', required: ['at'], properties: { at: { type: 'integer' }, by: {} }, additionalProperties: false },
  );
  expect(told(changes)).toEqual([
    ['property-added', 'breaking', undefined],
    ['type-changed', 'breaking', { at: expect.any(Number) }],
  ]);
  expect(changes[0]?.proof?.tried).toContain('refused for another change as well');
});

test('a name that an alternative declares is safe, and that what fitted two alternatives may come now is told of the union', async () => {
  const union = (more: object): Draft => ({
    oneOf: [
      { type: 'object', required: ['id'], properties: { id: { type: 'string' } } },
      { type: 'object', properties: { note: { type: 'string' }, ...more } },
    ],
  });
  const changes = await compare(union({}), union({ pages: { type: 'integer' } }));
  expect(changes.map(({ rule, level }) => [rule, level])).toEqual([
    ['union-overlap-removed', 'breaking'],
    ['property-added', 'safe'],
  ]);
  const event = changes[0]?.witness?.event as Record<string, unknown>;
  expect(event).toMatchObject({ id: expect.any(String), pages: expect.anything() });
  expect(Number.isInteger(event.pages)).toBe(false);
});
