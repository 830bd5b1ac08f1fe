import { applyOverlay } from '../../src/openapi/overlay.ts';
import { cured, documentOf, examine, ref } from './cured.ts';

const A = { type: 'object', required: ['id'], properties: { id: { type: 'string' } }, additionalProperties: false };
const B = { type: 'object', required: ['size'], properties: { size: { type: 'number' } }, additionalProperties: false };

async function foundIn(item: object, openapi = '3.1.0') {
  const Notice = { type: 'object', properties: { id: { type: 'string' }, item } };
  const { diagnoses } = await examine(documentOf({ A, B, Notice }, { openapi }));
  return diagnoses.filter(({ rule }) => rule === 'schema-unsatisfiable');
}

test.each([
  ['enum ([1,2]) and type ("string")', { type: 'string', enum: [1, 2] }],
  ['const ("x") and enum (["y"])', { const: 'x', enum: ['y'] }],
  ['allOf/0/type ("string") and allOf/1/type ("integer")', { allOf: [{ type: 'string' }, { type: 'integer' }] }],
  ['minLength (5) and maxLength (3)', { type: 'string', minLength: 5, maxLength: 3 }],
  ['exclusiveMinimum (3) and maximum (3)', { type: 'number', exclusiveMinimum: 3, maximum: 3 }],
  ['minimum (1.2) and maximum (1.8)', { type: 'integer', minimum: 1.2, maximum: 1.8 }],
  ['minItems (2) and maxItems (1)', { type: 'array', minItems: 2, maxItems: 1 }],
  ['asks for "size", which', { allOf: [ref('A'), ref('B')] }],
  ['"x" is required, which properties/x (false)', { type: 'object', required: ['x'], properties: { x: false } }],
  ['pattern ("^b")', { type: 'string', enum: ['a'], pattern: '^b' }],
  [
    '"k" is required, and',
    {
      type: 'object',
      allOf: [{ required: ['k'], properties: { k: { type: 'string' } } }, { properties: { k: { type: 'integer' } } }],
    },
  ],
  ['not', { not: {} }],
  ['no alternative of oneOf', { type: 'string', oneOf: [{ type: 'integer' }, { type: 'boolean' }] }],
  ['2 properties are required', { type: 'object', required: ['a', 'b'], maxProperties: 1 }],
  ['multipleOf (10), minimum (1) and maximum (9)', { type: 'integer', multipleOf: 10, minimum: 1, maximum: 9 }],
  ['contains ({"type":"integer"})', { type: 'array', items: { type: 'string' }, contains: { type: 'integer' } }],
  ['minContains (3) and maxItems (2)', { type: 'array', contains: { type: 'string' }, minContains: 3, maxItems: 2 }],
  ['minItems (2) and items (false)', { type: 'array', prefixItems: [{ type: 'string' }], items: false, minItems: 2 }],
  ['not ({"type":"string"}) and type ("string")', { type: 'string', not: { type: 'string' } }],
  ['not ({"enum":["a","b"]}) and enum (["a"])', { enum: ['a'], not: { enum: ['a', 'b'] } }],
  [
    'dependentRequired/a asks for "b"',
    {
      ...{ type: 'object', required: ['a'], properties: { a: { type: 'string' } }, additionalProperties: false },
      dependentRequired: { a: ['b'] },
    },
  ],
  ['required asks for "Ab"', { type: 'object', required: ['Ab'], propertyNames: { pattern: '^[a-z]+$' } }],
  [
    'minProperties (2) asks for more than the 1 names',
    { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false, minProperties: 2 },
  ],
])('keywords that exclude each other are named: %s', async (said, item) => {
  const [finding, ...more] = await foundIn(item);
  expect(more).toEqual([]);
  expect(finding).toMatchObject({ level: 'error', pointer: '/components/schemas/Notice/properties/item' });
  expect(finding?.message).toContain(said);
  expect(finding?.proof).toMatchObject({
    event: expect.objectContaining({ item: expect.anything() }),
    intended: 'taken',
  });
  expect(finding?.proof?.raw).toMatch(/^refused: /);
});

