import {
  type DocumentOperation,
  listOperations,
  namedOperations,
  noOperation,
  receivingOperations,
} from '../../openapi/operations.ts';
import { pathItemOf } from '../../openapi/path-item.ts';
import { toPointer } from '../../schema/pointer.ts';
import type { DocumentContext } from '../schemas/model/context.ts';

/** Holds an operation, and where it is described. */
export interface DescribedOperation extends DocumentOperation {
  /** The path; the name of a webhook or, for a callback, the expression that gives its URL. */
  address: string;
  pointer: string;
  itemPointer: string;
}

/** Finds every operation of a document: those of its paths, its webhooks, and the callbacks of either. */
export function describedOperations({ document }: Pick<DocumentContext, 'document'>): DescribedOperation[] {
  return listOperations(document).map((declared) => {
    const { callback, name, location } = declared;
    const itemPointer = toPointer(pathItemOf(declared));
    return { ...declared, address: callback?.expression ?? name, pointer: toPointer(location), itemPointer };
  });
}

/** Finds the operations by which events arrive: those that were named, or those of the document. */
export function receiving(
  all: readonly DescribedOperation[],
  wanted: string | readonly string[] | undefined,
): DescribedOperation[] {
  const named = [wanted ?? []].flat().flatMap((name) => namedOperations(all, name));
  const chosen = new Set(wanted === undefined ? receivingOperations(all) : named);
  return all.filter((each) => chosen.has(each));
}

/** Holds the same operation of two documents. */
export interface OperationSides {
  old: DescribedOperation;
  new: DescribedOperation;
}

/** Says how far matching goes: to what leaves no doubt; to what is likely; to the last one of each side. */
type MatchReach = 'sure' | 'likely' | 'last';

/** Gives what an operation must have in common with its counterpart; undefined for one that is not matched so. */
type Criterion = (operation: DescribedOperation) => string | undefined;

const sureCriteria: Criterion[] = [
  // A callback of one name may have several callers, and several expressions.
  ({ callback, ...each }) =>
    callback && `${operationKey(each)} ${pathTemplate(callback.caller)} ${callback.expression}`,
  ({ callback, ...each }) => callback && `${operationKey(each)} ${pathTemplate(callback.caller)}`,
  operationKey,
];

const likelyCriteria: Criterion[] = [
  ({ group, name }) => `${group} ${identityOf({ group, name })}`,
  // What comes as a webhook may be described as a callback.
  ({ group, name }) => (group === 'paths' ? undefined : name),
];

/**
 * Matches operations of two documents, and gives those of either that have no counterpart, too. The name of a webhook or a
 * callback is its identity; a path is itself whatever its parameters are called, and is known by its id where it moved.
 */
export function matchOperations(
  old: readonly DescribedOperation[],
  now: readonly DescribedOperation[],
  reach: MatchReach,
): { pairs: OperationSides[]; removed: DescribedOperation[]; added: DescribedOperation[] } {
  const [removed, added] = [new Set(old), new Set(now)];
  const pairs: OperationSides[] = [];
  const pairBy = (criterion: Criterion, mayPair: (pair: OperationSides) => boolean = () => true): void => {
    const index = Map.groupBy(added, criterion);
    for (const before of removed) {
      const key = criterion(before);
      const all = key === undefined ? undefined : index.get(key);
      const at = all?.findIndex((after) => mayPair({ old: before, new: after })) ?? -1;
      const [after] = at < 0 ? [] : (all?.splice(at, 1) ?? []);
      if (!after) continue;
      pairs.push({ old: before, new: after });
      removed.delete(before);
      added.delete(after);
    }
  };
  for (const criterion of sureCriteria) pairBy(criterion);
  pairBy(({ operationId }) => operationId, mayMove);
  if (reach !== 'sure') for (const criterion of likelyCriteria) pairBy(criterion);
  if (reach === 'last' && removed.size === 1 && added.size === 1) pairBy(() => '', mayMove);
  return { pairs, removed: [...removed], added: [...added] };
}

/** Tells whether one may have become the other under another name: what goes by its name is gone with it. */
function mayMove({ old, new: now }: OperationSides): boolean {
  return old.group === 'paths' || now.group === 'paths';
}

/** Writes what an operation is, whatever its parameters are called, and by which method it is called. */
export function operationKey({ group, name, method }: Pick<DescribedOperation, 'group' | 'name' | 'method'>): string {
  return `${group} ${identityOf({ group, name })} ${method}`;
}

function identityOf({ group, name }: Pick<DescribedOperation, 'group' | 'name'>): string {
  return group === 'paths' ? pathTemplate(name) : name;
}

/** Gives a path without the names of its parameters, which do not matter. */
export function pathTemplate(path: string): string {
  return path.replace(/\{[^/{}$#]+\}/g, '{}');
}

/** Makes an input error that says what there is to choose from. */
export function nothingReceives(
  { document, source }: DocumentContext,
  wanted: string | readonly string[] | undefined,
): Error {
  return noOperation(listOperations(document), wanted, source);
}
