import { isObject } from './json.ts';

/** Writes a JSON pointer (RFC 6901): `['a/b', 'c']` is `/a~1b/c`; the whole document is the empty string. */
export function toPointer(path: readonly (string | number)[]): string {
  let pointer = '';
  for (const token of path) pointer += `/${escaped(String(token))}`;
  return pointer;
}

/** Escapes a token; hardly any needs it, and there may be a million of them. */
function escaped(token: string): string {
  return /[~/]/.test(token) ? token.replaceAll('~', '~0').replaceAll('/', '~1') : token;
}

export function fromPointer(pointer: string): string[] {
  if (pointer === '') return [];
  return pointer
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** Tells whether a text is a JSON pointer to a location inside a document. */
export function isPointer(text: string): boolean {
  return /^(\/([^~/]|~[01])*)+$/.test(text);
}

/** Gives the value at a path, or undefined; only own properties count, so `__proto__` leads nowhere. */
export function valueAt(root: unknown, path: readonly (string | number)[]): unknown {
  let value = root;
  for (const token of path) {
    if (Array.isArray(value)) value = /^(?:0|[1-9]\d*)$/.test(String(token)) ? value[Number(token)] : undefined;
    else if (isObject(value) && Object.hasOwn(value, token)) value = value[token];
    else return undefined;
  }
  return value;
}

/** Tells whether a value can stand at a path: its parent is an object, or an array that is long enough. */
export function hasParent(root: unknown, path: readonly (string | number)[]): boolean {
  const token = path.at(-1);
  if (token === undefined) return false;
  const parent = valueAt(root, path.slice(0, -1));
  if (Array.isArray(parent)) return /^(0|[1-9]\d{0,8})$/.test(String(token)) && Number(token) <= parent.length;
  return isObject(parent);
}

/** Copies `root`, so that the value at `path` is replaced, or taken out when `value` is undefined. */
export function withValueAt<T>(root: T, path: readonly (string | number)[], value: unknown): T {
  const [token, ...rest] = path;
  if (token === undefined) return value as T;
  if (Array.isArray(root)) {
    const copy = [...root];
    const index = Number(token);
    if (rest.length === 0 && value === undefined) copy.splice(index, 1);
    else copy[index] = withValueAt(copy[index], rest, value);
    return copy as T;
  }
  const entries = Object.entries(isObject(root) ? root : {});
  const at = entries.findIndex(([key]) => key === String(token));
  if (rest.length === 0 && value === undefined) return Object.fromEntries(entries.filter((_, i) => i !== at)) as T;
  const next = withValueAt(at < 0 ? undefined : entries[at]?.[1], rest, value);
  if (at < 0) entries.push([String(token), next]);
  else entries[at] = [String(token), next];
  return Object.fromEntries(entries) as T;
}
