import { isObject } from '../schema/json.ts';
import { toPointer } from '../schema/pointer.ts';
import { nodesIn } from './keywords.ts';
import { isOwnMethod } from './path-item.ts';
import type { OpenApiDocument } from './read/read.ts';

/**
 * Finds what stands in `additionalOperations` in small letters under a method that has a field of its own: it is no operation, for
 * methods are told apart by their case (RFC 9110, 9.1), and the field is for another one (OpenAPI 3.2, 4.9).
 */
export function passedOver(document: OpenApiDocument): { path: string[]; method: string }[] {
  if (!document.openapi.startsWith('3.2')) return [];
  return [...nodesIn(document)].flatMap(({ kind, value, path }) => {
    const further = kind === 'PathItem' && isObject(value) ? value.additionalOperations : undefined;
    const methods = Object.keys(isObject(further) ? further : {}).filter(isOwnMethod);
    return methods.map((method) => ({ path: [...path, 'additionalOperations', method], method }));
  });
}

/** Says of each that nobody receives by it: one sentence each. */
export function passedOverNotes(document: OpenApiDocument): string[] {
  return passedOver(document).map(
    ({ path, method }) =>
      `${toPointer(path)} is passed over: ${method.toUpperCase()} has a field of its own, and no method is ${method}`,
  );
}
