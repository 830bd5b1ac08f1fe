import { valueAt } from '../../src/schema/pointer.ts';
import { cured, documentOf, examine, ref } from './cured.ts';

const found = async (document: ReturnType<typeof documentOf>, rule: string) =>
  (await examine(document)).diagnoses.filter((each) => each.rule === rule);

test('examples and defaults that break the schema beside them are notes, wherever they stand', async () => {
  const document = documentOf({
    Notice: {
      type: 'object',
      properties: {
        size: { type: 'integer', example: 'large' },
        colour: { type: 'string', enum: ['red'], default: 'blue' },
        day: { type: 'string', format: 'date', example: '2026-01-31' },
        maybe: { type: 'string', nullable: true, example: null },
      },
    },
  });
  const post = document.paths?.["/it's/notices"]?.post as { requestBody: object; parameters: object[] };
  const schema = ref('Notice');
  const examples = { good: { value: { size: 1 } }, bad: { $ref: '#/components/examples/Bad' } };
  post.requestBody = { content: { 'application/json': { schema, examples } } };
  post.parameters = [{ name: 'n', in: 'query', schema: { type: 'integer' }, example: '1' }];
  document.components = { ...document.components, examples: { Bad: { value: { size: 'x' } } } };
  const notes = await found(document, 'example-invalid');
  expect(notes.map(({ level, pointer, message }) => `${level} ${pointer} ${message}`)).toEqual([
    'note /components/examples/Bad/value the example breaks the schema beside it: /size must be integer',
    "note /paths/~1it's~1notices/post/parameters/0/example the example breaks the schema beside it: must be integer",
    expect.stringMatching(/^note .*\/size\/example .*must be integer$/),
    expect.stringMatching(/^note .*\/colour\/default the default .*must be one of red$/),
  ]);
  expect(notes[0]?.proof).toMatchObject({ event: { size: 'x' }, raw: expect.stringContaining('refused') });
});

const Parcel = {
  type: 'object',
  required: ['id', 'name'],
  properties: { id: { type: 'string', readOnly: true }, name: {} },
};

test('what is readOnly and required where only requests are described is a note, shown by an event', async () => {
  const notes = await found(
    documentOf({ Parcel, Notice: { type: 'object', properties: { parcel: ref('Parcel') } } }),
    'required-one-way',
  );
  expect(notes).toMatchObject([
    {
      level: 'note',
      pointer: '/components/schemas/Parcel/required',
      message: 'required here and readOnly, in what only stands in requests: "id"',
      proof: { raw: "refused: /parcel must have required property 'id'", intended: 'taken' },
    },
  ]);
});

test('what both sides send may be readOnly and required', async () => {
  const document = documentOf({ Notice: Parcel });
  const post = valueAt(document, ['paths', "/it's/notices", 'post']);
  const content = { 'application/json': { schema: ref('Notice') } };
  (post as { responses: object }).responses = { 200: { description: '', content } };
  expect(await found(document, 'required-one-way')).toEqual([]);
});

const kinds = (mapping: object, more: object = {}) => {
  const own = (name: string) => ({
    type: 'object',
    required: ['kind', name],
    properties: { kind: { type: 'string' }, [name]: {} },
  });
  const oneOf = [ref('Box'), ref('Tube')];
  return documentOf({
    ...{ Box: own('sides'), Tube: own('length'), Roll: own('width') },
    Notice: { oneOf, discriminator: { propertyName: 'kind', mapping } },
    ...more,
  });
};

test('a mapping that leads beside its union is an error, and the branch is added', async () => {
  const { rules, before, legal } = await cured(kinds({ box: 'Box', tube: '#/components/schemas/Tube', roll: 'Roll' }));
  expect(rules).toEqual(['mapping-beside-union']);
  expect(before.diagnoses[0]).toMatchObject({
    pointer: '/components/schemas/Notice/discriminator/mapping/roll',
    proof: { event: { kind: 'roll', width: expect.anything() }, intended: 'taken' },
  });
  const events = [{ kind: 'roll', width: 1 }, { kind: 'box', sides: 1 }, { kind: 'roll', sides: 1 }, { kind: 'cone' }];
  expect(events.map(legal)).toEqual([true, true, false, false]);
});

