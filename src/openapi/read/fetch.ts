import { messageOf, userError } from '../../errors.ts';
import { readRegularFile } from '../../regular-file.ts';

const maxRemoteBytes = 5 * 1024 * 1024;
const defaultTimeoutMs = 10_000;
const maxRedirects = 3;

export function isUrl(source: string): boolean {
  return /^https?:\/\//i.test(source);
}

/**
 * Reads the text of a document. A file may be up to 64 MiB. A URL is fetched only from a host in `allowedHosts` (`host` or
 * `host:port`), within `timeoutMs` all in all, up to 5 MiB and 3 redirects, each of which is checked again.
 */
export async function readText(
  source: string,
  allowedHosts: readonly string[] = [],
  timeoutMs = defaultTimeoutMs,
): Promise<string> {
  return decode(await readBytes(source, allowedHosts, timeoutMs), source);
}

/** Reads the same, byte for byte. */
export async function readBytes(
  source: string,
  allowedHosts: readonly string[] = [],
  timeoutMs = defaultTimeoutMs,
): Promise<Uint8Array> {
  return isUrl(source)
    ? (await fetchBytes(parseUrl(source), allowedHosts, { timeoutMs })).bytes
    : readRegularFile(source);
}

/** Throws an input error for what only looks like a URL. */
export function parseUrl(text: string, base?: URL): URL {
  const url = URL.parse(text, base?.href);
  if (!url) throw userError('input', `${text}: not a URL`);
  return url;
}

/** Throws an input error for what is not UTF-8. */
export function decode(bytes: Uint8Array, source: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw userError('input', `${source}: not UTF-8 text`, { cause });
  }
}

/** Holds what a host gave; the headers serve to ask again whether anything changed. */
export interface Fetched {
  bytes: Uint8Array;
  etag?: string | undefined;
  lastModified?: string | undefined;
}

/**
 * Fetches from a host that was named, within the limits of `readText`. With a copy only what has changed is asked for
 * (RFC 9110, 13.1), and the copy is given where nothing has. Throws an input error for any other answer than 200.
 */
export async function fetchBytes(
  first: URL,
  allowedHosts: readonly string[],
  { timeoutMs = defaultTimeoutMs, copy }: { timeoutMs?: number; copy?: Fetched | undefined } = {},
): Promise<Fetched> {
  const signal = AbortSignal.timeout(timeoutMs);
  const headers = {
    ...(copy?.etag === undefined ? {} : { 'if-none-match': copy.etag }),
    ...(copy?.lastModified === undefined ? {} : { 'if-modified-since': copy.lastModified }),
    // Of a compressed response that breaks off, `fetch` gives the beginning as though it were all.
    'accept-encoding': 'identity',
  };
  let url = first;
  for (let hop = 0; hop <= maxRedirects; hop++) {
    checkHost(url, allowedHosts);
    const response = await fetch(url, { redirect: 'manual', signal, headers }).catch((cause) => {
      const slow = signal.aborted ? `no answer within ${timeoutMs / 1000} s` : messageOf(cause.cause ?? cause);
      throw userError('input', `${url}: cannot be fetched: ${slow}`, { cause });
    });
    if (response.status === 304 && copy) return copy;
    if (response.status === 304)
      throw userError('input', `${first}: answered 304, though nothing was there to compare with`);
    const location = response.headers.get('location');
    if (response.status >= 300 && response.status < 400 && location) {
      await response.body?.cancel();
      url = parseUrl(location, url);
      continue;
    }
    // A part, or an answer yet to come, is no document.
    if (response.status !== 200) throw userError('input', `${url}: answered ${response.status}`);
    return {
      bytes: await readBounded(response, url),
      etag: response.headers.get('etag') ?? undefined,
      lastModified: response.headers.get('last-modified') ?? undefined,
    };
  }
  throw userError('input', `${first}: more than ${maxRedirects} redirects`);
}

function checkHost(url: URL, allowedHosts: readonly string[]): void {
  const web = url.protocol === 'http:' || url.protocol === 'https:';
  if (!web) throw userError('input', `${url.protocol} is not fetched, only http and https`);
  if (url.username || url.password)
    throw userError('input', `${url.origin}: a name and a password in a URL are not sent`);
  if (allowedHosts.includes(url.host) || allowedHosts.includes(url.hostname)) return;
  throw userError('input', `${url.origin}: not fetched, because this host was not named`, {
    hint: `If you trust it, add --allow-host ${url.host}`,
  });
}

async function readBounded(response: Response, url: URL): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.length;
      if (size > maxRemoteBytes) break;
      chunks.push(chunk);
    }
  } catch (cause) {
    const slow = cause instanceof DOMException && cause.name === 'TimeoutError';
    throw userError('input', `${url}: ${slow ? 'took too long' : 'broke off'} after ${size} bytes`, { cause });
  }
  if (size > maxRemoteBytes) throw userError('input', `${url}: larger than ${maxRemoteBytes} bytes`);
  return Buffer.concat(chunks);
}
