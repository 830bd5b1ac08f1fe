import { generateCases } from '../../src/conformance/cases/generated/generate.ts';
import { loadSuite } from '../../src/conformance/cases/suite.ts';
import { compileEvents } from '../../src/contract/compile-events.ts';
import { removeFolders } from '../support/folder.ts';
import { contractOf, generatedFor, type Schema } from '../support/generated.ts';

afterAll(removeFolders);

test('names that look alike in words each get cases of their own', async () => {
  const whole = { type: 'integer' };
  const { ids } = await generatedFor({
    type: 'object',
    properties: { 'a/b': whole, 'a-b': { type: 'boolean' }, '': whole },
  });
  expect(ids).toEqual(
    expect.arrayContaining([
      'schema.bad.type.it.a-b.string',
      'schema.bad.type.it.au2db.string',
      'schema.bad.null.it.unnamed',
    ]),
  );
  expect(new Set(ids).size).toBe(ids.length);
});

test('a union in a branch of another has cases of its own', async () => {
  const inner = { oneOf: [{ type: 'boolean' }, { type: 'number', maximum: 3 }] };
  const { ids, coverage } = await generatedFor({ oneOf: [{ type: 'array', items: { type: 'string' } }, inner] });
  expect(ids).toEqual(
    expect.arrayContaining(['schema.bad.oneOf.it.none-text', 'schema.bad.oneOf.it.option-2.none-text']),
  );
  expect(coverage.unexercised).toEqual([]);
});

const a = { a: { type: 'integer' } };

test.each<[string, Schema, string]>([
  [
    'fewer properties than required',
    { type: 'object', required: ['a'], properties: a, minProperties: 1 },
    'minProperties',
  ],
  [
    'more properties than a closed object knows',
    { type: 'object', properties: a, maxProperties: 1, additionalProperties: false },
    'maxProperties',
  ],
  ['a short text that an enum rules out', { type: 'string', enum: ['abc'], minLength: 3 }, 'minLength'],
])('what cannot be broken alone is named and not counted: %s', async (_, schema, keyword) => {
  const { ids, coverage } = await generatedFor(schema);
  expect(coverage.unexercised).toContainEqual({
    pointer: expect.stringMatching(new RegExp(`/it/${keyword}$`)),
    keyword,
    why: 'no event was found that breaks this alone',
  });
  expect(ids.filter((id) => id.includes(`.${keyword}`) && id.includes('.bad.'))).toEqual([]);
});

test('properties without a name of their own are tried under a name that is allowed', async () => {
  const values = { type: 'integer', minimum: 3 };
  const { bodies, coverage } = await generatedFor({
    type: 'object',
    propertyNames: { pattern: '^[a-z]{2,5}$' },
    additionalProperties: values,
  });
  const [[name, value] = []] = Object.entries(bodies.get('schema.bad.bound.it.others.minimum') as object);
  expect([name, value]).toEqual([expect.stringMatching(/^[a-z]{2,5}$/), 2]);
  expect(coverage.unexercised).toEqual([]);
});

test('a required place that the example must do without takes nothing else with it', async () => {
  const contract = await contractOf({
    type: 'object',
    required: ['pair', 'plain'],
    properties: { pair: { type: 'object', properties: { x: {}, y: {} }, not: { required: ['x', 'y'] } }, plain: a.a },
  });
  const { cases } = generateCases(contract, 1);
  const judge = compileEvents(contract, { every: true });
  const bad = cases.filter(({ id }) => id.startsWith('schema.bad.type.plain'));
  expect(bad.length).toBeGreaterThan(0);
  for (const { steps } of bad) expect(judge(JSON.parse(String(steps[0]?.send.body)))).toHaveLength(1);
});

test('the control event is legal, also where the fullest example is not', async () => {
  const both = { type: 'object', properties: { x: {}, y: {} }, not: { required: ['x', 'y'] } };
  const contract = await contractOf(both);
  const { control } = await loadSuite(contract);
  const judge = compileEvents(contract);
  expect(judge(JSON.parse(String(control)))).toEqual([]);
  expect(Object.keys(JSON.parse(String(control)))).toHaveLength(1);
});

test('an object that is closed and full makes room for what it must not have', async () => {
  const { bodies } = await generatedFor({
    type: 'object',
    properties: { x: {}, y: {} },
    required: ['y'],
    maxProperties: 2,
    additionalProperties: false,
  });
  const body = bodies.get('schema.bad.additional.it');
  expect(Object.keys(body as object)).toEqual(['y', 'hookproofUnknownField']);
});
