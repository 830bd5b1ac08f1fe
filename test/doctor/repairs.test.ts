import { cured, documentOf, examine, ref } from './cured.ts';

const Shipped = { type: 'object', properties: { carrier: { type: 'string' } } };
const Lost = { type: 'object', required: ['since'], properties: { since: { type: 'string', format: 'date' } } };

/** A notice whose discriminator stands above its union, with more beside each of them. */
function noticeOf(beside: { holder?: object; union?: object }, openapi = '3.0.3') {
  const body = { oneOf: [ref('Shipped'), ref('Lost')], ...beside.union };
  const properties = { kind: { type: 'string', enum: ['shipped', 'lost'] }, body };
  const discriminator = { propertyName: 'kind', mapping: { shipped: 'Shipped', lost: 'Lost' } };
  const Notice = { type: 'object', required: ['kind', 'body'], properties, discriminator, ...beside.holder };
  return documentOf({ Shipped, Lost, Notice }, { openapi });
}

const shipped = { kind: 'shipped', body: {} };
const lost = { kind: 'lost', body: { since: '2026-01-01' } };

test.each([
  ['is closed', { additionalProperties: false }, '3.0.3', 7],
  ['asks something of all other properties', { additionalProperties: { type: 'string' } }, '3.0.3', 7],
  ['leaves nothing unevaluated', { unevaluatedProperties: false }, '3.1.0', 7],
])('a holder that %s still is so once it is a union, and takes legal events', async (_, holder, openapi, other) => {
  const { legal } = await cured(noticeOf({ holder }, openapi));
  expect([legal(shipped), legal(lost)]).toEqual([true, true]);
  expect([legal({ kind: 'lost', body: {} }), legal({ ...shipped, other })]).toEqual([false, false]);
});

test('what a union asks of all its branches is still asked of each', async () => {
  const union = { type: 'object', required: ['id'], properties: { id: { type: 'string' } }, minProperties: 1 };
  const { legal } = await cured(noticeOf({ union }));
  expect([legal(shipped), legal({ kind: 'shipped', body: { id: 7 } })]).toEqual([false, false]);
  expect(legal({ kind: 'shipped', body: { id: 'x' } })).toBe(true);
});

test.each([
  ['a branch of its own', { oneOf: [ref('Shipped'), ref('Lost'), { type: 'null' }] }, '3.1.0'],
  ['nullable', { type: 'object', nullable: true }, '3.0.3'],
])('a union that takes null by %s still does', async (_, union, openapi) => {
  const { legal } = await cured(noticeOf({ union }, openapi));
  expect([legal({ kind: 'lost', body: null }), legal(shipped), legal(lost)]).toEqual([true, true, true]);
  expect(legal({ kind: 'lost', body: {} })).toBe(false);
});

test('a union that takes null and is written elsewhere still takes it', async () => {
  const document = noticeOf({});
  const schemas = document.components?.schemas as Record<string, { properties: Record<string, object> }>;
  const union = { type: 'object', nullable: true, ...schemas.Notice?.properties.body };
  const { legal } = await cured(
    documentOf({
      ...schemas,
      Body: union,
      Notice: { ...schemas.Notice, properties: { ...schemas.Notice?.properties, body: ref('Body') } },
    }),
  );
  expect([legal({ kind: 'lost', body: null }), legal({ kind: 'lost', body: {} })]).toEqual([true, false]);
});

test.each([
  ['a bearer token', { type: 'http', scheme: 'bearer' }],
  ['a cookie', { type: 'apiKey', in: 'cookie', name: 'session' }],
  ['client credentials', { type: 'oauth2', flows: { clientCredentials: { tokenUrl: '/t', scopes: {} } } }],
])(
  'a contract that asks for %s, which no receiver of ours knows, is examined and repaired all the same',
  async (_, scheme) => {
    const document = noticeOf({});
    document.components = { ...document.components, securitySchemes: { Access: scheme } };
    const { rules, legal } = await cured({ ...document, security: [{ Access: [] }] });
    expect(rules).toEqual(['discriminator-misplaced', 'oneof-overlap', 'refusal-undeclared']);
    expect([legal(shipped), legal({ kind: 'lost', body: {} })]).toEqual([true, false]);
  },
);

