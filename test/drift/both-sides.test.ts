import type { Change, ChangeLevel } from '../../src/change.ts';
import { compareDocuments } from '../../src/drift/documents/compare.ts';
import type { OpenApiDocument } from '../../src/openapi/read/read.ts';
import { sided } from './both-sides.ts';
import { sidedEmpty } from './both-sides-empty.ts';
import { sidedHeads } from './both-sides-heads.ts';
import { sidedKeywords } from './both-sides-keywords.ts';
import { sidedParts } from './both-sides-parts.ts';
import { sidedRecursion } from './both-sides-recursion.ts';
import { sidedRefined } from './both-sides-refined.ts';
import { sidedSchemas } from './both-sides-schemas.ts';
import { sidedUnions } from './both-sides-unions.ts';

const order: ChangeLevel[] = ['breaking', 'risky', 'safe', 'docs'];

async function changesOf(old: object, now: object, side: 'receiver' | 'sender'): Promise<Change[]> {
  const named = (document: object, source: string) => ({ document: document as OpenApiDocument, source });
  return compareDocuments(named(old, 'old'), named(now, 'new'), { side, source: 'spec', scope: 'document' });
}

test.each(
  [
    ...sided,
    ...sidedSchemas,
    ...sidedKeywords,
    ...sidedUnions,
    ...sidedEmpty,
    ...sidedHeads,
    ...sidedParts,
    ...sidedRecursion,
    ...sidedRefined,
  ].flatMap((row) => (['receiver', 'sender'] as const).map((side) => ({ ...row, side, level: row[side] }))),
)('$name: $level for the $side', async ({ old, new: now, side, level, rule, only, proved = only !== undefined }) => {
  const changes = await changesOf(old, now, side);
  const worst = order.find((each) => changes.some((change) => change.level === each)) ?? 'none';
  expect([worst, changes.map(({ rule: each }) => each)]).toEqual([
    level,
    rule ? expect.arrayContaining([rule]) : expect.anything(),
  ]);
  if (only) expect(changes.map(({ rule: each }) => each).filter((each) => !only.includes(each))).toEqual([]);
  if (proved) expect(changes.filter((change) => change.level === 'breaking' && change.witness === null)).toEqual([]);
});

test('no document differs from itself', async () => {
  for (const { old, new: now } of sided)
    for (const each of [old, now]) expect(await changesOf(each, structuredClone(each), 'receiver')).toEqual([]);
});
