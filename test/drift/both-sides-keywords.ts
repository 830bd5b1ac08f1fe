import type { SidedRow } from './both-sides.ts';
import { type Compared, closed, number, part, record, rowsOf, sent, text, whole } from './both-sides-schemas.ts';

const list = (more: object) => ({ type: 'array', ...more });
const mustHave = (contains: object, more: object = {}) => list({ contains, ...more });
const [x, xy] = [{ const: 'x' }, { enum: ['x', 'y'] }];
const free = (properties: object, more: object = {}) => record(properties, [], more);
const pair = { a: text, b: text };
/** A condition, and what it asks for where it is met and where it is not. */
const where = (condition: object, met?: object, unmet?: object): object =>
  Object.fromEntries([['if', condition], ...(met ? [['then', met]] : []), ...(unmet ? [['else', unmet]] : [])]);
const kinds = (condition: object, met: object) =>
  record({ kind: xy, size: whole }, ['kind'], where({ properties: { kind: condition } }, met));
const most = (maximum: number) => ({ properties: { size: { maximum } } });

/** Nothing at all may stand somewhere, or does no more. */
const ends: Compared[] = [
  ['a required name may not be there', record(pair), record({ a: text, b: false }), 'risky', 'breaking'],
  ['a name may not be there', record(pair, ['a']), record({ a: text, b: false }, ['a']), 'risky', 'breaking'],
  ['a forbidden name may be there', record({ a: text, b: false }, ['a']), record(pair, ['a']), 'breaking', 'safe'],
  ['no event is possible any more', record(pair), false as unknown as object, 'risky', 'breaking'],
];

const pairs = {
  enum: [
    [1, 1],
    [1, 2],
  ],
};
const addresses = { enum: ['ada@example.com', 'nowhere'] };

/** A keyword beside listed values keeps some of them out. */
const listed: Compared[] = [
  ['listed lists may have no two items alike', pairs, { ...pairs, uniqueItems: true }, 'safe', 'breaking'],
  ['listed lists may have two items alike', { ...pairs, uniqueItems: true }, pairs, 'breaking', 'safe'],
  ['listed texts need no longer be addresses', { ...addresses, format: 'email' }, addresses, 'breaking', 'safe'],
  ['listed texts must be addresses', addresses, { ...addresses, format: 'email' }, 'safe', 'breaking'],
];

const lists: Compared[] = [
  ['no item may be there, by a count', list({ items: text }), list({ maxItems: 0 }), 'safe', 'breaking'],
  ['items may be there, by a count', list({ maxItems: 0 }), list({ items: text }), 'breaking', 'safe'],
  ['no item may be there', list({ items: text }), list({ items: false }), 'safe', 'breaking'],
  ['items may be there', list({ items: false }), list({ items: text }), 'breaking', 'safe'],
  ['any item may be there', list({ items: false }), list({ items: true }), 'breaking', 'safe'],
  [
    'a closed list has another item in front',
    list({ prefixItems: [text], items: false }),
    list({ prefixItems: [text, whole], items: false }),
    'breaking',
    'safe',
  ],
  [
    'a closed list lacks an item in front',
    list({ prefixItems: [text, whole], items: false }),
    list({ prefixItems: [text], items: false }),
    'safe',
    'breaking',
  ],
  [
    'a list of which nobody tells more has another item in front',
    list({ prefixItems: [text], unevaluatedItems: false }),
    list({ prefixItems: [text, whole], unevaluatedItems: false }),
    'breaking',
    'safe',
  ],
  [
    'a list may go on behind what is told of it',
    list({ prefixItems: [text], unevaluatedItems: false }),
    list({ prefixItems: [text] }),
    'breaking',
    'safe',
  ],
  [
    'a pair may be three',
    list({ prefixItems: [text, text], minItems: 2, maxItems: 2 }),
    list({ prefixItems: [text, text, text], minItems: 2, maxItems: 3 }),
    'breaking',
    'safe',
  ],
  [
    'items in front are as all others',
    list({ prefixItems: [text], items: text }),
    list({ items: text }),
    'none',
    'none',
  ],
  ['an item need not be there', mustHave(x), list({}), 'breaking', 'safe'],
  ['an item must be there', list({}), mustHave(x), 'safe', 'breaking'],
  ['one of two items must be there', mustHave(x), mustHave(xy), 'breaking', 'safe'],
  ['one item must be there, not the other', mustHave(xy), mustHave(x), 'safe', 'breaking'],
  ['fewer such items must be there', mustHave(x, { minContains: 2 }), mustHave(x), 'breaking', 'safe'],
  ['more such items must be there', mustHave(x), mustHave(x, { minContains: 2 }), 'safe', 'breaking'],
  ['an item need not be there, by its count', mustHave(x), mustHave(x, { minContains: 0 }), 'breaking', 'safe'],
  ['one item must be there, as it is without a count', mustHave(x), mustHave(x, { minContains: 1 }), 'none', 'none'],
  [
    'more such items may be there',
    mustHave(x, { maxContains: 1 }),
    mustHave(x, { maxContains: 2 }),
    'breaking',
    'safe',
  ],
  ['so many such items may be there', mustHave(x), mustHave(x, { maxContains: 2 }), 'safe', 'breaking'],
];

