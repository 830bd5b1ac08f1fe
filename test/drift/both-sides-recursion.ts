import type { SidedRow } from './both-sides.ts';
import { described, post, type Row, ref, rowOf, withType } from './both-sides-parts.ts';
import { type Compared, closed, number, part, record, rowsOf, sent, text, whole } from './both-sides-schemas.ts';

const tree = (node: object) =>
  described({
    paths: { '/hook': { post: post(withType(ref('Node'))) } },
    components: { schemas: { Node: node, Leaf: record({ up: ref('Node'), name: text }, [], closed) } },
  });
const branching = (value: object, more: object = {}) =>
  record({ value, parts: { type: 'array', items: ref('Node'), ...more } }, ['value']);
const leafy = (more: object) => ({
  ...tree(record({ leaf: ref('Leaf') }, [])),
  components: {
    schemas: {
      Node: record({ leaf: ref('Leaf') }, [], closed),
      Leaf: record({ up: ref('Node'), ...more }, [], closed),
    },
  },
});
const formula = (...more: object[]) => ({
  oneOf: [number, record({ op: text, args: { type: 'array', items: ref('Node') } }), ...more],
});
const nested = (most: number) => ({ type: 'array', items: ref('Node'), maxItems: most });
const anyJson = (...more: object[]) => ({
  oneOf: [text, { type: 'array', items: ref('Node') }, { type: 'object', additionalProperties: ref('Node') }, ...more],
});
const map = (most: number) => ({ type: 'object', additionalProperties: ref('Node'), maxProperties: most });

const recursions: Row[] = [
  ['a value in a tree is wider', tree(branching(whole)), tree(branching(number)), 'breaking', 'safe'],
  [
    'a node may have more parts',
    tree(branching(whole, { maxItems: 1 })),
    tree(branching(whole, { maxItems: 2 })),
    'breaking',
    'safe',
  ],
  [
    'a node need have no value',
    tree(branching(whole)),
    tree({ ...branching(whole), required: [] }),
    'breaking',
    'safe',
  ],
  ['a closed leaf of a tree has another name', leafy({}), leafy({ tag: text }), 'breaking', 'safe'],
  ['a formula may be a text', tree(formula()), tree(formula(text)), 'breaking', 'safe'],
  ['a formula is a text no more', tree(formula(text)), tree(formula()), 'safe', 'breaking'],
  ['a list of lists is longer', tree(nested(1)), tree(nested(2)), 'breaking', 'safe'],
  ['a list of lists is shorter', tree(nested(2)), tree(nested(1)), 'safe', 'breaking'],
  ['any JSON may be a number', tree(anyJson()), tree(anyJson(number)), 'breaking', 'safe'],
  ['any JSON is a number no more', tree(anyJson(number)), tree(anyJson()), 'safe', 'breaking'],
  ['a map of maps has more names', tree(map(1)), tree(map(2)), 'breaking', 'safe'],
];

const one = { type: 'array', maxItems: 1 };
const orNull = { type: ['string', 'null'] };

