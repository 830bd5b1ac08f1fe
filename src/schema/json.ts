export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads JSON text; undefined for a text that is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Copies plain data, replacing objects and arrays by what `change` makes of them; keys such as `__proto__` stay plain keys. */
export function mapValues<T>(
  object: Record<string, unknown>,
  change: (value: unknown, key: string) => T,
): Record<string, T> {
  const made: Record<string, T> = {};
  for (const key of Object.keys(object)) {
    const value = change(object[key], key);
    // A key named __proto__ must not reach a prototype.
    if (key === '__proto__')
      Object.defineProperty(made, key, { value, enumerable: true, configurable: true, writable: true });
    else made[key] = value;
  }
  return made;
}

/** Tells whether plain JSON data is equal; the order of keys does not matter. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => sameJson(item, b[i]));
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key], b[key]))
  );
}

/** Writes a value as JSON for people and programs: indented by two, a line feed at the end. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Tells whether one of these values is equal to another. */
export function includesJson(list: readonly unknown[], value: unknown): boolean {
  return list.some((each) => sameJson(each, value));
}

/** Writes a character as the escape of its UTF-16 unit, as JSON has it. */
export function unicodeEscape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Writes JSON with the keys of each object in order, so that equal data gives equal text. */
export function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    isObject(inner) ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}
