import { documentOf, examine, ref } from './cured.ts';

const Notice = (properties: object): object => ({ type: 'object', properties });
const found = async (document: ReturnType<typeof documentOf>, rule: string) =>
  (await examine(document)).diagnoses.filter((each) => each.rule === rule);

test('nullable without a type beside it has no effect in 3.0; where null is taken all the same, that is a note', async () => {
  const Sender = { type: 'object', properties: { name: { type: 'string' } } };
  const owner = { nullable: true, allOf: [ref('Sender')] };
  const diagnoses = await found(
    documentOf({
      Sender,
      Notice: Notice({
        owner,
        weight: { nullable: true },
        height: { nullable: true },
        note: { type: 'string', nullable: true },
      }),
    }),
    'nullable-without-effect',
  );
  expect(diagnoses).toMatchObject([
    {
      level: 'error',
      pointer: '/components/schemas/Notice/properties/owner/nullable',
      proof: { event: { owner: null }, raw: 'refused: /owner must be object', intended: 'taken' },
    },
    { level: 'note', pointer: '/components/schemas/Notice/properties/weight/nullable', fix: [] },
  ]);
  expect(diagnoses[1]?.message).toContain('and at 1 more');
});

test('nullable has no effect in 3.0 where a member of allOf refuses null', async () => {
  const Sender = { type: 'object', properties: { name: { type: 'string' } } };
  const schemas = (member: object): Record<string, object> => ({
    Sender: { ...Sender, ...member },
    Notice: Notice({ owner: { type: 'object', nullable: true, allOf: [ref('Sender')] } }),
  });
  expect(await found(documentOf(schemas({})), 'nullable-without-effect')).toHaveLength(1);
  expect(await found(documentOf(schemas({ nullable: true })), 'nullable-without-effect')).toEqual([]);
});

test('the type of what a reference leads to, said once more beside it, is nothing to repair', async () => {
  const Sender = { type: 'object', nullable: true, properties: { name: { type: 'string' } } };
  const beside = (type: string) => documentOf({ Sender, Notice: Notice({ owner: { type, ...ref('Sender') } }) });
  expect(await found(beside('object'), 'ref-siblings')).toEqual([]);
  expect(await found(beside('string'), 'ref-siblings')).toHaveLength(1);
});

test('nullable has no effect in 3.1, with or without a type', async () => {
  const schemas = { Notice: Notice({ note: { type: 'string', nullable: true } }) };
  const diagnoses = await found(documentOf(schemas, { openapi: '3.1.0' }), 'nullable-without-effect');
  expect(diagnoses.map(({ pointer }) => pointer)).toEqual(['/components/schemas/Notice/properties/note/nullable']);
  expect(await found(documentOf(schemas), 'nullable-without-effect')).toEqual([]);
});

test.each(['additionalProperties', 'unevaluatedProperties', 'contentSchema'])(
  'a pattern that backtracks is found below %s',
  async (keyword) => {
    const schema = { type: 'object', [keyword]: { type: 'string', pattern: '^(a+)+$' } };
    const diagnoses = await found(documentOf({ Notice: schema }, { openapi: '3.1.0' }), 'pattern-backtracking');
    expect(diagnoses.map(({ pointer }) => pointer)).toEqual([`/components/schemas/Notice/${keyword}/pattern`]);
  },
);

test('schemas that contain themselves, and properties named like what every object has, are looked through', async () => {
  const Box = {
    type: 'object',
    properties: { inner: ref('Box'), constructor: { type: 'string', pattern: '^(b+)+$' } },
  };
  const document = documentOf({
    Box,
    Notice: Notice({ box: ref('Box'), item: { oneOf: [ref('Box'), { type: 'string' }] } }),
  });
  const { diagnoses } = await examine(document);
  expect(diagnoses.map(({ rule, pointer }) => [rule, pointer])).toEqual([
    ['pattern-backtracking', '/components/schemas/Box/properties/constructor/pattern'],
  ]);
});

const parcels = {
  Parcel: {
    type: 'object',
    required: ['kind'],
    properties: { kind: { type: 'string' } },
    discriminator: { propertyName: 'kind', mapping: { box: '#/components/schemas/Box', tube: 'Tube' } },
  },
  Box: { allOf: [ref('Parcel'), { type: 'object', properties: { sides: { type: 'integer' } } }] },
  Tube: { allOf: [ref('Parcel'), { type: 'object', properties: { length: { type: 'number' } } }] },
};

test('a discriminator of the schema that all alternatives extend tells them apart', async () => {
  const document = documentOf({ ...parcels, Notice: { oneOf: [ref('Box'), ref('Tube')] } });
  const { diagnoses, actions } = await examine(document);
  expect([diagnoses, actions]).toEqual([[], []]);
});

test('alternatives that extend a schema without a discriminator may still overlap', async () => {
  const { discriminator: _, ...Parcel } = parcels.Parcel;
  const document = documentOf({ ...parcels, Parcel, Notice: { oneOf: [ref('Box'), ref('Tube')] } });
  expect(await found(document, 'oneof-overlap')).toHaveLength(1);
});
