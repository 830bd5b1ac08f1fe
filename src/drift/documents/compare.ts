import type { Change } from '../../change.ts';
import { authoredPointer } from '../../openapi/discriminator.ts';
import { sameJson } from '../../schema/json.ts';
import { blank, operationChange, operationChanges } from '../changes.ts';
import type { CompareOptions, NamedDocument } from '../compare-options.ts';
import { worstFirst } from '../levels.ts';
import {
  type Matched,
  match,
  nothingReceives,
  type OperationNode,
  operationsOf,
  receiving,
} from '../operations/find.ts';
import { walkOf } from '../schemas/compare.ts';
import { worldOf } from '../schemas/model/context.ts';
import { compareProse } from '../schemas/prose.ts';

/**
 * All changes from one document to another, the worst first. Each breaking change of a body has a witness: an event that
 * the one document allows and the other refuses, both checked. Throws an input error for a document that cannot be read.
 */
export async function compareDocuments(
  old: NamedDocument,
  now: NamedDocument,
  options: CompareOptions,
): Promise<Change[]> {
  const walk = walkOf(worldOf(old.document, old.source), worldOf(now.document, now.source));
  const [allBefore, allAfter] = [operationsOf(walk.old), operationsOf(walk.new)];
  const ours = receiving(allBefore, options.operation);
  if (ours.length === 0) throw nothingReceives(walk.old, options.operation);
  if (allAfter.length === 0) throw nothingReceives(walk.new, undefined);
  // What is still another operation of the old document is not what one of ours became.
  const others = allBefore.filter((each) => !ours.includes(each));
  const beside = match(others, allAfter, 'same');
  const open = without(allAfter, beside.pairs);
  const same = match(ours, open, 'same');
  const left = without(open, same.pairs);
  const theirs = receiving(left, undefined);
  // What was named is looked for everywhere; it may have been moved or renamed.
  const moved = matched(same.removed, theirs.length > 0 ? theirs : left, left);
  const { removed, added } = moved;
  const pairs = [...same.pairs, ...moved.pairs];
  const changes: Change[] = [];
  const told = new Set<string>();
  for (const pair of pairs) changes.push(...(await operationChanges({ walk, told, ...pair }, options)));
  changes.push(...removed.map((each) => operationChange('operation-removed', each, options)));
  const taken = new Set(pairs.map((pair) => pair.new));
  const gone = beside.removed.filter((each) => !allAfter.some((after) => taken.has(after) && isSame(each, after)));
  changes.push(...gone.slice(0, 200).map((each) => operationChange('operation-removed', each, options, 'beside')));
  const known = new Set(allBefore.map(({ home, name, method }) => `${home} ${name} ${method}`));
  const fresh = allAfter.filter(
    (each) => !pairs.some((pair) => pair.new === each) && !known.has(`${each.home} ${each.name} ${each.method}`),
  );
  changes.push(
    ...(fresh.length > 200 ? added : fresh).map((each) => operationChange('operation-added', each, options)),
  );
  const prose = compareProse(walk.old, walk.new).map(
    (each): Change =>
      ({ ...blank(options), ...each, level: 'docs', pointer: each.at, why: 'nothing that is sent changes' }) as Change,
  );
  return merged([...changes, ...prose.map(withoutPlace)]);
}

function without(all: readonly OperationNode[], pairs: Matched['pairs']): OperationNode[] {
  const taken = new Set(pairs.map((pair) => pair.new));
  return all.filter((each) => !taken.has(each));
}

function matched(ours: readonly OperationNode[], theirs: readonly OperationNode[], all: readonly OperationNode[]) {
  const first = match(ours, theirs);
  if (first.removed.length === 0) return first;
  const second = match(first.removed, without(all, first.pairs));
  // The last resort of matching is good among those that receive, and nowhere else.
  const sure = second.pairs.filter(
    ({ old, new: now }) => isSame(old, now) || (old.home === now.home && old.name === now.name),
  );
  const found = new Set(sure.map((pair) => pair.old));
  return {
    pairs: [...first.pairs, ...sure],
    removed: first.removed.filter((each) => !found.has(each)),
    added: first.added,
  };
}

/** Whether an operation is still what it was, by its id or by its place. */
function isSame(old: OperationNode, now: OperationNode): boolean {
  if (old.id !== undefined && now.id !== undefined) return old.id === now.id;
  return old.home === now.home && old.name === now.name && old.method === now.method;
}

function withoutPlace(change: Change): Change {
  const { at, ...rest } = change as Change & { at?: string };
  return rest;
}

function merged(changes: readonly Change[]): Change[] {
  const all: Change[] = [];
  const seen = new Map<string, Change>();
  for (const each of changes) {
    each.pointer = authoredPointer(each.pointer);
    const key = `${each.rule} ${each.pointer} ${JSON.stringify([each.before, each.after])}`;
    const known = seen.get(key);
    if (known && sameJson(known.why, each.why)) {
      known.affects = [...new Set([...known.affects, ...each.affects])];
      continue;
    }
    seen.set(key, each);
    all.push(each);
  }
  return worstFirst(all);
}
