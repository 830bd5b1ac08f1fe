import type { Header } from '../exchange.ts';

/** RFC 9110, 7.6.1: these speak of one connection only, and are never replayed on another. */
const hopByHop = new Set([
  ...['connection', 'keep-alive', 'proxy-connection', 'proxy-authenticate', 'proxy-authorization', 'te', 'upgrade'],
]);
/** What no `Connection` header can take away: without them a message has no end or no address. */
const framing = new Set(['host', 'content-length', 'transfer-encoding']);

/** Names and values in pairs, spelt, ordered and repeated as they came. */
export function pairs(raw: readonly string[]): Header[] {
  return Array.from({ length: raw.length / 2 }, (_, i): Header => [raw[i * 2] ?? '', raw[i * 2 + 1] ?? '']);
}

/** What came behind the chunks of a body. */
export function trailers(raw: readonly string[]): [name: string, value: string][] {
  return pairs(raw).map(([name, value]) => [name, value]);
}

/** The headers that are meant for the other end; `host` goes in the place of the one that is there. */
export function endToEnd(headers: readonly Header[], host?: string): Header[] {
  const named = new Set(
    valuesOf(headers, 'connection').flatMap((value) => value.split(',').map((token) => token.trim().toLowerCase())),
  );
  const passes = (name: string): boolean => !hopByHop.has(name) && (framing.has(name) || !named.has(name));
  const kept = headers.filter(([name]) => passes(name.toLowerCase()));
  return kept.map(([name, value]): Header => [name, host && name.toLowerCase() === 'host' ? host : value]);
}

export function valuesOf(headers: readonly Header[], name: string): string[] {
  return headers.filter(([each]) => each.toLowerCase() === name).map(([, value]) => value);
}
