import type { Definitions } from '../../src/schema/definitions.ts';
import type { Schema } from '../../src/schema/types.ts';
import { compileSchema } from '../../src/schema/validate/compile.ts';

const text: Schema = { type: 'string' };
const number: Schema = { type: 'integer' };
const record = (properties: Record<string, Schema>, more: Schema = {}): Schema => ({
  ...{ type: 'object', required: Object.keys(properties), properties },
  ...more,
});
const sale = record({ kind: { const: 'sale' }, total: number });
const refund = record({ kind: { enum: ['refund', 'chargeback'] }, of: text });
const none = 'must match one of the alternatives, but matches none';
const definitions: Definitions = { 'definition:Sale': sale, 'definition:Refund': refund };
const either: Schema = { oneOf: [{ $ref: 'definition:Sale' }, { $ref: 'definition:Refund' }] };
const contact: Schema = { anyOf: [record({ email: text, name: text }), record({ phone: number })] };
const line = record({ kind: { const: 'line' }, note: { anyOf: [{ type: 'null' }, record({ by: text })] } });

test.each<[string, Schema, unknown, string[]]>([
  [
    'the alternative to null',
    { anyOf: [{ type: 'null' }, sale] },
    { kind: 'sale', total: 'x' },
    ['/total must be integer'],
  ],
  ['the only one of its type', { oneOf: [text, { type: 'array', items: number }] }, [1, 'x'], ['/1 must be integer']],
  ['the one whose constant is there', either, { kind: 'sale', total: 'x' }, ['/total must be integer']],
  ['the one that lists the value', either, { kind: 'chargeback' }, ["the body must have required property 'of'"]],
  ['none, where no list has the value', either, { kind: 'gift' }, ['/kind must be one of sale, refund, chargeback']],
  ['the one that knows most of the properties', contact, { email: 1, name: 'x' }, ['/email must be string']],
  ['the one that misses fewest', contact, {}, ["the body must have required property 'phone'"]],
  ['none of those that are as likely', { oneOf: [record({ a: text }), record({ b: text })] }, {}, [`the body ${none}`]],
  ['none, where none is of the type', either, 'sale', [`the body ${none}`]],
  ['one within the other', { oneOf: [sale, line] }, { kind: 'line', note: { by: 1 } }, ['/note/by must be string']],
  [
    'the one whose constant is there, beside a base that declares it',
    {
      oneOf: ['dog', 'cat'].map((kind) => ({
        allOf: [record({ kind: text })],
        ...record({ [kind]: text, kind: { const: kind } }),
      })),
    },
    { kind: 'dog' },
    ["the body must have required property 'dog'"],
  ],
  ['none of those that nothing fits', JSON.parse('{ "oneOf": [false, false] }'), 'sale', [`the body ${none}`]],
  ['the one that something fits', { anyOf: [JSON.parse('false'), text] }, 5, [`the body ${none}`]],
  [
    'each of a list by itself',
    { type: 'array', items: either },
    [{ kind: 'sale', total: 'x' }, 5, { kind: 'gift' }],
    ['/0/total must be integer', `/1 ${none}`, '/2/kind must be one of sale, refund, chargeback'],
  ],
  [
    'what is said beside the union as well',
    { ...either, required: ['id'] },
    { kind: 'sale', total: 'x' },
    ["the body must have required property 'id'", '/total must be integer'],
  ],
  [
    'what the parts of an alternative say',
    { oneOf: [{ allOf: [{ properties: { kind: { const: 'x' } } }, { required: ['y'] }] }, sale] },
    { kind: 'x' },
    ["the body must have required property 'y'"],
  ],
])('of a union that fails, %s is told', (_, schema, value, expected) => {
  const findings = compileSchema(schema, { every: true, definitions })(value);
  const told = findings.map(({ pointer, message }) => `${pointer || 'the body'} ${message}`);
  expect(told.toSorted()).toEqual(expected.toSorted());
  expect(findings).toContainEqual(compileSchema(schema, { definitions })(value)[0]);
});

test('what fits two alternatives is told so, whichever was meant', () => {
  const schema = { oneOf: [text, { minLength: 1 }] };
  const [finding] = compileSchema(schema)('x');
  expect(finding?.message).toBe('must match exactly one of the alternatives, but matches numbers 0 and 1');
});
