import {
  type DocumentOperation,
  listOperations,
  namedOperations,
  noOperation,
  receivingOperations,
} from '../../openapi/operations.ts';
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
    const itemPointer = toPointer(location.slice(0, location.lastIndexOf('additionalOperations')));
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

/**
 * Matches operations of two documents: by address, by id, by name, and the last one that is left on each side; gives those of
 * either that have no counterpart, too. `surely`: only by address and by id, which leave no doubt.
 */
export function matchOperations(
  old: readonly DescribedOperation[],
  now: readonly DescribedOperation[],
  how?: 'surely',
): { pairs: OperationSides[]; removed: DescribedOperation[]; added: DescribedOperation[] } {
  const [removed, added] = [new Set(old), new Set(now)];
  const pairs: OperationSides[] = [];
  const pairBy = (keyOf: (operation: DescribedOperation) => string | undefined): void => {
    const index = Map.groupBy(added, keyOf);
    for (const before of removed) {
      const key = keyOf(before);
      const after = key === undefined ? undefined : index.get(key)?.shift();
      if (!after) continue;
      pairs.push({ old: before, new: after });
      removed.delete(before);
      added.delete(after);
    }
  };
  // Two callbacks may be called back at the same URL; their names, callers and ids tell them apart.
  pairBy((operation) => {
    const { name, callback, operationId = '' } = operation;
    return operationKey(operation) + (callback ? ` ${name} ${callback.caller} ${operationId}` : '');
  });
  pairBy(({ operationId }) => operationId);
  if (how !== 'surely') {
    pairBy(({ group, address }) => `${group} ${address}`);
    if (removed.size === 1 && added.size === 1) pairBy(() => '');
  }
  return { pairs, removed: [...removed], added: [...added] };
}

/** Writes where an operation stands, and by which method it is called. */
export function operationKey({ group, address, method }: DescribedOperation): string {
  return `${group} ${address} ${method}`;
}

/** Makes an input error that says what there is to choose from. */
export function nothingReceives(
  { document, source }: DocumentContext,
  wanted: string | readonly string[] | undefined,
): Error {
  return noOperation(listOperations(document), wanted, source);
}
