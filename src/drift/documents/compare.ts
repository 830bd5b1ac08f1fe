import { type Change, worstFirst } from '../../change.ts';
import { remembering } from '../../once.ts';
import { authoredPointer } from '../../openapi/inheritance.ts';
import { labelOf } from '../../openapi/operations.ts';
import { emptyChange, operationChange, operationChanges } from '../changes.ts';
import type { CompareOptions, NamedDocument } from '../compare-options.ts';
import {
  type DescribedOperation,
  describedOperations,
  matchOperations,
  nothingReceives,
  operationKey,
  receiving,
} from '../operations/find.ts';
import { newComparison } from '../schemas/compare.ts';
import type { Comparison } from '../schemas/difference.ts';
import { documentContext } from '../schemas/model/context.ts';
import { compareProse } from '../schemas/prose.ts';
import { type FoundChange, operationsFirst } from '../together.ts';

/** More operations that came or went are not reported. */
const mostReportedOperations = 200;

/**
 * Finds all changes from one document to another, the worst first. Each breaking change of a body has a witness: an event
 * that the one document allows and the other refuses, both checked. Throws an input error for a document that cannot be read.
 */
export async function compareDocuments(
  old: NamedDocument,
  now: NamedDocument,
  options: CompareOptions,
): Promise<Change[]> {
  const comparison = newComparison(
    documentContext(old.document, old.source),
    documentContext(now.document, now.source),
  );
  const [before, after] = [describedOperations(comparison.old), describedOperations(comparison.new)];
  const ours = receiving(before, options.operation);
  if (ours.length === 0) throw nothingReceives(comparison.old, options.operation);
  if (after.length === 0) throw nothingReceives(comparison.new, undefined);
  const { pairs, removed, goneBeside, added } = matchOurs(ours, before, after);
  const contractSide = options.source === 'implementation' ? 'new' : 'old';
  const nameOf = namesOf(contractSide === 'new' ? after : before, options);
  const changes: FoundChange[] = [];
  const reported = new Map<string, FoundChange | undefined>();
  for (const pair of pairs) {
    const name = nameOf(pair[contractSide]);
    changes.push(...(await operationChanges({ comparison, reported, name, ...pair }, options)));
  }
  const gone = removed.map((each): Change => {
    const name = nameOf(each);
    return { ...operationChange('operation-removed', each, options), affects: name === undefined ? [] : [name] };
  });
  const names = new Set(pairs.map((pair) => nameOf(pair[contractSide])));
  return withoutRepeats([
    ...changes,
    ...gone,
    ...goneBeside.map((each) => operationChange('operation-removed', each, options, 'beside')),
    ...added.map((each) => operationChange('operation-added', each, options)),
    ...proseChanges(comparison, options),
  ]).map((change) => ({ ...change, affects: operationsFirst(change.affects, names) }));
}

/** Makes what names the operations of the contract's side; there is nothing to name where only one receives. */
function namesOf(all: readonly DescribedOperation[], { operation }: CompareOptions) {
  const several = receiving(all, operation).length > 1;
  return remembering((each: DescribedOperation) => (several && all.includes(each) ? labelOf(each, all) : undefined));
}

/** Matches our operations with those of the new document, and finds what came or went beside them. */
function matchOurs(
  ours: readonly DescribedOperation[],
  before: readonly DescribedOperation[],
  after: readonly DescribedOperation[],
) {
  // What is still another operation of the old document is not what one of ours became.
  const others = before.filter((each) => !ours.includes(each));
  const beside = matchOperations(others, after, 'sure');
  const same = matchOperations(ours, beside.added, 'sure');
  const theirs = receiving(same.added, undefined);
  // Where there are many, one that came is not what another one was.
  const reach = ours.length === 1 ? 'last' : 'likely';
  const moved = matchOperations(same.removed, theirs.length > 0 ? theirs : same.added, reach);
  // What was named is looked for everywhere.
  const found = new Set(moved.pairs.map((pair) => pair.new));
  const rest = same.added.filter((each) => !found.has(each));
  const elsewhere = matchOperations(moved.removed, rest, 'likely');
  const pairs = [...same.pairs, ...moved.pairs, ...elsewhere.pairs];
  const taken = new Set(pairs.map((pair) => pair.new));
  const goneBeside = beside.removed.filter((each) => !pairs.some((pair) => isSameOperation(each, pair.new)));
  const known = new Set(before.map(operationKey));
  const fresh = after.filter((each) => !taken.has(each) && !known.has(operationKey(each)));
  const added = fresh.length > mostReportedOperations ? moved.added : fresh;
  return { pairs, removed: elsewhere.removed, goneBeside: goneBeside.slice(0, mostReportedOperations), added };
}

/** Tells whether an operation of others is still what it was, by its name or, of a path, by its id. */
function isSameOperation(old: DescribedOperation, now: DescribedOperation): boolean {
  return matchOperations([old], [now], 'sure').pairs.length > 0;
}

function proseChanges({ old, new: now }: Comparison, options: CompareOptions): FoundChange[] {
  const common = {
    ...emptyChange(options),
    level: 'docs',
    why: 'nothing that is sent changes',
    definition: '',
  } as const;
  return compareProse(old, now).map((each) => ({ ...common, ...each }));
}

/** Merges changes that are reported twice, with all event types that they affect, and points into what the author wrote. */
function withoutRepeats(changes: readonly FoundChange[]): Change[] {
  const known = new Map<string, FoundChange>();
  for (const each of changes) {
    const { together } = each;
    const change: FoundChange = { ...each, pointer: authoredPointer(each.pointer) };
    if (together) change.together = { ...together, pointer: authoredPointer(together.pointer) };
    const key = JSON.stringify([change.rule, change.pointer, change.before, change.after, change.why]);
    const same = known.get(key);
    if (same) same.affects = [...new Set([...same.affects, ...change.affects])];
    else known.set(key, change);
  }
  return worstFirst([...known.values()]);
}
