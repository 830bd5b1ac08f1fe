import { removeFolders } from '../support/folder.ts';
import { generatedFor, type Schema } from '../support/generated.ts';

afterAll(removeFolders);

const both = ['3.0.3', '3.1.0'];

test.each<[string, Schema, string[], Record<string, unknown>]>([
  ['a fraction for a whole number', { type: 'integer' }, both, { 'bad.type.it.fraction': 1.5 }],
  ['a fraction between bounds', { type: 'integer', minimum: 3, maximum: 4 }, both, { 'bad.type.it.fraction': 3.5 }],
  ['a fraction for a multiple', { type: 'integer', multipleOf: 5 }, both, { 'bad.type.it.fraction': 5.5 }],
  ['a fraction for 32 bits', { type: 'integer', format: 'int32' }, both, { 'bad.type.it.fraction': 1.5 }],
  ['the digits of a number within bounds', { type: 'number', maximum: 9 }, both, { 'bad.coercible.it.digits': '1' }],
  [
    'the digits of a number that is listed',
    { enum: [4, 5], type: 'integer' },
    both,
    { 'bad.coercible.it.digits': '4' },
  ],
  ['a number for digits', { type: 'string', enum: ['7', '8'] }, both, { 'bad.coercible.it.number': 7 }],
  [
    'every number that is listed',
    { type: 'integer', enum: [4, 5] },
    both,
    { 'good.enum.it.4': 4, 'good.enum.it.5': 5 },
  ],
  [
    'what whole numbers may be',
    { type: 'integer' },
    both,
    { 'good.number.it.zero': 0, 'good.number.it.negative': -1, 'good.number.it.large': 3_000_000_000 },
  ],
  ['what bounds leave', { type: 'number', minimum: 0 }, both, { 'good.number.it.fraction': 12.75 }],
  [
    'two neighbouring multiples',
    { type: 'integer', multipleOf: 5 },
    both,
    { 'good.bound.it.multipleOf': 5, 'good.bound.it.multipleOf.2': 10 },
  ],
  ['capitals in a UUID', { type: 'string', format: 'uuid' }, both, { 'good.uuid.it.upper-case': /^[A-F0-9-]{36}$/ }],
  ['no UUID', { type: 'string', format: 'uuid' }, both, { 'bad.format.it.not-hex': /^g/ }],
  [
    'as many as a list may contain',
    { type: 'array', contains: { type: 'integer', minimum: 10 }, maxContains: 2 },
    ['3.1.0'],
    { 'good.bound.it.maxContains': [10, 10] },
  ],
  [
    'nearly what a list must contain',
    { type: 'array', contains: { type: 'integer', minimum: 10 } },
    ['3.1.0'],
    { 'bad.bound.it.contained.minimum': [9] },
  ],
  [
    'names that hold a name',
    { type: 'object', propertyNames: { pattern: '^[a-z]+$' }, additionalProperties: { type: 'boolean' } },
    ['3.1.0'],
    { 'bad.names.it.7': { e: true, 'e!': true }, 'bad.names.it.8': { e: true, '!e': true } },
  ],
])('%s', async (_, schema, versions, wanted) => {
  for (const version of versions) {
    const { bodies } = await generatedFor(schema, version);
    for (const [id, value] of Object.entries(wanted)) {
      const sent = bodies.get(`schema.${id}`);
      if (value instanceof RegExp) expect([id, sent]).toEqual([id, expect.stringMatching(value)]);
      else expect([version, id, sent]).toEqual([version, id, value]);
    }
  }
});
