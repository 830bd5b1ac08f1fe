import { cured, documentOf, ref } from './cured.ts';

const Owner = { type: 'object', required: ['name'], properties: { name: { type: 'string' } } };
const Seal = { type: 'object', nullable: true, required: ['code'], properties: { code: { type: 'string' } } };
const Badge = { type: 'object', nullable: true, required: ['number'], properties: { number: { type: 'integer' } } };

/** A notice with one property. */
const documentWith = (item: object, more: object = {}) =>
  documentOf(
    { Owner, ...('openapi' in more ? {} : { Seal, Badge }), Notice: { type: 'object', properties: { item } } },
    more,
  );

const others = [{ name: 'x' }, { name: 7 }, { code: 'x' }, { number: 1 }, {}, 7, 'x', 'red', 'blue', ['a'], []];

test.each<[string, object, string]>([
  ['beside allOf', { nullable: true, allOf: [ref('Owner')] }, '3.0.3'],
  ['beside a type and allOf', { type: 'object', nullable: true, allOf: [ref('Owner')] }, '3.0.3'],
  ['beside oneOf', { nullable: true, oneOf: [ref('Owner'), { type: 'integer' }] }, '3.0.3'],
  [
    'beside anyOf and a type',
    { type: 'string', nullable: true, anyOf: [{ type: 'string' }, { type: 'integer' }] },
    '3.0.3',
  ],
  ['beside a type, in 3.1', { type: 'string', nullable: true, minLength: 2 }, '3.1.0'],
  ['beside a list of types, in 3.2', { type: ['string', 'array'], nullable: true, minItems: 1 }, '3.2.0'],
  ['beside a reference, in 3.1', { $ref: '#/components/schemas/Owner', nullable: true }, '3.1.0'],
  ['beside a list of values, in 3.1', { type: 'string', nullable: true, enum: ['red', 'blue'] }, '3.1.0'],
])(
  'nullable %s is found, shown, and repaired so that null becomes valid and nothing else changes',
  async (_, item, openapi) => {
    const document = documentWith(item, { openapi });
    const { rules, before, legal } = await cured(document);
    expect(rules).toEqual(['nullable-without-effect']);
    expect(before.diagnoses[0]?.proof).toMatchObject({ event: { item: null }, intended: 'taken' });
    expect(before.diagnoses[0]?.proof?.raw).toMatch(/^refused: \/item /);
    expect(legal({ item: null })).toBe(true);
    const untouched = await cured(documentWith({ ...item, nullable: undefined }, { openapi }));
    expect(others.map((each) => legal({ item: each }))).toEqual(others.map((each) => untouched.legal({ item: each })));
  },
);

test('two alternatives that both take null refuse it, which is found and repaired', async () => {
  const { rules, before, legal } = await cured(documentWith({ oneOf: [ref('Seal'), ref('Badge')] }));
  expect(rules).toEqual(['oneof-overlap']);
  expect(before.diagnoses[0]).toMatchObject({
    level: 'error',
    message: 'null fits both Seal and Badge',
    proof: { event: { item: null }, intended: 'taken' },
  });
  expect([null, { code: 'x' }, { number: 1 }, {}].map((item) => legal({ item }))).toEqual([true, true, true, false]);
});

test('one alternative that takes null is as it should be', async () => {
  const { rules, legal } = await cured(documentWith({ oneOf: [ref('Owner'), ref('Seal')] }));
  expect([rules, legal({ item: null })]).toEqual([[], true]);
});

test('null fits nothing where the schema around the alternatives takes objects alone, and the fullest object may fit both', async () => {
  const kept = { type: 'object', required: ['id'], properties: { id: { type: 'string' } } };
  const either = { oneOf: [{ required: ['name'] }, { required: ['code'] }] };
  expect((await cured(documentWith({ ...kept, ...either }))).rules).toEqual([]);
  const properties = { name: { type: 'string' }, code: { type: 'string' } };
  const { rules, before } = await cured(documentWith({ ...kept, properties, ...either }));
  expect(rules).toEqual(['oneof-overlap']);
  expect(before.diagnoses[0]).toMatchObject({
    message: 'a value may fit both alternative 1 and alternative 2',
    proof: { event: { item: { name: expect.any(String), code: expect.any(String) } }, intended: 'taken' },
  });
});
