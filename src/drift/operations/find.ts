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
export interface DescribedOperation {
  home: DocumentOperation['group'];
  /** The path; the name of a webhook or, for a callback, the expression that gives its URL. */
  name: string;
  method: string;
  id: string | undefined;
  node: Record<string, unknown>;
  pointer: string;
  /** The path item that it stands in. */
  item: Record<string, unknown>;
  itemPointer: string;
  declared: DocumentOperation;
}

/** Finds every operation of a document: those of its paths, its webhooks, and the callbacks of either. */
export function describedOperations({ document }: DocumentContext): DescribedOperation[] {
  return listOperations(document).map((declared) => {
    const { group: home, method, operationId: id, callback, node, item, location } = declared;
    const name = callback?.expression ?? declared.name;
    const itemPointer = toPointer(location.slice(0, location.lastIndexOf('additionalOperations')));
    return { home, name, method, id, node, pointer: toPointer(location), item, itemPointer, declared };
  });
}

/** Finds the operations by which events arrive: those that were named, or those of the document. */
export function receiving(all: readonly DescribedOperation[], wanted: string | undefined): DescribedOperation[] {
  const operations = all.map(({ declared }) => declared);
  const chosen = new Set(wanted === undefined ? receivingOperations(operations) : namedOperations(operations, wanted));
  return all.filter(({ declared }) => chosen.has(declared));
}

/** Holds which operations of two documents are the same, and those of either that have no counterpart. */
export interface MatchedOperations {
  pairs: { old: DescribedOperation; new: DescribedOperation }[];
  removed: DescribedOperation[];
  added: DescribedOperation[];
}

/**
 * Matches operations of two documents: by address, by id, by name, and the last one that is left on each side. `surely`: only
 * by address and by id, which leave no doubt.
 */
export function matchOperations(
  old: readonly DescribedOperation[],
  now: readonly DescribedOperation[],
  how?: 'surely',
): MatchedOperations {
  const [removed, added] = [new Set(old), new Set(now)];
  const pairs: MatchedOperations['pairs'] = [];
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
  pairBy(({ home, name, method, id = '', declared }) => {
    const callback = declared.callback ? ` ${declared.name} ${declared.callback.caller} ${id}` : '';
    return `${home} ${name} ${method}${callback}`;
  });
  pairBy(({ id }) => id);
  if (how !== 'surely') {
    pairBy(({ home, name }) => `${home} ${name}`);
    if (removed.size === 1 && added.size === 1) pairBy(() => '');
  }
  return { pairs, removed: [...removed], added: [...added] };
}

/** Makes an input error that says what there is to choose from. */
export function nothingReceives({ document, source }: DocumentContext, wanted: string | undefined): Error {
  return noOperation(listOperations(document), wanted, source);
}
