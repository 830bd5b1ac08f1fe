import type { SidedRow } from './both-sides.ts';

type Level = SidedRow['receiver'];

export const text = { type: 'string' };
export const whole = { type: 'integer' };
export const number = { type: 'number' };
export const closed = { additionalProperties: false };
export const record = (properties: object, required = Object.keys(properties), more: object = {}) => ({
  ...{ type: 'object', required, properties },
  ...more,
});
const short = { type: 'string', maxLength: 5 };
const long = { type: 'string', minLength: 3 };
export const part = { $ref: '#/components/schemas/Part' };

/** A body, as 3.1 describes it. */
export const sent = (schema: object, openapi = '3.1.0') => ({
  openapi,
  info: { title: 'Parcels', version: '1' },
  paths: {
    '/hook': {
      post: {
        requestBody: { required: true, content: { 'application/json': { schema } } },
        responses: { 200: { description: 'taken' } },
      },
    },
  },
  components: { schemas: { Part: record({ id: text }), Other: record({ id: text, by: text }) } },
});

/** Holds the name of a change, both schemas, and what it comes to for each side. */
export type Compared = [name: string, old: object, now: object, receiver: Level, sender: Level];

/** What a change of one property comes to. */
const values: Compared[] = [
  ['a constant is one of several', { const: 'x' }, { enum: ['x', 'y'] }, 'breaking', 'safe'],
  ['one of several is the only one', { enum: ['x', 'y'] }, { const: 'x' }, 'safe', 'breaking'],
  ['text is listed', text, { ...text, enum: ['a'] }, 'safe', 'breaking'],
  ['any text may come', { ...text, enum: ['a'] }, text, 'breaking', 'safe'],
  ['a constant is any boolean', { const: true }, { type: 'boolean' }, 'breaking', 'safe'],
  ['types stand in another order', { type: ['string', 'null'] }, { type: ['null', 'string'] }, 'none', 'none'],
  ['null is said by a type', { anyOf: [text, { type: 'null' }] }, { type: ['string', 'null'] }, 'none', 'none'],
  ['a shared part may be null', part, { anyOf: [part, { type: 'null' }] }, 'breaking', 'safe'],
  ['a shared part is null no more', { anyOf: [part, { type: 'null' }] }, part, 'safe', 'breaking'],
  ['numbers are whole', number, whole, 'safe', 'breaking'],
  ['numbers are texts', whole, text, 'breaking', 'breaking'],
  [
    'items may be broken numbers',
    { type: 'array', items: whole },
    { type: 'array', items: number },
    'breaking',
    'safe',
  ],
  ['items are anything', { type: 'array', items: whole }, { type: 'array' }, 'breaking', 'safe'],
  ['a text may be a list', text, { oneOf: [text, { type: 'array', items: text }] }, 'breaking', 'safe'],
  ['a text is a list', text, { type: 'array', items: text }, 'breaking', 'breaking'],
  ['a text has a format', text, { ...text, format: 'uuid' }, 'safe', 'breaking'],
  ['a format that nobody asserts goes', { ...text, format: 'phone' }, text, 'risky', 'risky'],
  ['a pattern is another one', { ...text, pattern: '^a' }, { ...text, pattern: '^b' }, 'risky', 'risky'],
  ['a bound is included', { ...number, exclusiveMinimum: 0 }, { ...number, minimum: 0 }, 'breaking', 'safe'],
  ['a step is finer', { ...whole, multipleOf: 10 }, { ...whole, multipleOf: 5 }, 'breaking', 'safe'],
  ['a step is another one', { ...whole, multipleOf: 3 }, { ...whole, multipleOf: 5 }, 'breaking', 'breaking'],
  ['a value is forbidden', text, { ...text, not: { const: 'x' } }, 'safe', 'breaking'],
  ['a value is forbidden no more', { ...text, not: { const: 'x' } }, text, 'breaking', 'safe'],
  [
    'undeclared values are wider',
    { type: 'object', additionalProperties: whole },
    { type: 'object', additionalProperties: number },
    'breaking',
    'safe',
  ],
  ['what fits two alternatives may come', { oneOf: [short, long] }, { anyOf: [short, long] }, 'breaking', 'safe'],
  ['an overlapping alternative goes', { oneOf: [short, long] }, { oneOf: [short] }, 'risky', 'breaking'],
];