const values: Compared[] = [
  ['a list of one item has no two alike', { ...one, uniqueItems: true }, one, 'none', 'none'],
  ['a list of one item may have no two alike', one, { ...one, uniqueItems: true }, 'none', 'none'],
  ['null is said by a shared part alone', { anyOf: [{ type: 'null' }, orNull] }, orNull, 'safe', 'safe'],
  ['one more object is listed', { enum: [{ a: 1 }] }, { enum: [{ a: 1 }, { a: 2 }] }, 'breaking', 'safe'],
  ['a constant null is a type', { const: null }, { type: 'null' }, 'none', 'none'],
  ['one listed text is a constant', { ...text, enum: ['a'] }, { const: 'a' }, 'none', 'none'],
  [
    'at most 10 is less than 11 of whole numbers',
    { ...whole, maximum: 10 },
    { ...whole, exclusiveMaximum: 11 },
    'none',
    'none',
  ],
  ['a time is a day', { ...text, format: 'date-time' }, { ...text, format: 'date' }, 'breaking', 'breaking'],
  [
    'limits that limit nothing go',
    { type: 'array', minItems: 0, uniqueItems: false },
    { type: 'array' },
    'none',
    'none',
  ],
  [
    'words that ask for nothing go',
    { ...record({}), additionalProperties: true, required: [] },
    record({}, [], {}),
    'none',
    'none',
  ],
  ['a name is for readers only', text, { ...text, readOnly: true }, 'risky', 'risky'],
  [
    'null is an alternative of any union',
    { oneOf: [part, { type: 'null' }] },
    { anyOf: [part, { type: 'null' }] },
    'none',
    'none',
  ],
  [
    'a list of values has null no more',
    { type: ['string', 'null'], enum: ['a', null] },
    { ...text, enum: ['a'] },
    'safe',
    'breaking',
  ],
  ['one of two types is left', { type: ['string', 'integer'] }, text, 'safe', 'breaking'],
  [
    'less must be contained',
    { type: 'array', contains: whole, minContains: 2 },
    { type: 'array', contains: whole },
    'breaking',
    'safe',
  ],
  ['a limit beside a reference goes', { ...part, maxProperties: 1 }, part, 'breaking', 'safe'],
  [
    'an item may be another kind',
    { type: 'array', items: { oneOf: [text, whole] } },
    { type: 'array', items: { oneOf: [text, whole, { type: 'boolean' }] } },
    'breaking',
    'safe',
  ],
  [
    'a part of a closed whole is open',
    { allOf: [part], unevaluatedProperties: false },
    { allOf: [part] },
    'breaking',
    'safe',
  ],
  [
    'names of a kind are forbidden',
    record({}),
    record({}, [], { patternProperties: { '^x-': false } }),
    'safe',
    'breaking',
  ],
  [
    'names of a kind are forbidden no more',
    record({}, [], { patternProperties: { '^x-': false } }),
    record({}),
    'breaking',
    'safe',
  ],
  [
    'there must be more names',
    record({}, [], { minProperties: 1 }),
    record({}, [], { minProperties: 2 }),
    'safe',
    'breaking',
  ],
  [
    'parts stand in another order',
    { allOf: [part, { maxProperties: 9 }] },
    { allOf: [{ maxProperties: 9 }, part] },
    'none',
    'none',
  ],
  [
    'what stands beside a union need not be there',
    { allOf: [{ oneOf: [record({ a: text }), record({ b: text })] }, { required: ['c'] }] },
    { allOf: [{ oneOf: [record({ a: text }), record({ b: text })] }] },
    'breaking',
    'safe',
  ],
  [
    'one name asks for another',
    record({ a: text, b: text }, []),
    record({ a: text, b: text }, [], { dependentRequired: { a: ['b'] } }),
    'safe',
    'breaking',
  ],
  [
    'a whole number of 32 bits has 64',
    { ...whole, format: 'int32' },
    { ...whole, format: 'int64' },
    'breaking',
    'breaking',
  ],
  ['a number has a scale', number, { ...number, multipleOf: 0.01 }, 'safe', 'breaking'],
  ['a listed number is written with a fraction', { enum: [1, 2] }, { enum: [1.0, 2.0] }, 'none', 'none'],
  [
    'a name is required in one alternative only',
    { oneOf: [record({ a: text }, ['a'], closed), record({ b: text }, ['b'], closed)] },
    { oneOf: [record({ a: text }, ['a'], closed), record({ b: text }, [], closed)] },
    'breaking',
    'safe',
  ],
];

/** Changes of what contains itself, and of single keywords, each with what it comes to by the rules; each that breaks has an event. */
export const sidedRecursion: SidedRow[] = [
  ...recursions.map(rowOf),
  ...rowsOf(values, (schema) => sent(record({ value: schema }))),
].map((row) => ({ ...row, proved: true }));
