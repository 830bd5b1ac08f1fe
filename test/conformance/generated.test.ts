import { generateCases } from '../../src/conformance/cases/generated/generate.ts';
import { loadContract } from '../../src/contract/load.ts';
import { documentWith } from '../contract/documents.ts';
import { hookproofProcess } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { contractOf, generatedFor, type Schema } from '../support/generated.ts';

afterAll(removeFolders);

test('every constraint of the bundled contract is exercised', async () => {
  const { coverage } = generateCases(await loadContract(), 1);
  expect(coverage.unexercised).toEqual([]);
  expect(coverage.exercised).toBe(coverage.constraints);
  expect(coverage.constraints).toBeGreaterThan(70);
});

const both = ['3.0.3', '3.1.0'];

/** A condition; an object that has `then` as a property would pass for a promise. */
function when(condition: Schema, met: Schema): Schema {
  return Object.fromEntries([
    ['if', condition],
    ['then', met],
  ]);
}

test.each<[string, Schema, string[], Record<string, unknown>, Record<string, unknown>]>([
  [
    'minLength',
    { type: 'string', minLength: 3 },
    both,
    { minLength: 'xxx', 'minLength.emoji': '🛍🛍🛍' },
    { minLength: 'xx', 'minLength.emoji': '🛍🛍' },
  ],
  [
    'maxLength',
    { type: 'string', maxLength: 3 },
    both,
    { maxLength: 'xxx', 'maxLength.emoji': '🛍🛍🛍' },
    { maxLength: 'xxxx', 'maxLength.emoji': '🛍🛍🛍🛍' },
  ],
  ['minimum', { type: 'integer', minimum: 7 }, both, { minimum: 7 }, { minimum: 6 }],
  ['maximum', { type: 'number', maximum: 7 }, both, { maximum: 7 }, { maximum: 7.5 }],
  [
    'exclusiveMinimum',
    { type: 'integer', exclusiveMinimum: 7 },
    ['3.1.0'],
    { exclusiveMinimum: 8 },
    { exclusiveMinimum: 7 },
  ],
  [
    'exclusiveMaximum',
    { type: 'integer', maximum: 7, exclusiveMaximum: true },
    ['3.0.3'],
    { exclusiveMaximum: 6 },
    { exclusiveMaximum: 7 },
  ],
  ['multipleOf', { type: 'integer', multipleOf: 5 }, both, {}, { 'multipleOf.2': 1 }],
  [
    'minItems',
    { type: 'array', minItems: 2, items: { type: 'boolean' } },
    both,
    { minItems: [true, true] },
    { minItems: [true] },
  ],
  [
    'maxItems',
    { type: 'array', maxItems: 2, items: { type: 'boolean' } },
    both,
    { maxItems: [true, true] },
    { maxItems: [true, true, true] },
  ],
  [
    'uniqueItems',
    { type: 'array', uniqueItems: true, items: { type: 'integer' } },
    both,
    {},
    { uniqueItems: [1, 2, 1] },
  ],
  [
    'minProperties',
    { type: 'object', minProperties: 1, properties: { a: { type: 'boolean' } } },
    both,
    { minProperties: { a: true } },
    { minProperties: {} },
  ],
  [
    'maxProperties',
    { type: 'object', maxProperties: 1, properties: { a: { type: 'boolean' } } },
    both,
    { maxProperties: { a: true } },
    { maxProperties: { a: true, sample1: 'sample' } },
  ],
])('%s is tried at the bound and one step beyond it', async (keyword, schema, versions, good, bad) => {
  for (const version of versions) {
    const { bodies, coverage } = await generatedFor(schema, version);
    const at = (kind: string, name: string): unknown => bodies.get(`schema.${kind}.bound.it.${name}`);
    for (const [name, value] of Object.entries(good))
      expect([version, name, at('good', name)]).toEqual([version, name, value]);
    for (const [name, value] of Object.entries(bad))
      expect([version, name, at('bad', name)]).toEqual([version, name, value]);
    expect(coverage.unexercised.filter((each) => each.keyword === keyword)).toEqual([]);
  }
});

