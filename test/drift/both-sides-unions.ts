import type { SidedRow } from './both-sides.ts';
import { type Compared, closed, number, record, rowsOf, sent, text, whole } from './both-sides-schemas.ts';

const truth = { type: 'boolean' };
const one = (...oneOf: object[]) => ({ oneOf });
const any = (...anyOf: object[]) => ({ anyOf });
const short = { type: 'string', maxLength: 5 };
const long = { type: 'string', minLength: 3 };
const orNull = (type: string) => ({ type: [type, 'null'] });
const [a, b] = [record({ a: text }), record({ b: text })];
const both = record({ a: text, b: text }, []);
const [xy, xyz] = [{ enum: ['x', 'y'] }, { enum: ['x', 'y', 'z'] }];
const needing = (union: object) => ({ ...both, ...union });
const cat = record({ kind: { const: 'cat' }, meow: text });
const dog = record({ kind: { const: 'dog' }, bark: text });

/** Sixty kinds that their constants keep apart, and more alternatives beside them. */
const amongMany = (...more: object[]) =>
  one(...Array.from({ length: 60 }, (_, index) => record({ kind: { const: `k${index}` } })), ...more);

/** Alternatives of a property that come, go, overlap or stand in another way. */
const values: Compared[] = [
  ['another type is an alternative', one(text, whole), one(text, whole, truth), 'breaking', 'safe'],
  ['another type is no alternative', one(text, whole, truth), one(text, whole), 'safe', 'breaking'],
  ['an alternative goes that another one holds', any(text, short), any(text), 'safe', 'safe'],
  ['an alternative comes that another one holds', any(number), any(number, whole), 'safe', 'safe'],
  [
    'an alternative comes that refuses what another one holds',
    one(number, text),
    one(number, text, whole),
    'safe',
    'breaking',
  ],
  [
    'an alternative goes that refused what another one holds',
    one(number, text, whole),
    one(number, text),
    'risky',
    'safe',
  ],
  ['any alternative does, and none overlaps', one(text, whole), any(text, whole), 'none', 'none'],
  ['only one alternative may be met', any(short, long), one(short, long), 'safe', 'breaking'],
  ['several alternatives may be met', one(number, whole), any(number, whole), 'breaking', 'safe'],
  ['an alternative is there twice', one(text, whole), one(text, text, whole), 'safe', 'breaking'],
  ['types become alternatives', { type: ['string', 'integer'] }, one(text, whole), 'none', 'none'],
  [
    'an alternative lists more, which another one holds',
    any({ enum: ['x'] }, text),
    any({ enum: ['x', 'y'] }, text),
    'safe',
    'safe',
  ],
  [
    'of many alternatives one lists more, which another one holds',
    amongMany({ enum: ['x'] }, { enum: ['y', 'z'] }),
    amongMany({ enum: ['x', 'y'] }, { enum: ['y', 'z'] }),
    'safe',
    'breaking',
  ],
  [
    'of many alternatives one lists less, which another one holds',
    amongMany({ enum: ['x', 'y'] }, { enum: ['y', 'z'] }),
    amongMany({ enum: ['x'] }, { enum: ['y', 'z'] }),
    'breaking',
    'safe',
  ],
  [
    'of many kinds one is called like another one besides',
    amongMany(record({ kind: { enum: ['a'] } }), whole),
    amongMany(record({ kind: { enum: ['a', 'k7'] } }), whole),
    'safe',
    'breaking',
  ],
  [
    'of many kinds one is called as none was',
    amongMany(record({ kind: { enum: ['a'] } }), whole),
    amongMany(record({ kind: { enum: ['a', 'b'] } }), whole),
    'breaking',
    'safe',
  ],
  ['what holds the other alternative is left alone', any({ enum: ['x'] }, text), text, 'none', 'none'],
  [
    'null fits a second alternative, too',
    one(orNull('string'), whole),
    one(orNull('string'), orNull('integer')),
    'safe',
    'breaking',
  ],
  ['what two unions share is left', { allOf: [any(text, whole), any(whole, truth)] }, whole, 'none', 'none'],
  [
    'alternatives within an alternative stand beside it',
    any(any(text, whole), truth),
    any(text, whole, truth),
    'safe',
    'safe',
  ],
  ['constants become alternatives', { enum: ['x', 'y'] }, one({ const: 'x' }, { const: 'y' }), 'none', 'none'],
  [
    'a constant more is an alternative',
    one({ const: 'x' }, { const: 'y' }),
    one({ const: 'x' }, { const: 'y' }, { const: 'z' }),
    'breaking',
    'safe',
  ],
];

