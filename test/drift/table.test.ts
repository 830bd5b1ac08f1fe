import type { Change, ChangeLevel } from '../../src/change.ts';
import { compareDocuments } from '../../src/drift/documents/compare.ts';
import { type Draft, type Encoding, parcelDocument, type Version } from './documents.ts';
import { type Row, table } from './table.ts';

const versions: Version[] = ['3.0.3', '3.1.0'];
const encodings: Encoding[] = ['paths', 'webhooks', 'callbacks'];
const order: ChangeLevel[] = ['breaking', 'risky', 'safe', 'docs'];

const cases = table.flatMap((row) =>
  versions
    .filter((version) => row.only === undefined || row.only === version)
    .flatMap((version) =>
      encodings
        .filter((encoding) => row.encodings?.includes(encoding) ?? true)
        .map((encoding) => ({ title: `${row.name}: ${row.level} (${encoding}, ${version})`, row, version, encoding })),
    ),
);

async function changesOf({ before, change }: Row, version: Version, encoding: Encoding): Promise<Change[]> {
  const [old, now] = [parcelDocument(version, encoding), parcelDocument(version, encoding)];
  before?.(old, version);
  // What only the old document has is what the change takes away.
  change(now, version);
  const options = { side: 'receiver', source: 'spec', scope: 'document' } as const;
  return compareDocuments({ document: old, source: 'old' }, { document: now, source: 'new' }, options);
}

test.each(cases)('$title', async ({ row, version, encoding }) => {
  const changes = await changesOf(row, version, encoding);
  const worst = order.find((level) => changes.some((change) => change.level === level)) ?? 'none';
  expect(worst).toBe(row.level);
  if (row.rule) expect(changes.filter(({ level }) => level === worst).map(({ rule }) => rule)).toContain(row.rule);
  const unshown = changes.filter(
    ({ level, pointer }) => level === 'breaking' && pointer.startsWith('/components/schemas'),
  );
  const without = unshown.filter(({ witness }) => witness === null);
  expect(without.map(({ proof }) => proof)).toEqual(
    row.tried === undefined ? [] : [{ status: 'none-found', tried: expect.stringContaining(row.tried) }],
  );
});

test('a document is no different from itself, wherever it describes its operation', async () => {
  for (const version of versions)
    for (const encoding of encodings)
      expect(await changesOf({ name: '', level: 'none', change: () => {} }, version, encoding)).toEqual([]);
});

test('a sender is broken by what narrows, and not by what widens', async () => {
  const [old, now] = [parcelDocument('3.1.0', 'paths'), parcelDocument('3.1.0', 'paths')];
  const { Parcel, State } = (now.components?.schemas ?? {}) as Record<string, Draft>;
  Parcel.required.push('note');
  State.enum.push('odd');
  const changes = await compareDocuments(
    { document: old, source: 'old' },
    { document: now, source: 'new' },
    { side: 'sender', source: 'spec', scope: 'document' },
  );
  expect(changes.map(({ rule, level }) => [rule, level])).toEqual([
    ['required-added', 'breaking'],
    ['enum-value-added', 'safe'],
  ]);
  expect(changes[0]?.witness?.kind).toBe('refused');
});

test('a path that is the receiver’s own may be anywhere', async () => {
  const [old, now] = [parcelDocument('3.0.3', 'paths'), parcelDocument('3.0.3', 'paths')];
  now.paths = { '/elsewhere': now.paths?.['/hooks/parcels'] ?? {} };
  const options = { side: 'receiver', source: 'spec', scope: 'operation' } as const;
  const changes = await compareDocuments({ document: old, source: 'old' }, { document: now, source: 'new' }, options);
  expect(changes.map(({ rule, level }) => [rule, level])).toEqual([['path-moved', 'docs']]);
});

test('of an overlapping alternative that goes it is said that what was refused may come', async () => {
  const row = table.find(({ name }) => name === 'an overlapping alternative of oneOf is removed') as Row;
  const changes = await changesOf(row, '3.1.0', 'paths');
  expect(changes.map(({ level, why }) => [level, why])).toEqual([
    [
      'risky',
      expect.stringMatching(/no longer among .*: what fitted it and another one was refused before, and may come now$/),
    ],
  ]);
});