test.each<[string, Schema, string]>([
  ['const', { type: 'string', const: 'a' }, 'schema.bad.enum.it'],
  ['an enum of numbers', { type: 'integer', enum: [1, 2] }, 'schema.bad.enum.it'],
  ['a pattern', { type: 'string', pattern: '^[A-Z]{3}-\\d{4}$' }, 'schema.bad.bound.it.pattern.one-more'],
  ['a closed object', { type: 'object', properties: {}, additionalProperties: false }, 'schema.bad.additional.it'],
  [
    'other properties',
    { type: 'object', additionalProperties: { type: 'string' } },
    'schema.bad.type.it.others.number',
  ],
  ['names of properties', { type: 'object', propertyNames: { pattern: '^[a-z]+$' } }, 'schema.bad.names.it.2'],
  [
    'patterns of names',
    { type: 'object', patternProperties: { '^x_[0-9]$': { type: 'integer' } } },
    'schema.bad.type.it.x_',
  ],
  [
    'what depends on another',
    { type: 'object', properties: { a: {}, b: {} }, dependentRequired: { a: ['b'] } },
    'schema.bad.dependent.it.a.b',
  ],
  ['what is excluded', { type: 'string', not: { enum: ['no'] } }, 'schema.bad.not.it'],
  ['what must be contained', { type: 'array', items: {}, contains: { type: 'number' } }, 'schema.bad.contains.it'],
  [
    'a first item of its own',
    { type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }] },
    'schema.bad.type.it.1.string',
  ],
  [
    'one of several',
    {
      oneOf: [
        { type: 'object', required: ['a'] },
        { type: 'object', required: ['b'] },
      ],
    },
    'schema.bad.oneOf.it.both-1',
  ],
  ['any of several', { anyOf: [{ type: 'string' }, { type: 'integer' }] }, 'schema.bad.anyOf.it.none-boolean'],
  [
    'a union inside a branch of another',
    { oneOf: [{ type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'integer' }] } }, { type: 'boolean' }] },
    'schema.bad.anyOf.it.items.none-boolean',
  ],
  ['a constant of any kind', { const: { v: 1 } }, 'schema.bad.enum.it'],
  [
    'what is contained often enough',
    { type: 'array', contains: { type: 'integer' }, minContains: 2 },
    'schema.bad.minContains.it',
  ],
  [
    'what is contained too often',
    { type: 'array', items: {}, contains: { const: 'x' }, maxContains: 1 },
    'schema.bad.maxContains.it',
  ],
  ['what must not be there', { type: 'object', properties: { gone: false } }, 'schema.bad.forbidden.it.gone'],
  ['what comes after the last', { type: 'array', prefixItems: [{}], items: false }, 'schema.bad.more.it'],
  [
    'what no schema speaks of',
    { allOf: [{ properties: { a: {} } }], type: 'object', unevaluatedProperties: false },
    'schema.bad.unevaluated.it',
  ],
  [
    'items that no schema speaks of',
    { type: 'array', prefixItems: [{ type: 'string' }], unevaluatedItems: { type: 'string' } },
    'schema.bad.unevaluated.it',
  ],
  [
    'what a condition asks for',
    {
      type: 'object',
      properties: { a: { enum: [1, 2] } },
      required: ['a'],
      ...when({ properties: { a: { const: 2 } } }, { required: ['b'] }),
    },
    'schema.bad.required.it.b',
  ],
  [
    'what the other way of a condition asks for',
    { type: 'object', if: { required: ['a'] }, else: { properties: { c: { type: 'integer', maximum: 5 } } } },
    'schema.bad.bound.it.c.maximum',
  ],
  [
    'the second of two conditions',
    {
      type: 'object',
      required: ['a'],
      properties: { a: { enum: ['x', 'y', 'z'] } },
      allOf: ['x', 'z'].map((value) => when({ properties: { a: { const: value } } }, { required: [value] })),
    },
    'schema.bad.required.it.z',
  ],
  [
    'what a schema asks for that depends on a property',
    {
      type: 'object',
      dependentSchemas: { a: { required: ['b'], properties: { b: { type: 'string', minLength: 2 } } } },
    },
    'schema.bad.bound.it.b.minLength',
  ],
  [
    'both of two unions',
    { allOf: [{ anyOf: [{ type: 'string' }, { type: 'boolean' }] }, { anyOf: [{ minLength: 3 }, { type: 'null' }] }] },
    'schema.bad.bound.it.minLength',
  ],
  [
    'a union in values without a name',
    { type: 'object', additionalProperties: { oneOf: [{ type: 'string', maxLength: 2 }, { type: 'integer' }] } },
    'schema.bad.bound.it.others.maxLength',
  ],
  [
    'lists whose objects differ',
    {
      type: 'array',
      uniqueItems: true,
      minItems: 2,
      items: { type: 'object', required: ['a'], properties: { a: { type: 'integer' } } },
    },
    'schema.bad.bound.it.uniqueItems',
  ],
  ['a length beside a pattern', { type: 'string', pattern: '^[a-z]+$', maxLength: 6 }, 'schema.bad.bound.it.maxLength'],
  ['a length beside a format', { type: 'string', format: 'uri', maxLength: 200 }, 'schema.bad.bound.it.maxLength'],
  ['a bound between two steps', { type: 'integer', multipleOf: 5, minimum: 3 }, 'schema.bad.bound.it.minimum'],
  ['a bound that floats cannot step over', { type: 'integer', maximum: 2 ** 63 }, 'schema.bad.bound.it.maximum'],
  ['whole numbers of 32 bits', { type: 'integer', format: 'int32' }, 'schema.bad.format.it.too-large'],
  ['null where it is not meant', { type: 'string' }, 'schema.bad.null.it'],
  ['a format', { type: 'string', format: 'uuid' }, 'schema.bad.format.it.short'],
])('%s is broken by a case of its own, and all is exercised', async (_, schema, id) => {
  const { ids, coverage } = await generatedFor(schema);
  expect(ids.filter((each) => each.startsWith(id)).length).toBeGreaterThan(0);
  expect(coverage.unexercised).toEqual([]);
});

