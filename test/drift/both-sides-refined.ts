import type { SidedRow } from './both-sides.ts';
import { type Compared, number, record, rowsOf, sent, text, whole } from './both-sides-schemas.ts';

const list = (more: object) => ({ type: 'array', ...more });
const counted = (contains: object, more: object = {}) => list({ contains, unevaluatedItems: false, ...more });
const least = (contains: object, more: object = {}) => counted(contains, { minContains: 0, ...more });
const texts = { type: ['string', 'integer'] };
const named = (patterns: object, more: object = {}) => ({ type: 'object', patternProperties: patterns, ...more });
const closed = { additionalProperties: false };
const either = (...alternatives: object[]) => ({ oneOf: alternatives });
const short = { ...text, maxLength: 3 };
const long = { ...text, minLength: 4 };

/** What an item counts for lets it be there, where nothing else does. */
const contained: Compared[] = [
  ['other items count, and no others may come', counted(text), counted(whole), 'breaking', 'breaking'],
  ['more items count, and no others may come', counted(text), counted(texts), 'breaking', 'safe'],
  ['fewer items count, and no others may come', counted(texts), counted(text), 'safe', 'breaking'],
  ['other items may come, none of which must', least(text), least(whole), 'breaking', 'breaking'],
  ['more items may come, none of which must', least(text), least(texts), 'breaking', 'safe'],
  ['no items may come', least(text), list({ unevaluatedItems: false }), 'safe', 'breaking'],
  ['items may come that need not', list({ unevaluatedItems: false }), least(text), 'breaking', 'safe'],
  ['any items may come beside those that count', counted(text), list({ contains: text }), 'breaking', 'safe'],
  [
    'shorter texts count behind an item in front',
    counted(long, { prefixItems: [whole] }),
    counted(text, { prefixItems: [whole] }),
    'breaking',
    'safe',
  ],
  [
    'more items count for a part of an allOf',
    list({ allOf: [{ contains: text }], unevaluatedItems: false }),
    list({ allOf: [{ contains: texts }], unevaluatedItems: false }),
    'breaking',
    'safe',
  ],
];

/** What fits two alternatives of oneOf never came, and does not come. */
const alternatives: Compared[] = [
  ['two texts of two lengths are the longer one', either(text, short), long, 'risky', 'safe'],
  ['a longer text is two texts of two lengths', long, either(text, short), 'safe', 'safe'],
  [
    'two numbers are the greater one',
    either(number, { ...number, maximum: 3 }),
    { ...number, exclusiveMinimum: 3 },
    'risky',
    'safe',
  ],
  [
    'two lists of values are what is in one',
    either({ enum: ['a', 'b'] }, { enum: ['b'] }),
    { enum: ['a'] },
    'risky',
    'safe',
  ],
  [
    'two types are the one that is in one',
    either({ type: ['string', 'boolean'] }, { type: 'boolean' }),
    text,
    'risky',
    'safe',
  ],
  [
    'in an object, two texts are the longer one',
    either(record({ a: text }, ['a']), record({ a: short }, ['a'])),
    record({ a: long }, ['a']),
    'risky',
    'safe',
  ],
  ['two texts are one that is longer still', either(text, short), { ...text, minLength: 5 }, 'risky', 'breaking'],
];

/** What is asked by a pattern of names on one side is asked by another one on the other. */
const patterns: Compared[] = [
  [
    'numbers are named by another pattern',
    named({ '^[0-9]+$': whole }),
    named({ '^\\d+$': number }),
    'breaking',
    'risky',
  ],
  [
    'whole numbers are named by another pattern',
    named({ '^\\d+$': number }),
    named({ '^[0-9]+$': whole }),
    'risky',
    'breaking',
  ],
  [
    'the same is asked by another pattern',
    named({ '^\\d+$': number }),
    named({ '^[0-9]+$': number }),
    'risky',
    'risky',
  ],
  [
    'of a closed object, numbers are named by another pattern',
    named({ '^[0-9]+$': whole }, closed),
    named({ '^\\d+$': number }, closed),
    'breaking',
    'risky',
  ],
  [
    'of a closed object, more names may come',
    named({ '^[0-9]+$': number }, closed),
    named({ '^[0-9a-f]+$': number }, closed),
    'breaking',
    'risky',
  ],
  [
    'a pattern asks for what a name asked',
    { type: 'object', properties: { a1: whole } },
    named({ '^a[0-9]$': whole }),
    'safe',
    'breaking',
  ],
];

