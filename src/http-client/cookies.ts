import type { Header } from '../exchange.ts';

/** Reads the names and values in a Cookie header (RFC 6265, 4.2.1); a value that is percent-encoded comes decoded. */
export function cookiesIn(text: string): Header[] {
  const pairs = text.split(';').map((pair) => pair.trim());
  return pairs.filter(Boolean).map((pair): Header => {
    const at = pair.indexOf('=');
    return at < 0 ? [pair, ''] : [pair.slice(0, at), decoded(pair.slice(at + 1))];
  });
}

/** Writes cookies as the value of a header; what no value may hold is percent-encoded. */
export function cookieText(cookies: readonly Header[]): string {
  return cookies.map(([name, value]) => `${name}=${encoded(value)}`).join('; ');
}

/** Changes the cookies among headers, which all travel in one; it goes where none is left. */
export function withCookies(headers: readonly Header[], change: (cookies: Header[]) => Header[]): Header[] {
  const wanted = change(cookiesAmong(headers));
  const others = headers.filter((header) => !isCookie(header));
  return wanted.length === 0 ? others : [...others, ['cookie', cookieText(wanted)]];
}

/** Lists the cookies of a request. */
export function cookiesAmong(headers: readonly Header[]): Header[] {
  return headers.filter(isCookie).flatMap(([, text]) => cookiesIn(text));
}

function isCookie([name]: Header): boolean {
  return name.toLowerCase() === 'cookie';
}

function encoded(value: string): string {
  return value.toWellFormed().replace(/[^\x21\x23\x24\x26-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]/gu, encodeURIComponent);
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