const list = (items: object) => ({ type: 'array', items });
const front = (...prefixItems: object[]) => ({ type: 'array', prefixItems });
const named = (additionalProperties: object) => ({ type: 'object', additionalProperties });
const either = { type: ['string', 'integer'] };

const [listing, numbered] = [record({ b: xyz }, []), record({ a: number }, [])];
const shorter = record({ b: xy }, []);
/** Alternatives of objects that need no name: what breaks one of them by a name it declares need not fit the other one. */
const openAlternatives: Compared[] = [
  ['an open alternative lists less', any(listing, numbered), any(shorter, numbered), 'safe', 'breaking'],
  ['an open alternative lists more', any(shorter, numbered), any(listing, numbered), 'breaking', 'safe'],
  ['an open alternative of one lists less', one(listing, numbered), one(shorter, numbered), 'breaking', 'breaking'],
  [
    'an open alternative lists less, which an alternative without names holds',
    any(listing, record({})),
    any(shorter, record({})),
    'safe',
    'safe',
  ],
];

/** Alternatives that are one now, which allows what is mixed of them. */
const joined: Compared[] = [
  ['lists of two kinds are lists of both', any(list(text), list(whole)), list(either), 'breaking', 'safe'],
  ['lists of two kinds are lists of either', any(list(text), list(whole)), list(any(text, whole)), 'breaking', 'safe'],
  [
    'lists of two kinds are lists of both beside another alternative',
    any(list(text), list(whole), truth),
    any(list(either), truth),
    'breaking',
    'safe',
  ],
  [
    'lists of two kinds deeper inside are lists of both',
    any(record({ a: list(text) }), record({ a: list(whole) })),
    record({ a: list(either) }),
    'breaking',
    'safe',
  ],
  [
    'items in front of two kinds are of both',
    any(front(text, text), front(whole, whole)),
    front(either, either),
    'breaking',
    'safe',
  ],
  ['any names have values of both kinds', any(named(text), named(whole)), named(either), 'breaking', 'safe'],
  [
    'two names have values of both kinds',
    any(record({ a: text, b: text }), record({ a: whole, b: whole })),
    record({ a: either, b: either }),
    'breaking',
    'safe',
  ],
  [
    'a name may have more in one alternative, and another takes that unless a second name is what it must not be',
    any(record({ b: { not: { const: 'no' } } }, []), record({ a: text })),
    any(record({ b: { not: { const: 'no' } } }, []), record({ a: either })),
    'breaking',
    'safe',
  ],
  [
    'a name may have more in one alternative, and others take that unless another name tells them apart',
    any(record({ a: text, b: { const: 'x' } }, []), record({ a: { const: 7 }, b: { enum: ['y', 'z'] } }, [])),
    any(record({ a: either, b: { const: 'x' } }, []), record({ a: { const: 7 }, b: { enum: ['y', 'z'] } }, [])),
    'breaking',
    'safe',
  ],
];