const branch = (kind: string, needed: string[]) => record({ kind: { const: kind } }, needed);
const choice = { oneOf: [text, whole] };

/** What is written otherwise, and allows the same or less. */
const rewritten: Compared[] = [
  [
    'listed numbers are all between two bounds',
    { enum: [1, 2, 3] },
    { ...whole, minimum: 1, maximum: 3 },
    'none',
    'none',
  ],
  [
    'one more number is between two bounds',
    { enum: [1, 2, 3] },
    { ...whole, minimum: 1, maximum: 4 },
    'breaking',
    'safe',
  ],
  [
    'a number between two equal bounds is a constant',
    { ...whole, minimum: 2, maximum: 2 },
    { const: 2 },
    'none',
    'none',
  ],
  ['listed truth values are all of them', { enum: [true, false] }, { type: 'boolean' }, 'none', 'none'],
  ['the empty text is the only one', { ...text, maxLength: 0 }, { const: '' }, 'none', 'none'],
  [
    'so many names are needed anyway',
    record({ a: text }, ['a'], { ...closed, minProperties: 1 }),
    record({ a: text }, ['a'], closed),
    'none',
    'none',
  ],
  [
    'so few names may be there anyway',
    record({ a: text }, [], { ...closed, maxProperties: 1 }),
    record({ a: text }, [], closed),
    'none',
    'none',
  ],
  [
    'more names may be there',
    record({ a: text, b: text }, [], { ...closed, maxProperties: 1 }),
    record({ a: text, b: text }, [], closed),
    'breaking',
    'safe',
  ],
  [
    'what chooses may be missing, which fits two alternatives',
    either(branch('a', ['kind']), branch('b', ['kind'])),
    either(branch('a', []), branch('b', [])),
    'safe',
    'safe',
  ],
  [
    'a choice under a name becomes one of the whole',
    record({ a: choice }, ['a']),
    either(record({ a: text }, ['a']), record({ a: whole }, ['a'])),
    'none',
    'none',
  ],
  [
    'a choice of the whole becomes one under a name',
    either(record({ a: text }, ['a']), record({ a: whole }, ['a'])),
    record({ a: choice }, ['a']),
    'safe',
    'safe',
  ],
  [
    'a choice of the whole becomes one under a name, and more of it',
    either(record({ a: text }, ['a']), record({ a: whole }, ['a'])),
    record({ a: { oneOf: [text, whole, { type: 'boolean' }] } }, ['a']),
    'breaking',
    'safe',
  ],
  [
    'a choice under a name becomes one of the whole, and less of it',
    record({ a: { oneOf: [text, whole, { type: 'boolean' }] } }, ['a']),
    either(record({ a: text }, ['a']), record({ a: whole }, ['a'])),
    'safe',
    'breaking',
  ],
];

const asking = (value: object) => record({ a: value }, ['a', 'kind'], { dependentRequired: { a: ['b'], b: ['c'] } });

/** What shows a change must be made with care. */
const careful: Compared[] = [
  ['a number becomes null', number, { type: 'null' }, 'breaking', 'breaking'],
  ['an item becomes null', list({ items: text }), list({ items: { type: 'null' } }), 'breaking', 'breaking'],
  ['a value comes beside what it asks for', asking({ enum: ['x'] }), asking({ enum: ['x', 'y'] }), 'breaking', 'safe'],
];

/** Changes in which a part decides that another keyword or alternative names; each that breaks has an event. */
export const sidedRefined: SidedRow[] = rowsOf(
  [...contained, ...alternatives, ...patterns, ...rewritten, ...careful],
  (schema) => sent(record({ value: schema })),
).map((row) => ({ ...row, proved: true }));