const conditions: Compared[] = [
  ['a name asks for another one', free(pair), free(pair, { dependentRequired: { a: ['b'] } }), 'safe', 'breaking'],
  ['a name asks for none', free(pair, { dependentRequired: { a: ['b'] } }), free(pair), 'breaking', 'safe'],
  [
    'a name asks for fewer',
    free({ ...pair, c: text }, { dependentRequired: { a: ['b', 'c'] } }),
    free({ ...pair, c: text }, { dependentRequired: { a: ['b'] } }),
    'breaking',
    'safe',
  ],
  [
    'a name asks for others in another order',
    free({ ...pair, c: text }, { dependentRequired: { a: ['b', 'c'] } }),
    free({ ...pair, c: text }, { dependentRequired: { a: ['c', 'b'] } }),
    'none',
    'none',
  ],
  [
    'what a name asks for is wider',
    free({ a: text, b: whole }, { dependentSchemas: { a: { properties: { b: { maximum: 5 } } } } }),
    free({ a: text, b: whole }, { dependentSchemas: { a: { properties: { b: { maximum: 9 } } } } }),
    'breaking',
    'safe',
  ],
  ['what holds under a condition is wider', kinds(x, most(5)), kinds(x, most(9)), 'breaking', 'safe'],
  ['what holds under a condition is narrower', kinds(x, most(9)), kinds(x, most(5)), 'safe', 'breaking'],
  [
    'a condition is met by less',
    kinds(xy, { required: ['size'] }),
    kinds(x, { required: ['size'] }),
    'breaking',
    'safe',
  ],
  ['a condition comes', free(pair), free(pair, where({ required: ['a'] }, { required: ['b'] })), 'safe', 'breaking'],
  ['a condition goes', free(pair, where({ required: ['a'] }, { required: ['b'] })), free(pair), 'breaking', 'safe'],
  [
    'nothing is asked for any more where a condition is not met',
    free(pair, where({ required: ['a'] }, {}, { required: ['b'] })),
    free(pair, where({ required: ['a'] }, {})),
    'breaking',
    'safe',
  ],
  ['a value more is forbidden', { ...text, not: x }, { ...text, not: xy }, 'safe', 'breaking'],
  ['a value less is forbidden', { ...text, not: xy }, { ...text, not: x }, 'breaking', 'safe'],
  ['two names may be there together', free(pair, { not: { required: ['a', 'b'] } }), free(pair), 'breaking', 'safe'],
];

const ofKinds = (more: object) => record({ kind: text, size: number, name: text }, ['kind'], more);
const isX = { properties: { kind: x } };
const sized = (maximum: number) => ({ properties: { size: { maximum } } });
const bySize = (maximum: number) => ({ required: ['size'], ...sized(maximum) });
const called = (name: object) => ({ properties: { name } });
const longest = (maxLength: number) => called({ maxLength });

