import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, userError } from '../errors.ts';
import { readRegularFile } from '../regular-file.ts';
import { valueAt } from '../schema/pointer.ts';

/** Holds one recorded event, its bytes exactly as they came. */
export interface RecordedEvent {
  /** Gives the file's name without `.json`. */
  name: string;
  bytes: Buffer;
  /** Holds the value of the outermost discriminator; undefined for a contract without one. */
  type: string | undefined;
}

/**
 * Reads the recorded example events of a folder, sorted by name; `typePath` is where a contract has its events say their
 * type. Throws an input error for one that is not JSON.
 */
export async function recordedEvents(folder: string, typePath: string[] | undefined): Promise<RecordedEvent[]> {
  const names = await readdir(folder).catch((cause) => {
    throw userError('input', `${folder}: ${messageOf(cause)}`, { cause });
  });
  const files = names.filter((name) => name.endsWith('.json')).toSorted();
  return Promise.all(
    files.map(async (file) => {
      const bytes = await readRegularFile(join(folder, file));
      return { name: file.slice(0, -'.json'.length), bytes, type: eventTypeOf(bytes, join(folder, file), typePath) };
    }),
  );
}

function eventTypeOf(bytes: Buffer, file: string, typePath: string[] | undefined): string | undefined {
  try {
    const type = typePath && valueAt(JSON.parse(bytes.toString()), typePath);
    return typeof type === 'string' ? type : undefined;
  } catch (cause) {
    throw userError('input', `${file}: ${messageOf(cause)}`, { cause });
  }
}
