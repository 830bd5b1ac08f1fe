import { isObject } from '../schema/json.ts';
import { valueAt } from '../schema/pointer.ts';
import { httpMethods } from './keywords.ts';

/** Holds where an operation stands in a document, and its method. */
interface PlacedOperation {
  method: string;
  location: readonly string[];
}

/** Gives the way from a path item to its operation of a method: what is no field of its own is one of `additionalOperations` (OpenAPI 3.2, 4.9). */
export function inPathItem(method: string): string[] {
  return isOwnMethod(method) ? [method] : [additional, method];
}

/** Tells where the path item of an operation stands. */
export function pathItemOf({ location, method }: PlacedOperation): string[] {
  return location.slice(0, -inPathItem(method).length);
}

/** Gives where something stands in the document that an operation was cut out of, by its path in the slice. */
export function pathInDocument(operation: PlacedOperation, path: readonly string[]): string[] {
  return path[0] === 'paths' ? [...pathItemOf(operation), ...path.slice(2)] : [...path];
}

const additional = 'additionalOperations';

/** Lists the methods that a path item has operations for. */
export function methodsIn(item: Record<string, unknown>): string[] {
  // No method is written in small letters, as the fields of a path item are.
  const further = Object.keys(isObject(item[additional]) ? item[additional] : {}).filter((each) => !isOwnMethod(each));
  return [...httpMethods, ...further].filter((method) => isObject(valueAt(item, inPathItem(method))));
}

/** Tells whether a path item has a field for a method, as it is written there: in small letters. */
export function isOwnMethod(method: string): boolean {
  return httpMethods.some((each) => each === method);
}
