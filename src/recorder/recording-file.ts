import { closeSync, ftruncateSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf, userError } from '../errors.ts';

export interface RecordingFile {
  path: string;
  /** Appends a line; it is with the system when this returns, so that a killed process loses none of it. */
  append(line: string): void;
  close(): void;
}

/**
 * Opens a new file for the recording of one run, named by its start. Only its owner can read it, and the folder where we
 * make that. Throws a usage error when it cannot be had.
 */
export function recordingFile(folder: string, start: Date): RecordingFile {
  const path = join(folder, `${start.toISOString().replaceAll(':', '-')}.ndjson`);
  const file = createFile(folder, path);
  let size = 0;
  return {
    path,
    // Written at once and in turn: a slow disk slows the proxy down, and nothing piles up in memory.
    append(line) {
      const bytes = Buffer.from(`${line}\n`);
      try {
        for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
        size += bytes.length;
      } catch (error) {
        // Half a line would spoil the next one.
        ftruncateSync(file, size);
        throw error;
      }
    },
    close: () => closeSync(file),
  };
}

function createFile(folder: string, path: string): number {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return openSync(path, 'ax', 0o600);
  } catch (cause) {
    const hint = 'Choose another folder with --out.';
    throw userError('usage', `${folder}: cannot be written: ${messageOf(cause)}`, { cause, hint });
  }
}
