import { createHash, randomUUID } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unwritable } from '../../errors.ts';
import { makeFolder } from '../../make-folder.ts';
import { isObject, jsonText } from '../../schema/json.ts';
import { type Fetched, fetchBytes, parseUrl } from './fetch.ts';

/** Fetches a document and keeps it in a folder; the next time the copy is given where the host answers 304. */
export async function fetchCached(
  source: string,
  allowedHosts: readonly string[],
  folder: string,
): Promise<Uint8Array> {
  const url = parseUrl(source);
  const file = join(folder, digest(Buffer.from(url.href)).slice(0, 32));
  const copy = await copyOf(file, url.href);
  const { bytes, ...headers } = await fetchBytes(url, allowedHosts, { copy });
  if (bytes === copy?.bytes) return bytes;
  try {
    makeFolder(folder);
    await replace(`${file}.body`, bytes);
    // The digest tells a copy that was spoilt.
    const kept = { url: url.href, ...headers, sha256: digest(bytes) };
    await replace(`${file}.json`, jsonText(kept));
  } catch (cause) {
    throw unwritable(folder, cause);
  }
  return bytes;
}

/** Reads a copy; undefined where there is none that can be trusted, and by which something could be asked. */
async function copyOf(file: string, url: string): Promise<Fetched | undefined> {
  try {
    const kept: unknown = JSON.parse(await readFile(`${file}.json`, 'utf8'));
    const bytes = await readFile(`${file}.body`);
    if (!isObject(kept) || kept.url !== url || kept.sha256 !== digest(bytes)) return undefined;
    const { etag, lastModified } = kept;
    if (!isSendable(etag) || !isSendable(lastModified)) return undefined;
    return etag || lastModified ? { bytes, etag, lastModified } : undefined;
  } catch {
    return undefined;
  }
}

/** Tells whether a header can hold a value, if there is one: what cannot did not come from a header. */
function isSendable(value: unknown): value is string | undefined {
  return value === undefined || (typeof value === 'string' && /^[\t\x20-\x7e\x80-\xff]*$/.test(value));
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
