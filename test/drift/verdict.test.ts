import type { Change, ChangeSource } from '../../src/change.ts';
import type { FindingGroup } from '../../src/drift/traffic/groups.ts';
import { culpritsOf } from '../../src/drift/verdict/culprits.ts';
import type { KnownSources } from '../../src/drift/verdict/evidence.ts';
import type { Schema } from '../../src/schema/types.ts';
import { compileSchema } from '../../src/schema/validate/compile.ts';

const kinds = (...values: string[]): Schema => ({
  type: 'object',
  required: ['kind'],
  properties: { kind: { type: 'string', enum: values }, total: { type: 'integer' } },
});
const judge = (schema: Schema) => compileSchema(schema, { every: true });
const known = kinds('placed', 'paid');

function change(source: ChangeSource, more: Partial<Change>): Change {
  const nothing = { before: null, after: null, why: '', affects: [], cases: [], witness: null, proof: null };
  return { rule: 'enum-value-added', level: 'breaking', source, pointer: '/doc', ...nothing, ...more };
}

const showing = (source: ChangeSource, event: unknown, more: Partial<Change> = {}) =>
  change(source, { witness: { event, kind: 'refused', says: '' }, ...more });

function group(more: Partial<FindingGroup>): FindingGroup {
  const place = { file: 'a.ndjson', line: 1 };
  const none = {
    operation: undefined,
    message: '',
    count: 1,
    first: place,
    last: place,
    statuses: {},
    types: new Set<string>(),
    refused: {},
  };
  return { kind: 'refused', rule: 'enum', pointer: '/kind', value: undefined, event: 0, ...none, ...more };
}

interface Given {
  spec?: [Schema, ...Change[]];
  implementation?: [Schema, ...Change[]];
  groups?: FindingGroup[];
}

function verdict({ spec, implementation, groups }: Given) {
  const judged = (given: Given['spec']) => given && { validator: judge(given[0]), changes: given.slice(1) as Change[] };
  const all: KnownSources = {
    root: { path: [], children: new Map(), readings: [] },
    contract: judge(known),
    spec: judged(spec),
    traffic: groups && { groups, events: 10 },
    implementation: judged(implementation),
  };
  return culpritsOf(all).map(({ culprit, pointer, value, evidence, why }) => ({
    who: [culprit, pointer, value],
    why,
    says: Object.fromEntries(evidence.map(({ source, says }) => [source, says])),
  }));
}

const shipped = { kind: 'shipped' };
const published: Given['spec'] = [kinds('placed', 'paid', 'shipped'), showing('spec', shipped, { after: 'shipped' })];

test('one source alone blames nobody, but for a receiver that refused what it should take', () => {
  expect(verdict({ spec: published })).toEqual([]);
  expect(verdict({ groups: [group({ value: 'lost' })] })).toEqual([]);
  const answered = group({ kind: 'answered', rule: 'status', pointer: '', value: 422, count: 2 });
  expect(verdict({ groups: [answered] })).toMatchObject([
    { who: ['implementation wrong', '', null], says: { traffic: '2 events', implementation: 'answered 422 2 times' } },
  ]);
});

test('recorded events of another value do not count for a value that was published', () => {
  const groups = [group({ value: 'shipped', count: 3 }), group({ count: 4, refused: { spec: 4 } })];
  expect(verdict({ spec: published, groups })).toMatchObject([
    { who: ['upstream changed', '/kind', 'shipped'], says: { traffic: '3 of 10 events' } },
    { who: ['contract wrong', '/kind', null], says: { spec: 'refuses it', traffic: '4 of 10 events' } },
  ]);
});

test('a change of a type and the events that show it are one entry', () => {
  const number = { ...known, properties: { ...known.properties, total: { type: 'number' } } };
  const event = { kind: 'paid', total: 1.5 };
  const spec: Given['spec'] = [number, showing('spec', event, { rule: 'type-widened', after: 'number' })];
  const groups = [group({ rule: 'type', pointer: '/total', count: 5 })];
  expect(verdict({ spec, implementation: [known], groups })).toEqual([
    {
      who: ['upstream changed', '/total', null],
      why: expect.stringContaining('the contract and the implementation are to follow'),
      says: { contract: 'refuses it', spec: 'allows it', traffic: '5 of 10 events', implementation: 'refuses it' },
    },
  ]);
});

test('what still comes is to be taken, though published document and implementation agree that it does not', () => {
  const narrow = kinds('placed');
  const implementation: Given['spec'] = [narrow, showing('implementation', { kind: 'paid' }, { after: 'paid' })];
  const quiet = verdict({ spec: [narrow], implementation, groups: [] });
  expect(quiet).toMatchObject([
    { who: ['upstream changed', '/kind', 'paid'], says: { traffic: 'not seen in 10 events' } },
  ]);
  const groups = [group({ kind: 'declined', value: 'paid', count: 7 })];
  expect(verdict({ spec: [narrow], implementation, groups })).toMatchObject([
    { who: ['implementation wrong', '/kind', 'paid'], says: { spec: 'refuses it', traffic: '7 of 10 events' } },
  ]);
});

test('a closed object of an implementation is held against the names that really came', () => {
  const closed = { ...known, additionalProperties: false };
  const event = { kind: 'paid', madeUp: 1 };
  const implementation: Given['spec'] = [
    closed,
    showing('implementation', event, { rule: 'additional-properties-opened' }),
  ];
  const groups = [group({ kind: 'declined', rule: 'additionalProperties', pointer: '/extra', count: 2 })];
  expect(verdict({ implementation, groups })).toMatchObject([{ says: { traffic: '2 of 10 events' } }]);
});

test.each([
  [401, 'security-changed'],
  [404, 'path-moved'],
  [415, 'media-type-added'],
])(
  'an answer of %i is upstream’s doing where the published document says %s, and else the receiver’s',
  (status, rule) => {
    const groups = [group({ kind: 'answered', rule: 'status', pointer: '', value: status })];
    const moved = verdict({ spec: [known, change('spec', { rule, pointer: '/x' })], groups });
    expect(moved.map(({ who }) => who[0])).toEqual(['upstream changed', 'upstream changed']);
    // No recording of bodies could show such a change.
    expect(moved[0]?.says).not.toHaveProperty('traffic');
    const safe = change('spec', { rule, level: 'safe' });
    const kept = verdict({ spec: [known, safe], groups });
    expect(kept).toMatchObject([{ who: ['implementation wrong', '', null], why: expect.stringContaining('unless') }]);
  },
);

test('an implementation that has what was published since is not to blame, one that has neither is', () => {
  const spec = change('spec', { rule: 'security-changed', before: ['a'], after: ['b'] });
  const follows = change('implementation', { rule: 'security-changed', before: ['b'], after: ['a'] });
  const both = verdict({ spec: [known, spec], implementation: [known, follows] });
  expect(both).toMatchObject([{ who: ['upstream changed', '/doc', null], says: { implementation: 'allows it' } }]);
  const other = verdict({ spec: [known], implementation: [known, follows] });
  expect(other).toMatchObject([{ who: ['implementation wrong', '/doc', null] }]);
});

test('a defect of the document is the contract’s, and what cannot be read is nobody’s', () => {
  const groups = [
    group({ kind: 'literal', rule: 'type' }),
    group({ rule: 'json', pointer: '' }),
    group({ kind: 'unknown', rule: 'property-added', pointer: '/x' }),
  ];
  expect(verdict({ spec: [known], groups })).toMatchObject([{ who: ['contract wrong', '/kind', null] }]);
});
