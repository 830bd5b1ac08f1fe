import { sample } from '../../src/schema/samples/sample.ts';
import type { Schema } from '../../src/schema/types.ts';

const nested: Schema = {
  type: 'object',
  required: ['id'],
  properties: {
    id: { type: 'integer' },
    inner: { type: 'object', properties: { deep: { type: 'object', properties: { a: { type: 'boolean' } } } } },
  },
};

test('a sample is minimal or maximal, or maximal so far down only', () => {
  expect(sample(nested, { extent: 'minimal' })).toEqual({ id: 1 });
  expect(sample(nested)).toEqual({ id: 1, inner: { deep: { a: true } } });
  expect(sample(nested, { fullDepth: 1 })).toEqual({ id: 1, inner: {} });
  expect(sample(nested, { fullDepth: 2 })).toEqual({ id: 1, inner: { deep: {} } });
});

test('properties that are given stand as they are, whatever the schema asks of them', () => {
  expect(sample(nested, { extent: 'minimal', overrides: { id: 'x', other: [1] } })).toEqual({ id: 'x', other: [1] });
});

test('what must be there by number or by name is made as the pattern of its name asks', () => {
  const prices: Schema = {
    type: 'object',
    minProperties: 1,
    patternProperties: { '^[A-Z]{3}$': { type: 'number' } },
    additionalProperties: false as never,
  };
  const [[name = '', price], ...more] = Object.entries(sample(prices, { extent: 'minimal' }) as object) as [
    [string, 1],
  ];
  expect([/^[A-Z]{3}$/.test(name), price, more]).toEqual([true, 1, []]);
  expect(sample({ ...prices, required: ['EUR'] }, { extent: 'minimal' })).toEqual({ EUR: 1 });
});

test('a budget is shared by all that it is handed to, and ends what asks for more', () => {
  const budget = { values: 12 };
  sample(nested, { budget });
  sample(nested, { budget });
  expect(budget.values).toBe(2);
  expect(() => sample(nested, { budget })).toThrow('too many values');
});

test('a place is resolved before anything is made for it, and endless ones are refused', () => {
  const resolve = (schema: Schema): Schema => (schema.$ref === 'text' ? { type: 'string', minLength: 30 } : schema);
  const list = { type: 'array', items: { $ref: 'text' }, minItems: 1 };
  expect(sample(list, { extent: 'minimal', resolve })).toEqual([expect.stringMatching(/^.{30}$/)]);
  const endless = (): Schema => ({ type: 'object', required: ['more'], properties: { more: {} } });
  expect(() => sample({}, { resolve: endless })).toThrow('nested more than 400 levels deep');
});

test('items that must differ do so by what their properties are resolved to', () => {
  const resolve = (schema: Schema): Schema => (schema.$ref === 'state' ? { enum: ['open', 'closed'] } : schema);
  const items = { type: 'object', required: ['state'], properties: { state: { $ref: 'state' } } };
  const list = { type: 'array', items, minItems: 2, uniqueItems: true };
  expect(sample(list, { extent: 'minimal', resolve })).toEqual([{ state: 'open' }, { state: 'closed' }]);
});

test.each([
  [{ type: 'number', multipleOf: 0.1, minimum: 0.25 }, 1],
  [{ type: 'number', multipleOf: 0.1, minimum: 0.25, maximum: 0.35 }, 0.3],
  [{ type: 'number', multipleOf: 0.07, minimum: 2.05, exclusiveMaximum: 2.2 }, 2.1],
])('a number for %p is a multiple in decimals', (schema, expected) => {
  expect(sample(schema)).toBe(expected);
});
