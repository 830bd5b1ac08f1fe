import { valueAt } from '../schema/pointer.ts';

/** Whether a text is a JSON pointer to a place inside a document. */
export function isPointer(text: string): boolean {
  return /^(\/([^~/]|~[01])*)+$/.test(text);
}

/** Whether a value can stand at a path: its parent is an object, or an array that is long enough. */
export function hasParent(root: unknown, path: readonly string[]): boolean {
  const token = path.at(-1);
  if (token === undefined) return false;
  const parent = valueAt(root, path.slice(0, -1));
  if (Array.isArray(parent)) return /^(0|[1-9]\d{0,8})$/.test(token) && Number(token) <= parent.length;
  return typeof parent === 'object' && parent !== null;
}
