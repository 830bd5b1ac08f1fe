import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import type { Change, ChangeSource } from '../../src/change.ts';
import { applyChangeBaseline, type KnownChange } from '../../src/drift/baseline.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

const today = '2026-11-24';
const looked: ReadonlySet<ChangeSource> = new Set(['spec']);

function change(after: unknown, more: Partial<Change> = {}): Change {
  const nothing = { before: null, why: 'it moved', affects: [], cases: [], witness: null, proof: null };
  return { rule: 'enum-value-added', level: 'breaking', source: 'spec', pointer: '/kind', after, ...nothing, ...more };
}

function entry(more: Partial<KnownChange> = {}): KnownChange {
  const day = { reason: 'we know', expires: '2027-01-31' };
  return { rule: 'enum-value-added', source: 'spec', pointer: '/kind', ...day, ...more };
}

const options = { update: false, failOn: 'breaking' as const, today, sources: looked };

const bear = async (changes: Change[], known: KnownChange[], sources = looked) => {
  const folder = await folderWith({ 'known.json': JSON.stringify({ changes: known }) });
  return applyChangeBaseline(changes, { ...options, file: `${folder}/known.json`, sources });
};

test('an entry bears what it names, and one without values all changes of its rule at its place', async () => {
  const changes = [change('a'), change('b'), change('a', { pointer: '/other' }), change('a', { rule: 'other' })];
  const borne = async (known: KnownChange) =>
    (await bear(changes, [known])).changes.map((each) => each.known !== undefined);
  expect(await borne(entry({ after: 'a' }))).toEqual([true, false, false, false]);
  expect(await borne(entry({ before: null, after: 'b' }))).toEqual([false, true, false, false]);
  expect(await borne(entry())).toEqual([true, true, false, false]);
  expect(await borne(entry({ source: 'traffic' }))).toEqual([false, false, false, false]);
});

test('values are compared as JSON, whatever the order of their keys', async () => {
  const { changes } = await bear([change({ a: 1, b: [2] })], [entry({ after: { b: [2], a: 1 } })]);
  expect(changes[0]?.known).toEqual({ reason: 'we know', expires: '2027-01-31' });
});

test.each([
  [today, true],
  ['2026-11-23', false],
])('a change is borne through its last day and no longer: %s', async (expires, borne) => {
  const { changes, stale } = await bear([change('a')], [entry({ expires })]);
  expect([changes[0]?.known !== undefined, stale]).toEqual([borne, []]);
  if (!borne) expect(changes[0]?.why).toBe(`the baseline bore it until ${expires} (we know); it moved`);
});

test('of several entries about one change the one that lasts longest counts, and none of them is stale', async () => {
  const known = [
    entry({ expires: '2020-01-01' }),
    entry({ after: 'a', reason: 'still' }),
    entry({ expires: '2026-12-01' }),
  ];
  const { changes, stale } = await bear([change('a')], known);
  expect([changes[0]?.known?.reason, stale]).toEqual(['still', []]);
});

test('an entry that nothing fits is stale, unless nobody looked', async () => {
  const known = [entry({ after: 'gone' })];
  expect((await bear([change('a')], known)).stale).toMatchObject([{ rule: 'enum-value-added', reason: 'we know' }]);
  expect((await bear([], known, new Set(['traffic']))).stale).toEqual([]);
});

test('a slip in the name of a key is refused, for such an entry would bear more than was meant', async () => {
  const text = 'changes: [{ rule: x, source: spec, pointer: "", aftr: a, reason: y, expires: 2030-01-01 }]';
  const folder = await folderWith({ 'known.yaml': text });
  await expect(applyChangeBaseline([], { ...options, file: `${folder}/known.yaml` })).rejects.toMatchObject({
    code: 'input',
    message: expect.stringContaining('entry 1 (x) has "aftr", not one of rule, source'),
  });
});

const update = async (found: Change[], known: KnownChange[], name = 'known.yaml') => {
  const file = `${await folderWith({ [name]: JSON.stringify({ changes: known }) })}/${name}`;
  await applyChangeBaseline(found, { ...options, file, update: true });
  const entries: KnownChange[] = parse(await readFile(file, 'utf8')).changes;
  return { file, entries };
};

test('what gates and is not known yet is borne for thirty days', async () => {
  const { entries } = await update([change('a', { why: 'x'.repeat(500) })], []);
  expect(entries).toMatchObject([
    { after: 'a', reason: expect.stringMatching(/^not yet looked at: x+$/), expires: '2026-12-24' },
  ]);
  expect(entries[0]?.reason.length).toBeLessThanOrEqual(200);
});

test('an entry that something still fits keeps its reason and day, though the change does not gate', async () => {
  const risky = change('a', { level: 'risky' });
  const known = [entry({ after: 'a' }), entry({ after: 'gone' }), entry({ source: 'traffic' })];
  const { entries } = await update([risky, change('b')], known);
  expect(entries.map(({ source, after, reason }) => [source, after, reason])).toEqual([
    ['spec', 'a', 'we know'],
    ['traffic', undefined, 'we know'],
    ['spec', 'b', 'not yet looked at: it moved'],
  ]);
});

test('an entry that is expired keeps its reason, gets a new day, and stands there once', async () => {
  const { entries } = await update([change('a'), change('a')], [entry({ expires: '2020-01-01' })]);
  expect(entries).toMatchObject([{ after: 'a', reason: 'we know', expires: '2026-12-24' }]);
});

test('what was written is read again as it was, whatever stands in it, as YAML and as JSON', async () => {
  const shared = { a: ['x'] };
  const hostile = [
    '\u001b[2J',
    'a: b # c',
    '2027-01-31',
    'null',
    '- x\n- y',
    '*alias',
    '\u2028',
    { shared, again: shared },
  ];
  for (const name of ['known.yaml', 'known.json']) {
    const found = hostile.map((each) => change(each));
    const { file, entries } = await update(found, [], name);
    const { changes, stale } = await applyChangeBaseline(found, { ...options, file });
    expect([changes.every(({ known }) => known !== undefined), stale]).toEqual([true, []]);
    expect(entries.map(({ after }) => after)).toEqual(hostile);
    expect((await readFile(file, 'utf8')).startsWith('{')).toBe(name.endsWith('json'));
  }
});

test('a file that cannot be written is a usage error', async () => {
  const folder = await folderWith({});
  const file = `${folder}/no/where.yaml`;
  await expect(applyChangeBaseline([], { ...options, file, update: true })).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining('cannot be written'),
  });
});
