import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Contract } from '../../contract/load.ts';
import { messageOf, userError } from '../../errors.ts';
import { valueAt } from '../../schema/pointer.ts';

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
