import type { SidedRow } from './both-sides.ts';
import { type Compared, number, record, rowsOf, sent, text, whole } from './both-sides-schemas.ts';

const any = (...anyOf: object[]) => ({ anyOf });
const one = (...oneOf: object[]) => ({ oneOf });
const truth = { type: 'boolean' };
const nothing = { type: 'null' };

/** Schemas that allow nothing, each by limits that exclude each other, and the same with one of the limits. */
const contradictions: [name: string, empty: object, free: object][] = [
  ['a text is longer than it may be', { type: 'string', minLength: 3, maxLength: 2 }, { type: 'string', maxLength: 2 }],
  [
    'a list is longer than it may be',
    { type: 'array', minItems: 2, maxItems: 1 },
    { type: 'array', minItems: 0, maxItems: 1 },
  ],
  [
    'an object has more names than it may have',
    { type: 'object', minProperties: 2, maxProperties: 1 },
    { type: 'object', maxProperties: 1 },
  ],
  [
    'an object needs more names than it may have',
    { type: 'object', required: ['a', 'b'], maxProperties: 1 },
    { type: 'object', required: ['a'], maxProperties: 1 },
  ],
  [
    'an object has more names than are declared',
    { type: 'object', properties: { a: text }, minProperties: 2, additionalProperties: false },
    { type: 'object', properties: { a: text }, minProperties: 1, additionalProperties: false },
  ],
  ['a number is above its greatest', { type: 'number', minimum: 3, maximum: 2 }, { type: 'number', maximum: 2 }],
  [
    'a number is above its least and its greatest at once',
    { type: 'number', exclusiveMinimum: 2, maximum: 2 },
    { type: 'number', exclusiveMinimum: 1, maximum: 2 },
  ],
  [
    'a whole number is between two that follow one another',
    { type: 'integer', exclusiveMinimum: 1, exclusiveMaximum: 2 },
    { type: 'integer', exclusiveMinimum: 1, exclusiveMaximum: 3 },
  ],
  ['no listed value is of the type', { type: 'string', enum: [1, 2] }, { type: 'string', enum: ['x'] }],
  ['a constant is not of the type', { type: 'object', const: 'x' }, { type: 'string', const: 'x' }],
  [
    'parts set limits that exclude each other',
    { allOf: [{ type: 'string', minLength: 3 }, { maxLength: 2 }] },
    { allOf: [{ type: 'string' }, { maxLength: 2 }] },
  ],
];

const limits: Compared[] = contradictions.flatMap(([name, empty, free]): Compared[] => [
  [`${name} no longer`, record({ a: empty }), record({ a: free }), 'breaking', 'safe'],
  [`${name} now`, record({ a: free }, []), record({ a: empty }, []), 'risky', 'breaking'],
  [`where ${name} an alternative is none`, any(truth, text), any(truth, text, empty), 'none', 'none'],
  [`where ${name} an alternative was none`, any(truth, nothing, empty), any(truth, nothing), 'none', 'none'],
]);

const types = ['null', 'boolean', 'object', 'array', 'number', 'string'].map((type) => ({ type }));
/** Refuses null, as it fits both, and allows nothing else. */
const never = one({ const: null }, nothing);

/** Alternatives that together allow anything, or by which nothing comes. */
const alternatives: Compared[] = [
  ['anything becomes alternatives of all types', {}, any(...types), 'none', 'none'],
  ['anything becomes one alternative of all types', {}, one(...types), 'none', 'none'],
  ['alternatives of all types become anything', any(...types), {}, 'safe', 'safe'],
  ['anything becomes alternatives of all types but one', {}, any(...types.slice(1)), 'safe', 'breaking'],
  ['alternatives of all types but one become anything', any(...types.slice(1)), {}, 'breaking', 'safe'],
  [
    'anything becomes one alternative of all types, and one of them twice',
    {},
    one(...types, whole),
    'none',
    'breaking',
  ],
  ['an alternative goes that refused all it allows', any(text, truth, never), any(text, truth), 'none', 'none'],
  ['an alternative comes that refuses all it allows', any(text, truth), any(text, truth, never), 'none', 'none'],
  ['what refused all it allows goes, and leaves one', one(text, never), text, 'none', 'none'],
  [
    'two alternatives go that refused each other',
    one(text, truth, { const: null }, nothing),
    one(text, truth),
    'risky',
    'safe',
  ],
  [
    'an alternative goes that needs what must not be, deep inside',
    any(text, truth, record({ a: record({ b: { not: {} } }) })),
    any(text, truth),
    'none',
    'none',
  ],
  [
    'an alternative goes whose lists have items that cannot be',
    any(text, truth, { type: 'array', minItems: 1, items: false }),
    any(text, truth),
    'none',
    'none',
  ],
  [
    'an alternative goes that refused some of what it allows',
    any(text, truth, one({ enum: [null, 7] }, nothing)),
    any(text, truth),
    'safe',
    'breaking',
  ],
  [
    'an alternative goes whose lists may be empty',
    any(text, truth, { type: 'array', items: false }),
    any(text, truth),
    'safe',
    'breaking',
  ],
  [
    'an alternative of alternatives goes, of which each allows what no other does',
    any(text, one(number, truth)),
    any(text),
    'safe',
    'breaking',
  ],
];

/** Changes of what allows nothing, or is taken to. */
export const sidedEmpty: SidedRow[] = [
  ...rowsOf(limits, (schema) => sent(record({ value: schema }))),
  ...rowsOf(alternatives, (schema) => sent(record({ value: schema }))),
].map((row) => ({ ...row, proved: true }));