test('a constraint that no case breaks is named, with the reason', async () => {
  const never = await generatedFor({ type: 'string', pattern: '^[\\s\\S]*$' });
  const unknown = await generatedFor({ type: 'object', ofOurOwn: 'a keyword that says something to its author' });
  expect(never.coverage.unexercised).toEqual([
    {
      pointer: expect.stringMatching(/\/properties\/it\/pattern$/),
      keyword: 'pattern',
      why: 'no event was found that breaks this alone',
    },
  ]);
  expect(unknown.coverage.unexercised.map(({ keyword, why }) => [keyword, why])).toEqual([
    ['ofOurOwn', 'events that break this keyword are not generated'],
  ]);
});

test('one seed gives the same cases, another gives other values under the same names', async () => {
  const schema = { type: 'string', pattern: '^[a-z]{12}$' };
  const [one, again, other] = await Promise.all([
    generatedFor(schema, '3.1.0', 1),
    generatedFor(schema, '3.1.0', 1),
    generatedFor(schema, '3.1.0', 2),
  ]);
  expect(again.bodies).toEqual(one.bodies);
  expect(other.ids).toEqual(one.ids);
  expect(other.bodies).not.toEqual(one.bodies);
});

test('a property for which no legal value can be made takes no other case with it', async () => {
  const { ids, coverage } = await generatedFor({
    type: 'object',
    properties: { odd: { type: 'string', pattern: '^a$', minLength: 2 }, plain: { type: 'integer' } },
  });
  expect(ids).toContain('schema.bad.type.it.plain.string');
  expect(coverage.unexercised.map(({ pointer }) => pointer.split('/').slice(-2))).toEqual(
    expect.arrayContaining([['odd', 'pattern']]),
  );
});