/** What is split into alternatives, or put together again, piece by piece. */
const splits: Compared[] = [
  [
    'types become alternatives, one of them narrower',
    { type: ['number', 'string'] },
    any(number, short),
    'safe',
    'breaking',
  ],
  [
    'alternatives become types, one of them wider',
    any(number, short),
    { type: ['number', 'string'] },
    'breaking',
    'safe',
  ],
  [
    'listed values become alternatives, and another one beside them',
    { enum: ['x', 'y'] },
    any({ enum: ['x', 'z'] }, { const: 'y' }),
    'breaking',
    'safe',
  ],
  [
    'alternatives become a list, and one of their values is not in it',
    any({ enum: ['x', 'z'] }, { const: 'y' }),
    { enum: ['x', 'y'] },
    'safe',
    'breaking',
  ],
  [
    'types become alternatives, one more of them',
    orNull('string'),
    any(text, { type: 'null' }, whole),
    'breaking',
    'safe',
  ],
  ['types become one alternative of two', { type: ['integer', 'string'] }, any(number, text), 'breaking', 'safe'],
  ['alternatives become narrower types', any(number, text), { type: ['integer', 'string'] }, 'safe', 'breaking'],
  [
    'an alternative becomes two, one of which another one holds',
    one(text, number),
    one(one(text, whole), number),
    'safe',
    'breaking',
  ],
  [
    'an alternative of alternatives has another one, which refuses some',
    any(truth, one(number, text), { const: 7 }),
    any(truth, one(number, text, { enum: [1, 7] }), { const: 7 }),
    'safe',
    'breaking',
  ],
  [
    'an alternative refuses the second of the values that are in two unions',
    one(one({ enum: ['x', 'y'] }, { enum: ['x', null] }), whole),
    one(one({ enum: ['x', 'y'] }, { enum: ['x', null] }), any(whole, text)),
    'breaking',
    'breaking',
  ],
  [
    'a union comes whose second alternative holds what one of another holds',
    one(one(truth, { const: 'y' }), number),
    one(one(truth, { const: 'y' }), number, one({ const: null }, { enum: ['x', 'y'] })),
    'breaking',
    'breaking',
  ],
  [
    'the only alternative gets a sibling, and refuses inside what it held',
    any(any(one({ type: 'number', maximum: 3 }), { type: 'string', minLength: 1 })),
    any(any(one({ type: 'number', maximum: 3 }), one({ type: 'string', minLength: 1 }, { enum: ['x', 5] })), {
      allOf: [number, truth],
    }),
    'breaking',
    'breaking',
  ],
  [
    'what an alternative allowed is held by one that refuses it twice over',
    any({ type: 'string', maxLength: 4 }, { const: null }),
    any(any({ type: 'string', maxLength: 4 }, one({ const: null }, { type: 'null' }))),
    'safe',
    'breaking',
  ],
  [
    'an alternative of alternatives becomes one that refuses a listed value, which another one allows',
    one(one(whole, { type: 'null' }), any(truth, { type: 'null' }, { type: ['string', 'null'] }), one(text)),
    one(
      one(whole, { type: 'null' }),
      one(any(truth, { type: 'null' }, { type: ['string', 'null'] }), { enum: ['x'] }),
      one(text),
    ),
    'breaking',
    'risky',
  ],
  [
    'an alternative refuses now a listed value that another one allows as well',
    one(one(whole, { type: 'null' }), any(truth, text), one(text)),
    one(one(whole, { type: 'null' }), one(any(truth, text), { enum: ['x'] }), one(text)),
    'breaking',
    'risky',
  ],
  [
    'the types of an alternative become alternatives beside another one',
    any({ type: ['integer', 'string'] }, truth),
    any(number, text, truth),
    'breaking',
    'safe',
  ],
];