const named = (pattern: string, schema: object = whole, more: object = {}) =>
  free({}, { patternProperties: { [pattern]: schema }, ...more });

/** What is asked of names by one pattern may be asked by another one. */
const patterns: Compared[] = [
  ['a pattern of names is written otherwise', named('^[0-9]+$'), named('^\\d+$'), 'risky', 'risky'],
  ['a pattern of names is wider', named('^x-y'), named('^x-'), 'risky', 'breaking'],
  ['a pattern of names is narrower', named('^x-'), named('^x-y'), 'breaking', 'safe'],
  [
    'names may be one letter longer',
    named('^x_[a-z]{1,30}$', whole, closed),
    named('^x_[a-z]{1,31}$', whole, closed),
    'breaking',
    'risky',
  ],
  [
    'names may be one letter shorter',
    named('^x_[a-z]{1,31}$', whole, closed),
    named('^x_[a-z]{1,30}$', whole, closed),
    'safe',
    'breaking',
  ],
  [
    'names may have one letter more',
    named('^[a-y]+$', whole, closed),
    named('^[a-z]+$', whole, closed),
    'breaking',
    'risky',
  ],
];

/** Clauses that differ by so little that the event which shows it must be made for it. */
const clauses: Compared[] = [
  [
    'a bound under a condition is wider',
    ofKinds(where(isX, sized(3))),
    ofKinds(where(isX, sized(5))),
    'breaking',
    'safe',
  ],
  [
    'a bound under a condition that is not met is wider',
    ofKinds(where(isX, {}, sized(3))),
    ofKinds(where(isX, {}, sized(5))),
    'breaking',
    'safe',
  ],
  [
    'a list under a condition is longer',
    ofKinds(where(isX, called(x))),
    ofKinds(where(isX, called(xy))),
    'breaking',
    'safe',
  ],
  [
    'a list under a condition that is not met is longer',
    ofKinds(where(isX, undefined, called(x))),
    ofKinds(where(isX, undefined, called(xy))),
    'breaking',
    'safe',
  ],
  [
    'a length under a condition is wider',
    ofKinds(where(isX, longest(30))),
    ofKinds(where(isX, longest(31))),
    'breaking',
    'safe',
  ],
  ['less is forbidden by a bound', ofKinds({ not: bySize(5) }), ofKinds({ not: bySize(3) }), 'breaking', 'safe'],
  ['a name of one type is forbidden no more', ofKinds({ not: record({ by: text }) }), ofKinds({}), 'breaking', 'safe'],
  [
    'a name of another type is forbidden',
    ofKinds({ not: record({ by: text }) }),
    ofKinds({ not: record({ by: whole }) }),
    'breaking',
    'breaking',
  ],
  [
    'a bound that a name asks for is wider',
    ofKinds({ dependentSchemas: { name: sized(3) } }),
    ofKinds({ dependentSchemas: { name: sized(5) } }),
    'breaking',
    'safe',
  ],
  [
    'what must be contained is wider by a list of its own',
    list({ items: record({ k: text }), contains: record({ k: x }) }),
    list({ items: record({ k: text }), contains: record({ k: xy }) }),
    'breaking',
    'safe',
  ],
  [
    'what counts is another number of items',
    mustHave({ ...whole, minimum: 3 }, { maxContains: 1 }),
    mustHave({ ...whole, minimum: 5 }, { maxContains: 1 }),
    'breaking',
    'breaking',
  ],
];

const anyName = true as unknown as object;
const anyNames = { propertyNames: anyName };
const threeLetters = { propertyNames: { maxLength: 3 } };

