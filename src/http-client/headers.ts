import type { Header } from '../exchange.ts';

/** Pairs names and values, spelt, ordered and repeated as they came. */
export function headerPairs(raw: readonly string[]): [name: string, value: string][] {
  return Array.from({ length: raw.length / 2 }, (_, i) => [raw[i * 2] ?? '', raw[i * 2 + 1] ?? '']);
}

/** Gives every value of a header; `name` is in lower case. */
export function headerValues(headers: readonly Header[], name: string): string[] {
  return headers.filter(([each]) => each.toLowerCase() === name).map(([, value]) => value);
}
