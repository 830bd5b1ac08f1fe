import type { ExchangeRequest, Header } from '../exchange.ts';
import { cookiesAmong, withCookies } from '../http-client/cookies.ts';

/** Holds a value that a request carries beside its body. */
export interface Carried {
  in: 'header' | 'query' | 'cookie';
  name: string;
  value: string;
}

/** Adds values to a request, each in its place. */
export function carrying(request: ExchangeRequest, values: readonly Carried[]): ExchangeRequest {
  return values.reduce(withCarried, request);
}

function withCarried(request: ExchangeRequest, { in: place, name, value }: Carried): ExchangeRequest {
  const { target, headers } = request;
  if (place === 'header') return { ...request, headers: [...headers, [name, value]] };
  if (place === 'cookie')
    return { ...request, headers: withCookies(headers, (cookies) => [...cookies, [name, value]]) };
  return { ...request, target: withQuery(target, `${queryText(name)}=${queryText(value)}`) };
}

/** Encodes a text for a query; commas may stand there, and part the items of lists. */
function queryText(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll('%2C', ',');
}

/** Adds a written pair to the query of a target or URL. */
export function withQuery(target: string, pair: string): string {
  return `${target}${target.includes('?') ? '&' : '?'}${pair}`;
}

/** Takes values out of a request, whatever they are. */
export function without(request: ExchangeRequest, named: readonly Omit<Carried, 'value'>[]): ExchangeRequest {
  const isNamed = (place: Carried['in'], name: string): boolean => named.some((each) => isAt(each, place, name));
  const headers = request.headers.filter(([name]) => !isNamed('header', name));
  const [path = '', ...rest] = request.target.split('?');
  const pairs = rest.join('?').split('&');
  const kept = pairs.filter((pair) => pair !== '' && !isNamed('query', queryName(pair)));
  return {
    ...request,
    target: kept.length === pairs.length ? request.target : [path, kept.join('&')].filter(Boolean).join('?'),
    headers: named.some((each) => each.in === 'cookie')
      ? withCookies(headers, (cookies) => cookies.filter(([name]) => !isNamed('cookie', name)))
      : headers,
  };
}

/** Lists the values of a request that stand in given places, decoded. */
export function valuesAt({ headers, target }: ExchangeRequest, named: readonly Omit<Carried, 'value'>[]): string[] {
  const mark = target.indexOf('?');
  const all: Record<Carried['in'], readonly Header[]> = {
    header: headers,
    query: mark < 0 ? [] : [...new URLSearchParams(target.slice(mark + 1))],
    cookie: cookiesAmong(headers),
  };
  return named.flatMap((each) =>
    all[each.in].filter(([name]) => isAt(each, each.in, name)).map(([, value]) => value.trim()),
  );
}

function isAt(each: Omit<Carried, 'value'>, place: Carried['in'], name: string): boolean {
  const spelt = (text: string): string => (place === 'header' ? text.toLowerCase() : text);
  return each.in === place && spelt(each.name) === spelt(name);
}

function queryName(pair: string): string {
  return new URLSearchParams(pair).keys().next().value ?? '';
}