/** What is written as true allows anything, and is compared and changed like any schema. */
const always: Compared[] = [
  ['all names may come', free({}, threeLetters), free({}, anyNames), 'breaking', 'safe'],
  ['of all names short ones come', free({}, anyNames), free({}, threeLetters), 'safe', 'breaking'],
  ['all names may come, as it was', free({}), free({}, anyNames), 'none', 'none'],
  ['of all items short ones come', list({ items: anyName }), list({ items: { maxLength: 3 } }), 'safe', 'breaking'],
];

const values: Compared[] = [
  ['listed values of a pattern are any of it', { enum: ['ab', 'ac'] }, { ...text, pattern: '^a' }, 'breaking', 'safe'],
  ['any text of a pattern is one of two', { ...text, pattern: '^a' }, { enum: ['ab', 'ac'] }, 'safe', 'breaking'],
  ['any text of a pattern is one that is not', { ...text, pattern: '^a' }, { enum: ['b'] }, 'breaking', 'breaking'],
  ['a length stands beside values that have it', { enum: ['a'] }, { enum: ['a'], maxLength: 3 }, 'none', 'none'],
  ['a listed value is too long to come', { enum: ['a', 'long'], maxLength: 3 }, { enum: ['a'] }, 'none', 'none'],
  ['whole numbers are multiples of 1', { ...number, multipleOf: 1 }, whole, 'none', 'none'],
  ['whole numbers may be others', { ...whole, multipleOf: 5 }, { ...number, multipleOf: 1 }, 'breaking', 'safe'],
  ['hundredths may be anything', { ...number, multipleOf: 0.01 }, number, 'breaking', 'safe'],
  ['all types are listed', {}, { type: ['string', 'number', 'boolean', 'object', 'array', 'null'] }, 'none', 'none'],
  ['names may not be anything', free({}), free({}, { propertyNames: false }), 'safe', 'breaking'],
  ['names may be anything', free({}, { propertyNames: false }), free({}), 'breaking', 'safe'],
  ['what a not refers to', { not: part }, { not: { $ref: '#/components/schemas/Other' } }, 'breaking', 'safe'],
  [
    'undeclared names are closed',
    free({ a: text }, { additionalProperties: text }),
    free({ a: text }, closed),
    'safe',
    'breaking',
  ],
];

const two = { minProperties: 2, maxProperties: 2 };
const odd = record({ a: list({ minItems: 1, items: { not: { type: ['integer', 'string'] } } }), b: xy }, ['a']);

/** What shows a change must be just so many, or of a kind that is not easily made. */
const narrow: Compared[] = [
  [
    'one of two names has another value',
    free({}, { additionalProperties: text, ...two }),
    free({}, { ...two }),
    'breaking',
    'safe',
  ],
  [
    'the one name has another value',
    record({}, ['b'], { additionalProperties: xy, maxProperties: 1 }),
    record({}, ['b'], { additionalProperties: text, maxProperties: 1 }),
    'breaking',
    'safe',
  ],
  ['beside items that are no texts', odd, { ...odd, properties: { ...odd.properties, b: {} } }, 'breaking', 'safe'],
  [
    'items may be alike, each by its own schema',
    list({ prefixItems: [{}, { type: 'boolean' }], minItems: 2, uniqueItems: true }),
    list({ prefixItems: [{}, { type: 'boolean' }], minItems: 2 }),
    'breaking',
    'safe',
  ],
  ['only short lists are denied', { not: list({}) }, { not: list({ maxItems: 3 }) }, 'breaking', 'safe'],
  ['only small objects are denied', { not: record({}) }, { not: free({}, { maxProperties: 2 }) }, 'breaking', 'safe'],
];

/** Changes of the keywords of 2020-12, each with what it comes to by the rules; each that breaks has an event. */
const proved: SidedRow[] = [
  ...rowsOf(ends, (schema) => sent(schema)),
  ...rowsOf([...lists, ...conditions, ...clauses, ...patterns, ...always, ...values, ...narrow], (schema) =>
    sent(record({ value: schema })),
  ),
].map((row) => ({ ...row, proved: true }));

export const sidedKeywords: SidedRow[] = [...proved, ...rowsOf(listed, (schema) => sent(record({ value: schema })))];
