import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, userError } from '../../errors.ts';
import { isObject } from '../../schema/json.ts';
import { type Fetched, fetchBytes, fetchChanged, parseUrl } from './fetch.ts';

/** Holds what is kept of a document beside its bytes. */
interface Kept {
  url: string;
  etag?: string;
  lastModified?: string;
  /** Holds the digest of the bytes, lest a copy that was spoilt is taken for the document. */
  sha256: string;
}

/**
 * Fetches a document and keeps it in a folder. The next time only what has changed is asked for (RFC 9110, 13.1), and an
 * answer of 304 gives the copy. Every other answer than 200 is an error, whatever copy there is.
 */
export async function fetchCached(
  source: string,
  allowedHosts: readonly string[],
  folder: string,
): Promise<Uint8Array> {
  const url = parseUrl(source);
  const file = join(folder, digest(Buffer.from(url.href)).slice(0, 32));
  const copy = await copyOf(file, url.href);
  const fetched = copy
    ? await fetchChanged(url, allowedHosts, { headers: conditions(copy.kept) })
    : await fetchBytes(url, allowedHosts);
  if (!fetched) return (copy as Copy).bytes;
  await keep(folder, file, url.href, fetched);
  return fetched.bytes;
}

interface Copy {
  kept: Kept;
  bytes: Uint8Array;
}

/** Reads a copy; undefined where there is none that can be trusted, and by which something could be asked. */
async function copyOf(file: string, url: string): Promise<Copy | undefined> {
  try {
    const kept: unknown = JSON.parse(await readFile(`${file}.json`, 'utf8'));
    const bytes = await readFile(`${file}.body`);
    if (!isKept(kept) || kept.url !== url || kept.sha256 !== digest(bytes)) return undefined;
    return kept.etag || kept.lastModified ? { kept, bytes } : undefined;
  } catch {
    return undefined;
  }
}

function isKept(value: unknown): value is Kept {
  return isObject(value) && [value.etag, value.lastModified].every((each) => each === undefined || isSendable(each));
}

/** Tells whether a header can hold a value: one that cannot did not come from one. */
function isSendable(value: unknown): boolean {
  return typeof value === 'string' && /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}

function conditions({ etag, lastModified }: Kept): Record<string, string> {
  return {
    ...(etag === undefined ? {} : { 'if-none-match': etag }),
    ...(lastModified === undefined ? {} : { 'if-modified-since': lastModified }),
  };
}

async function keep(folder: string, file: string, url: string, { bytes, etag, lastModified }: Fetched): Promise<void> {
  const kept: Kept = {
    url,
    ...(etag === undefined ? {} : { etag }),
    ...(lastModified === undefined ? {} : { lastModified }),
    sha256: digest(bytes),
  };
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await replace(`${file}.body`, bytes);
    await replace(`${file}.json`, `${JSON.stringify(kept, null, 2)}\n`);
  } catch (cause) {
    throw userError('usage', `${folder}: cannot be written: ${messageOf(cause)}`, { cause });
  }
}

/** Replaces a file in one step, so that nobody reads half of it. */
async function replace(file: string, content: Uint8Array | string): Promise<void> {
  const fresh = `${file}.${randomUUID()}`;
  await writeFile(fresh, content, { mode: 0o600 });
  await rename(fresh, file);
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