test.each([
  ['a type of several', { type: ['string', 'integer'], minLength: 5, maxLength: 3 }],
  ['bounds that meet', { type: 'integer', minimum: 3, maximum: 3 }],
  [
    'an open object beside a closed one',
    { allOf: [ref('A'), { type: 'object', properties: { id: { minLength: 1 } } }] },
  ],
  ['a union with one branch that goes', { type: 'string', oneOf: [{ type: 'integer' }, { type: 'string' }] }],
  ['a list with a value that goes', { type: 'string', enum: [1, 'x'] }],
  ['limits of other types', { type: 'string', minimum: 5, maximum: 3 }],
  ['a step that a bound is', { type: 'integer', multipleOf: 5, minimum: 1, maximum: 5 }],
  ['a list that need contain nothing', { type: 'array', items: { type: 'string' }, contains: {}, minContains: 0 }],
  ['a type of which one value is denied', { type: 'string', not: { enum: ['a'] } }],
  ['whole numbers that are denied among all', { type: 'number', not: { type: 'integer' } }],
  ['a list of which one value is denied', { enum: ['a', 'b'], not: { const: 'a' } }],
  [
    'names of a pattern',
    { type: 'object', additionalProperties: false, patternProperties: { '^a': {} }, minProperties: 2 },
  ],
  [
    'what nobody asks for asks for more',
    { type: 'object', additionalProperties: false, dependentRequired: { a: ['b'] } },
  ],
])('%s is satisfiable', async (_, item) => {
  expect(await foundIn(item)).toEqual([]);
});

test('bounds of 3.0 are read as 3.0 means them', async () => {
  expect(await foundIn({ type: 'number', minimum: 3, exclusiveMinimum: true, maximum: 3 }, '3.0.3')).toHaveLength(1);
  expect(await foundIn({ type: 'number', minimum: 3, exclusiveMinimum: false, maximum: 3 }, '3.0.3')).toEqual([]);
});

test('a closed schema beside one that declares more is repaired where it stands, and nothing else changes', async () => {
  const Size = { type: 'object', properties: { size: { type: 'number' } } };
  const item = {
    type: 'object',
    additionalProperties: false,
    properties: { id: { type: 'string' } },
    allOf: [ref('Size')],
  };
  const { rules, before, legal } = await cured(documentOf({ Size, Notice: { type: 'object', properties: { item } } }));
  expect(rules).toEqual(['property-excluded']);
  expect(before.diagnoses[0]).toMatchObject({
    level: 'warning',
    message: expect.stringContaining('additionalProperties (false) forbids "size"'),
    proof: { event: { item: { size: expect.anything() } }, raw: expect.stringContaining("'size'"), intended: 'taken' },
  });
  const events = [{ size: 1 }, { id: 'x' }, {}, { size: 'x' }, { other: 1 }, { id: 7 }];
  expect(events.map((event) => legal({ item: event }))).toEqual([true, true, true, false, false, false]);
});

test('a closed schema that others use, too, is never changed', async () => {
  const document = documentOf({ A, B, Notice: { allOf: [ref('A'), ref('B')] } });
  const { actions } = await examine(document);
  expect([actions, applyOverlay(document, { actions }).document]).toEqual([[], document]);
});

test('a schema that demands itself without end is an error in every operation, not a refusal to look', async () => {
  const Link = { type: 'object', required: ['next'], properties: { next: ref('Link') } };
  const { diagnoses, leftOut } = await examine(documentOf({ Link, Notice: ref('Link') }));
  expect(diagnoses).toMatchObject([
    { rule: 'schema-unsatisfiable', level: 'error', pointer: '/components/schemas/Link' },
  ]);
  expect(leftOut.join()).toMatch(/demands itself without end/);
});

test('a required name whose keywords exclude each other is said to be that, and not to be endless', async () => {
  const never = { type: ['null'], allOf: [{ type: 'object' }] };
  const { leftOut } = await examine(
    documentOf({ Notice: { type: 'object', required: ['on'], properties: { on: never } } }, { openapi: '3.1.0' }),
  );
  expect(leftOut.join()).toMatch(/demands what excludes itself: no event meets it/);
});

test.each<[string, object, object]>([
  ['closed, asks for a name that is not declared', { ...A, required: ['id', 'kind'] }, { kind: expect.anything() }],
  ['composed of two closed ones', { allOf: [ref('A'), ref('B')] }, { size: expect.anything() }],
  [
    'asked for a name that nothing may be',
    { type: 'object', required: ['x'], properties: { x: false } },
    expect.anything(),
  ],
])('a body that no event meets is shown by one that is refused: %s', async (_, Notice, event) => {
  const { diagnoses } = await examine(documentOf({ A, B, Notice }, { openapi: '3.1.0' }));
  expect(diagnoses).toMatchObject([
    {
      rule: 'schema-unsatisfiable',
      level: 'error',
      proof: { event, raw: expect.stringMatching(/^refused: /), intended: 'taken' },
    },
  ]);
});

test('a closed body knows, once it is repaired, the name that it asks for', async () => {
  const { rules, legal } = await cured(documentOf({ Notice: { ...A, required: ['id', 'kind'] } }));
  expect(rules).toEqual(['schema-unsatisfiable']);
  expect([{ id: 'x', kind: 1 }, { id: 'x' }, { id: 'x', kind: 1, other: 1 }].map(legal)).toEqual([true, false, false]);
});