test('a mapping that leads to nothing is a warning that no overlay takes away', async () => {
  const stray = await found(
    kinds({ box: 'Box', tube: 'Tube', roll: '#/components/schemas/Role' }),
    'mapping-beside-union',
  );
  expect(stray).toMatchObject([{ level: 'warning', proof: null, fix: [] }]);
});

test.each([
  ['a list of values', { enum: ['Box', 'case'] }, 'enum'],
  ['a constant', { const: 'Box' }, 'const'],
  ['another type', { type: 'integer' }, 'type'],
  ['a list behind a reference', ref('Kind'), 'enum'],
  ['a pattern', { type: 'string', pattern: '^B' }, 'pattern'],
])('a value that is mapped to a branch where %s excludes it is an error', async (_, kind, keyword) => {
  const Box = { type: 'object', required: ['kind'], properties: { kind } };
  const Kind = { type: 'string', enum: ['Box'] };
  const defects = await found(kinds({ box: 'Box', tube: 'Tube' }, { Box, Kind }), 'mapping-excluded');
  expect(defects).toMatchObject([
    {
      level: 'error',
      pointer: '/components/schemas/Notice/discriminator/mapping/box',
      message: expect.stringMatching(
        new RegExp(`^"box" is mapped to /components/schemas/Box, where .*/${keyword} excludes it$`),
      ),
      proof: { event: { kind: 'box' }, raw: expect.stringMatching(/./), intended: 'taken' },
      fix: [],
    },
  ]);
});

test('a value that is mapped to a closed branch without the property is an error', async () => {
  const Box = { type: 'object', required: ['sides'], properties: { sides: {} }, additionalProperties: false };
  const defects = await found(kinds({ box: 'Box', tube: 'Tube' }, { Box }), 'mapping-excluded');
  expect(defects).toMatchObject([{ level: 'error', proof: { event: { kind: 'box' }, intended: 'taken' } }]);
});

test('a value that a parent maps to a child whose list excludes it is an error', async () => {
  const parent = {
    type: 'object',
    required: ['kind'],
    properties: { kind: { type: 'string' } },
    discriminator: { propertyName: 'kind', mapping: { box: 'Box', tube: 'Tube' } },
  };
  const child = (values: string[]) => ({ allOf: [ref('Notice'), { properties: { kind: { enum: values } } }] });
  const document = documentOf({ Notice: parent, Box: child(['Box']), Tube: child(['tube']) });
  expect(await found(document, 'mapping-excluded')).toMatchObject([
    {
      level: 'error',
      pointer: '/components/schemas/Notice/discriminator/mapping/box',
      proof: { event: { kind: 'box' } },
    },
  ]);
});

test.each([
  ['lists it among others', { enum: ['case', 'box'] }],
  ['says nothing of it', {}],
  ['has a pattern that it fits', { type: 'string', pattern: '^b' }],
])('a value that is mapped to a branch whose property %s is no finding', async (_, kind) => {
  const Box = { type: 'object', required: ['kind'], properties: { kind } };
  expect(await found(kinds({ box: 'Box', tube: 'Tube' }, { Box }), 'mapping-excluded')).toEqual([]);
});

test('what stands 48 times in the same words is one finding, with all its places and repairs', async () => {
  const Code = { type: 'string' };
  const names = Array.from({ length: 48 }, (_, index) => `p${index}`);
  const properties = Object.fromEntries(
    names.map((name) => [name, { ...ref('Code'), nullable: true, description: name }]),
  );
  const { rules, before, legal } = await cured(documentOf({ Code, Notice: { type: 'object', properties } }));
  expect(rules).toEqual(['ref-siblings']);
  expect(before.diagnoses[0]).toMatchObject({ level: 'error', pointer: '/components/schemas/Notice/properties/p0' });
  expect(before.diagnoses[0]?.also).toEqual(
    names.slice(1).map((name) => `/components/schemas/Notice/properties/${name}`),
  );
  expect([legal(Object.fromEntries(names.map((name) => [name, null]))), legal({ p47: 7 })]).toEqual([true, false]);
});