test.each([
  ['3.0.3', { type: 'string', nullable: true, enum: ['a', 'b'] }],
  ['3.1.0', { type: ['string', 'null'], enum: ['a', 'b'] }],
])('in %s a null that is said to be legal and is not in the list is found, and put there', async (openapi, grade) => {
  const schemas = { Grade: grade, Notice: { type: 'object', properties: { grade: ref('Grade') } } };
  const { rules, legal, before } = await cured(documentOf(schemas, { openapi }));
  expect(rules).toEqual(['null-not-listed']);
  expect(before.diagnoses[0]).toMatchObject({ pointer: '/components/schemas/Grade/enum' });
  expect(before.diagnoses[0]?.proof).toMatchObject({ event: { grade: null }, intended: 'taken' });
  expect([legal({ grade: null }), legal({ grade: 'a' }), legal({ grade: 'c' })]).toEqual([true, true, false]);
});

test.each([
  ['two of three', ['parcel.shipped', 'parcel.lost', 'parcel.stolen'], ['shipped', 'lost']],
  [
    'words spelt otherwise',
    ['parcelShipped', 'parcelOnHold', 'parcelLost', 'parcelStolen'],
    ['SHIPPED', 'ON_HOLD', 'LOST'],
  ],
  ['the types themselves', ['versandt', 'verloren', 'gestohlen'], ['versandt', 'verloren']],
])('a state that repeats the type is seen by %s', async (_, types, states) => {
  const parcel = { type: 'object', properties: { state: { type: 'string', enum: states } } };
  const kinds = [
    { type: 'object', required: ['kind'], properties: { kind: { type: 'string', enum: types }, parcel } },
    { type: 'object', required: ['kind'], properties: { kind: { type: 'string', enum: ['other'] } } },
  ];
  const { diagnoses } = await examine(
    documentOf({ Notice: { oneOf: kinds, discriminator: { propertyName: 'kind' } } }),
  );
  expect(diagnoses.map(({ rule }) => rule)).toEqual(['status-untied', 'status-missing']);
  expect(diagnoses[1]?.message).toContain(types.at(-1));
});

test.each([
  ['https://api.parcels.example', 'https://staging-api.parcel.example', 1],
  ['https://api.parcel-hub.example', 'https://test.parcels-hub.example', 1],
  ['https://api.parcels.example', 'https://staging-api.parcels.example', 0],
])('of the hosts %s and %s the one is misspelt in %d places', async (one, other, times) => {
  const servers = [{ url: one }, { url: other }];
  const { diagnoses } = await examine(documentOf({ Notice: { type: 'object' } }, { servers }));
  expect(diagnoses.map(({ rule }) => rule)).toEqual(Array(times).fill('server-hosts-differ'));
});

test('of events that come in lists, the proof about a state is a list', async () => {
  const properties = {
    kind: { type: 'string', enum: ['parcel.shipped', 'parcel.lost', 'parcel.stolen'] },
    state: { type: 'string', enum: ['shipped', 'lost'] },
  };
  const other = { type: 'object', required: ['kind'], properties: { kind: { type: 'string', enum: ['other'] } } };
  const oneOf = [{ type: 'object', required: ['kind'], properties }, other];
  const items = { oneOf, discriminator: { propertyName: 'kind' } };
  const { diagnoses } = await examine(documentOf({ Notice: { type: 'array', items } }));
  const events = diagnoses.map(({ proof }) => proof?.event);
  expect(events).toEqual([
    [{ kind: 'parcel.shipped', state: 'lost' }, expect.anything()],
    [{ kind: 'parcel.stolen', state: 'stolen' }, expect.anything()],
  ]);
});
