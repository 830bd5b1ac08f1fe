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

/** Changes in which a part decides that another keyword or alternative names; each that breaks has an event. */
export const sidedRefined: SidedRow[] = rowsOf([...contained, ...alternatives, ...patterns], (schema) =>
  sent(record({ value: schema })),
).map((row) => ({ ...row, proved: true }));
