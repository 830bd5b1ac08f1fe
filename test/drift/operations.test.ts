import { compareDocuments } from '../../src/drift/documents/compare.ts';
import { type Draft, parcelDocument } from './documents.ts';

/** The rules and levels of what changes for an operation that is named, in a document that has two. */
async function changesOf(named: string, change: (document: Draft) => void): Promise<string[]> {
  const [old, now] = [withReturns(), withReturns()];
  change(now);
  const options = { side: 'receiver', source: 'spec', scope: 'document', operation: named } as const;
  const changes = await compareDocuments(
    { document: old, source: 'old.yaml' },
    { document: now, source: 'new.yaml' },
    options,
  );
  return changes.map(({ rule, level }) => `${rule} ${level}`);
}

function withReturns(): Draft {
  const document: Draft = parcelDocument('3.1.0', 'paths');
  document.paths['/hooks/returns'] = structuredClone(document.paths['/hooks/parcels']);
  document.paths['/hooks/returns'].post.operationId = 'takeReturn';
  return document;
}

test('an operation that was named and is gone is removed, though another one is left', async () => {
  expect(await changesOf('takeReturn', (d) => delete d.paths['/hooks/returns'])).toEqual([
    'operation-removed breaking',
  ]);
});

test('an operation that was named is found where it moved to, by its id', async () => {
  const moved = await changesOf('takeReturn', (d) => {
    d.paths['/hooks/v2/returns'] = d.paths['/hooks/returns'];
    delete d.paths['/hooks/returns'];
  });
  expect(moved).toContain('path-moved breaking');
  expect(moved).not.toContain('operation-removed breaking');
});

test('what changes in another operation than the named one is not told', async () => {
  expect(await changesOf('takeReturn', (d) => delete d.paths['/hooks/parcels'].post.requestBody)).toEqual([]);
});
