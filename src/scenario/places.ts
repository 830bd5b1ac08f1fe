import { isObject } from '../schema/json.ts';
import { valueAt } from '../schema/pointer.ts';

/** Whether a text is a JSON pointer to a place inside a document. */
export function isPointer(text: string): boolean {
  return /^(\/([^~/]|~[01])*)+$/.test(text);
}

/** Whether a value can stand at a path: its parent is an object, or an array that is long enough. */
export function hasParent(root: unknown, path: readonly (string | number)[]): boolean {
  const token = path.at(-1);
  if (token === undefined) return false;
  const parent = valueAt(root, path.slice(0, -1));
  if (Array.isArray(parent)) return isIndex(String(token)) && Number(token) <= parent.length;
  return isObject(parent);
}

/**
 * Puts a value into an object or array at a path, changing it; undefined takes out what stands there. Does nothing where
 * the parent of the place is not there.
 */
export function putAt(root: unknown, path: readonly (string | number)[], value: unknown): void {
  if (!hasParent(root, path)) return;
  const parent = valueAt(root, path.slice(0, -1)) as Record<string | number, unknown>;
  const token = path.at(-1) ?? '';
  if (Array.isArray(parent)) parent.splice(Number(token), 1, ...(value === undefined ? [] : [value]));
  else if (value === undefined) delete parent[token];
  // A plain assignment would take the key for the object's prototype.
  else if (token === '__proto__') Object.defineProperty(parent, token, { ...plain, value });
  else parent[token] = value;
}

const plain = { enumerable: true, configurable: true, writable: true };

function isIndex(token: string): boolean {
  return /^(0|[1-9]\d{0,8})$/.test(token);
}
