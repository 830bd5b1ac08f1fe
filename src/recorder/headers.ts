import type { Header } from '../exchange.ts';

/** Lists the headers that speak of one connection only, and are never replayed on another (RFC 9110, 7.6.1). */
const hopByHop = new Set([
  ...['connection', 'keep-alive', 'proxy-connection', 'proxy-authenticate', 'proxy-authorization', 'te', 'upgrade'],
]);
/** Lists what no `Connection` header can take away: without them a message has no end or no address. */
const framing = new Set(['host', 'content-length', 'transfer-encoding']);

/** Pairs names and values, spelt, ordered and repeated as they came. */
export function headerPairs(raw: readonly string[]): [name: string, value: string][] {
  return Array.from({ length: raw.length / 2 }, (_, i) => [raw[i * 2] ?? '', raw[i * 2 + 1] ?? '']);
}

/** Selects the headers that are meant for the other end; `host` goes in the place of the one that is there. */
export function endToEnd(headers: readonly Header[], host?: string): Header[] {
  const listed = headerValues(headers, 'connection').flatMap((value) => value.split(','));
  const dropped = new Set(listed.map((token) => token.trim().toLowerCase()));
  const passes = (name: string): boolean => !hopByHop.has(name) && (framing.has(name) || !dropped.has(name));
  const kept = headers.filter(([name]) => passes(name.toLowerCase()));
  return kept.map(([name, value]): Header => [name, host && name.toLowerCase() === 'host' ? host : value]);
}

/** Gives every value of a header; `name` is in lower case. */
export function headerValues(headers: readonly Header[], name: string): string[] {
  return headers.filter(([each]) => each.toLowerCase() === name).map(([, value]) => value);
}