describe('a union is exercised wherever it stands', () => {
  const union: Schema = {
    oneOf: [
      { type: 'object', required: ['x'], properties: { x: { type: 'integer' } } },
      { type: 'object', required: ['y'], properties: { y: { type: 'string' } } },
    ],
  };
  test.each<[string, Schema, string]>([
    ['under additionalProperties', { type: 'object', additionalProperties: union }, 'it.others'],
    ['under patternProperties', { type: 'object', patternProperties: { '^key$': union } }, 'it.key'],
    ['as a first item', { type: 'array', prefixItems: [union] }, 'it.0'],
  ])('%s', async (_, schema, words) => {
    const { ids, coverage } = await generatedFor(schema);
    expect(ids).toContain(`schema.bad.oneOf.${words}.none-empty`);
    expect(ids).toContain(`schema.bad.oneOf.${words}.both-1`);
    expect(coverage.unexercised.filter(({ keyword }) => keyword === 'oneOf')).toEqual([]);
  });

  test('and inside a schema that contains itself', async () => {
    const node = {
      ...union,
      oneOf: [...(union.oneOf as Schema[]), { type: 'array', items: { $ref: '#/components/schemas/Node' } }],
    };
    const contract = await contractOf(
      { type: 'object', properties: { a: { $ref: '#/components/schemas/Node' } } },
      '3.1.0',
      { Node: node },
    );
    const { cases, coverage } = generateCases(contract, 1);
    expect(cases.map(({ id }) => id)).toContain('schema.bad.oneOf.a.items.none-text');
    expect(coverage.unexercised).toEqual([]);
  });
});

test('what is too much to be walked is said', async () => {
  const names = Array.from({ length: 120 }, (_, index) => `S${index}`);
  const properties = Object.fromEntries(names.map((name) => [name, { $ref: `#/components/schemas/${name}` }]));
  const schemas = Object.fromEntries(names.map((name) => [name, { type: 'object', properties }]));
  const contract = await contractOf({ type: 'object', properties }, '3.1.0', schemas);
  expect(generateCases(contract, 1).coverage.unexercised).toMatchObject([{ keyword: '$ref' }]);
});

describe('a short document whose places double at each level', () => {
  const next = (level: number): Schema => ({ $ref: `#/components/schemas/L${level + 1}` });
  const doubling = (levels: number, properties: (level: number) => Schema): Schema => ({
    ...Object.fromEntries(
      Array.from({ length: levels }, (_, level) => [`L${level}`, { type: 'object', properties: properties(level) }]),
    ),
    [`L${levels}`]: { type: 'object', properties: { last: { type: 'boolean' } } },
  });
  const unions = doubling(8, (level) => ({
    a: { oneOf: [next(level), { type: 'string' }] },
    b: { oneOf: [next(level), { type: 'integer' }] },
  }));
  const plain = doubling(11, (level) => ({ a: next(level), b: next(level) }));

  test.each([
    ['with unions', unions],
    ['without', plain],
  ])('%s, has its cases listed within a limit of time and memory', async (_, schemas) => {
    const document = documentWith({ $ref: '#/components/schemas/L0' }, { components: { schemas } });
    const folder = await folderWith({ 'contract.json': JSON.stringify(document) });
    const options = { env: { NODE_OPTIONS: '--max-old-space-size=300' }, limits: { processorSeconds: 10 } };
    const listed = await hookproofProcess(['verify', '--list', '--contract', `${folder}/contract.json`], options);
    expect(listed).toMatchObject({ status: 0, stderr: '' });
    expect(listed.stdout).toMatch(/ schema\.bad\.type\.\S*last/);
  });

  test('has what it says once tried once, and what is too much is said', async () => {
    const { cases, coverage } = generateCases(await contractOf(next(-1), '3.1.0', unions), 1);
    const places = coverage.unexercised.filter(({ why }) => /too many to be tried/.test(why));
    expect(places.map(({ keyword }) => keyword)).toEqual(['oneOf', 'properties']);
    const tried = cases.map(({ requirement }) => requirement.source);
    for (let level = 1; level <= 8; level++) expect(tried.join('\n')).toContain(`/components/schemas/L${level}`);
  });
});