/** What a change of the whole body comes to. */
const wholes: Compared[] = [
  ['a name is declared', record({ a: text }), record({ a: text, b: text }, ['a']), 'safe', 'safe'],
  ['a name is always there', record({ a: text }), record({ a: text, b: text }), 'safe', 'breaking'],
  [
    'a name comes into a closed object',
    record({ a: text }, ['a'], closed),
    record({ a: text, b: text }, ['a'], closed),
    'breaking',
    'safe',
  ],
  [
    'a name is declared otherwise than undeclared ones',
    record({ a: text }, ['a'], { additionalProperties: whole }),
    record({ a: text, b: text }, ['a'], { additionalProperties: whole }),
    'breaking',
    'breaking',
  ],
  ['a name may never come again', record({ a: text, b: text }, ['a']), record({ a: text }), 'risky', 'safe'],
  [
    'a name goes from a closed object',
    record({ a: text, b: text }, ['a'], closed),
    record({ a: text }, ['a'], closed),
    'risky',
    'breaking',
  ],
  [
    'a required name goes from a closed object',
    record({ a: text, b: text }, ['a', 'b'], closed),
    record({ a: text }, ['a'], closed),
    'breaking',
    'breaking',
  ],
  [
    'a required name is forbidden',
    record({ a: text, b: text }),
    record({ a: text, b: { not: {} } }, ['a']),
    'breaking',
    'breaking',
  ],
  ['a required name goes from an open object', record({ a: text, b: text }), record({ a: text }), 'breaking', 'safe'],
  [
    'a part is asked for besides',
    { allOf: [record({ a: text })] },
    { allOf: [record({ a: text }), record({ b: text })] },
    'safe',
    'breaking',
  ],
  [
    'parts are written as one',
    { allOf: [record({ a: text }), record({ b: text })] },
    record({ a: text, b: text }),
    'none',
    'none',
  ],
  [
    'an action comes no more',
    record({ action: { enum: ['a', 'b'] } }),
    record({ action: { enum: ['a'] } }),
    'risky',
    'breaking',
  ],
  [
    'the type is another one',
    record({ type: { const: 'a' } }),
    record({ type: { const: 'b' } }),
    'breaking',
    'breaking',
  ],
  ['it may be empty', { ...record({ a: text }, []), minProperties: 1 }, record({ a: text }, []), 'breaking', 'safe'],
];

/** `nullable` means something in 3.0 only beside a type, and under a list that has null. */
const nullable: Compared[] = [
  ['nullable stands beside no type', { enum: ['a'] }, { enum: ['a'], nullable: true }, 'none', 'none'],
  ['a list has no null', { ...text, enum: ['a'] }, { ...text, enum: ['a'], nullable: true }, 'none', 'none'],
  ['a list has null', { ...text, enum: ['a'] }, { ...text, enum: ['a', null], nullable: true }, 'breaking', 'safe'],
];

export const rowsOf = (all: readonly Compared[], write: (schema: object) => object): SidedRow[] =>
  all.map(([name, old, now, receiver, sender]) => ({ name, old: write(old), new: write(now), receiver, sender }));

/** Changes of schemas, each with what it comes to by the rules; each that breaks has an event. */
export const sidedSchemas: SidedRow[] = [
  ...rowsOf(values, (schema) => sent(record({ value: schema }))),
  ...rowsOf(wholes, (schema) => sent(schema)),
  ...rowsOf(nullable, (schema) => sent(record({ value: schema }), '3.0.3')),
].map((row) => ({ ...row, proved: true }));
