import { recursiveTargets } from '../openapi/dereference/recursion.ts';
import { sliceDocument } from '../openapi/dereference/slice.ts';
import type { DocumentOperation } from '../openapi/operations.ts';
import { pathInDocument } from '../openapi/path-item.ts';
import type { OpenApiDocument } from '../openapi/read/read.ts';
import { validateDocument } from '../openapi/read/validate.ts';
import { fromPointer, toPointer } from '../schema/pointer.ts';

/**
 * Checks what some operations of a document need against the OpenAPI standard. Throws an input error with the first violation, and
 * where it stands in the document.
 */
export async function validateOperations(
  document: OpenApiDocument,
  operations: readonly DocumentOperation[],
  source: string,
): Promise<void> {
  const apart = atPathsOfTheirOwn(operations);
  const slice = sliceDocument(document, apart);
  // It names a reference that leads nowhere better than the validator does.
  recursiveTargets(slice, source);
  await validateDocument(slice, source, (pointer) => {
    const path = fromPointer(pointer);
    const operation = apart.find((each) => each.path === path[1]);
    return operation ? toPointer(pathInDocument(operation, path)) : pointer;
  });
}

/** Gives each operation a path that no other one has: several webhooks are received at one URL. */
function atPathsOfTheirOwn(operations: readonly DocumentOperation[]): DocumentOperation[] {
  const taken = new Set<string>();
  return operations.map((each) => {
    let { path } = each;
    while (taken.has(`${each.method} ${path}`)) path += '-';
    taken.add(`${each.method} ${path}`);
    return { ...each, path };
  });
}
