import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMap, isScalar, parseDocument } from 'yaml';
import type { Contract } from '../contract/load.ts';
import { messageOf, userError } from '../errors.ts';
import { valueAt } from '../schema/pointer.ts';

/** One recorded event, its bytes exactly as they came. */
export interface RecordedEvent {
  /** The file's name without `.json`. */
  name: string;
  bytes: Buffer;
  /** The value of the outermost discriminator; undefined for a contract without one. */
  type: string | undefined;
}

/** Reads the recorded example events of a folder, sorted by name. Throws an input error for one that is not JSON. */
export async function recordedEvents(folder: string, contract: Contract): Promise<RecordedEvent[]> {
  const names = await readdir(folder).catch((cause) => {
    throw userError('input', `${folder}: ${messageOf(cause)}`, { cause });
  });
  const files = names.filter((name) => name.endsWith('.json')).toSorted();
  return Promise.all(
    files.map(async (file) => {
      const bytes = await readFile(join(folder, file));
      return { name: file.slice(0, -'.json'.length), bytes, type: typeOf(bytes, join(folder, file), contract) };
    }),
  );
}

function typeOf(bytes: Buffer, file: string, contract: Contract): string | undefined {
  try {
    const type = contract.typePath && valueAt(JSON.parse(bytes.toString()), contract.typePath);
    return typeof type === 'string' ? type : undefined;
  } catch (cause) {
    throw userError('input', `${file}: ${messageOf(cause)}`, { cause });
  }
}

/** Longer bodies are made for their length; whether they are new does not matter. */
const maxEdited = 64 * 1024;

/**
 * Puts a fresh identity into an event by changing those bytes only, so that the rest of a recording stays as it was.
 * An event without an identity, or one that is no JSON, comes back unchanged.
 */
export function withIdentity(bytes: Buffer, path: readonly string[] | undefined, identity: string): Buffer {
  if (!path || bytes.length > maxEdited) return bytes;
  const range = stringRange(bytes.toString(), path);
  if (!range) return bytes;
  const text = bytes.toString();
  return Buffer.from(`${text.slice(0, range[0])}${JSON.stringify(identity)}${text.slice(range[1])}`);
}

/** Where a string value stands in JSON text, quotes included. */
function stringRange(text: string, path: readonly string[]): [number, number] | undefined {
  // JSON is read as the YAML that it is, because that parser tells where each value stands.
  const document = parseDocument(text, { uniqueKeys: false });
  if (document.errors.length > 0 || !isMap(document.contents)) return undefined;
  const node = document.getIn(path, true);
  return isScalar(node) && typeof node.value === 'string' && node.range ? [node.range[0], node.range[1]] : undefined;
}