/** Alternatives of the whole body. */
const wholes: Compared[] = [
  ['neither of two names is needed', needing(any({ required: ['a'] }, { required: ['b'] })), both, 'breaking', 'safe'],
  [
    'two names may come together',
    needing(one({ required: ['a'] }, { required: ['b'] })),
    needing(any({ required: ['a'] }, { required: ['b'] })),
    'breaking',
    'safe',
  ],
  [
    'two names may come together no more',
    needing(any({ required: ['a'] }, { required: ['b'] })),
    needing(one({ required: ['a'] }, { required: ['b'] })),
    'safe',
    'breaking',
  ],
  ['two alternatives are closed', one(a, b), one({ ...a, ...closed }, { ...b, ...closed }), 'safe', 'breaking'],
  ['a name is declared in an alternative', any(a, b), any(record({ a: text, more: text }, ['a']), b), 'safe', 'safe'],
  [
    'a name is declared in an alternative, and what has another one was refused for fitting two',
    one(a, b),
    one(record({ a: text, more: text }, ['a']), b),
    'breaking',
    'safe',
  ],
  [
    'what two alternatives allowed is allowed by one, as the other asks something of a name that was open',
    one(record({ a: { const: 'x' } }), record({ b: text }, [])),
    one(record({ a: { const: 'x' } }), record({ b: text, more: record({ c: text }) }, [])),
    'breaking',
    'safe',
  ],
  [
    'what two alternatives allowed is allowed by one, as the other lists less',
    one(record({ kind: { enum: ['x', 'y'] } }), record({ b: text }, [])),
    one(record({ kind: { enum: ['x'] } }), record({ b: text }, [])),
    'breaking',
    'breaking',
  ],
  [
    'what two alternatives allowed is allowed by one, as the other is smaller deep inside',
    one(record({ a: record({ b: { type: 'array', items: record({ c: number }) } }) }), record({ d: text }, [])),
    one(record({ a: record({ b: { type: 'array', items: record({ c: whole }) } }) }), record({ d: text }, [])),
    'breaking',
    'breaking',
  ],
  [
    'what two alternatives allowed is allowed by one, as the other lists less in one of its own alternatives',
    one({ type: 'object' }, record({ a: one(text, record({ b: { enum: ['x', 'y'] } })) })),
    one({ type: 'object' }, record({ a: one(text, record({ b: { enum: ['x'] } })) })),
    'breaking',
    'safe',
  ],
  [
    'what two alternatives allowed is allowed by one, as the other asks more of names that it does not declare',
    one(record({ b: text }), { ...record({ b: text }, []), additionalProperties: number }),
    one(record({ b: text }), { ...record({ b: text }, []), additionalProperties: whole }),
    'breaking',
    'breaking',
  ],
  [
    'what one alternative allowed is allowed by two, as the other lists more deep inside',
    one(record({ a: record({ b: { enum: ['x'] } }) }), record({ d: text })),
    one(record({ a: record({ b: { enum: ['x', 'y'] } }) }), record({ d: text })),
    'breaking',
    'breaking',
  ],
  [
    'alternatives that nothing fits twice change inside',
    one(record({ kind: { const: 'x' }, a: number }), record({ kind: { const: 'y' }, b: text })),
    one(record({ kind: { const: 'x' }, a: whole }), record({ kind: { const: 'y' }, b: text })),
    'safe',
    'breaking',
  ],
  ['another kind comes', one(cat, dog), one(cat, dog, record({ kind: { const: 'cow' } })), 'breaking', 'safe'],
  ['a kind comes no more', one(cat, dog), one(cat), 'risky', 'breaking'],
  ['a kind needs less', one(cat, dog), one({ ...cat, required: ['kind'] }, dog), 'breaking', 'safe'],
  [
    'what two alternatives allowed is allowed by one, as parts of the other agree no more on a name',
    one(record({ a: { const: 'x' } }, ['a']), record({ more: text }, [])),
    one(record({ a: { const: 'x' } }, ['a']), { allOf: [record({ more: text }, []), record({ more: whole }, [])] }),
    'breaking',
    'breaking',
  ],
  [
    'parts agree no more on a name',
    { allOf: [record({ more: text }, []), record({ a: text }, [])] },
    { allOf: [record({ more: text }, []), record({ a: text, more: whole }, [])] },
    'risky',
    'breaking',
  ],
  [
    'a kind is called otherwise',
    one(cat, dog),
    one(record({ kind: { const: 'Cat' }, meow: text }), dog),
    'breaking',
    'breaking',
  ],
];

/** Changes of unions, each with what it comes to by the rules; each that breaks has an event. */
export const sidedUnions: SidedRow[] = [
  ...rowsOf(values, (schema) => sent(record({ value: schema }))),
  ...rowsOf(joined, (schema) => sent(record({ value: schema }))),
  ...rowsOf(openAlternatives, (schema) => sent(record({ value: schema }))),
  ...rowsOf(splits, (schema) => sent(record({ value: schema }))),
  ...rowsOf(wholes, (schema) => sent(schema)),
].map((row) => ({ ...row, proved: true }));
