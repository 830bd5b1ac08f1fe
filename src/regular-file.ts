import { type Stats, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { messageOf, userError } from './errors.ts';

/** Limits a file that is read whole, in bytes. */
export const maxFileBytes = 64 * 1024 * 1024;

/**
 * Reads a file that a user named, whole: at most `maxBytes`, and only a regular file. Throws an input error that names the file
 * for every other.
 */
export async function readRegularFile(file: string, maxBytes = maxFileBytes): Promise<Buffer> {
  checkRegularFile(file, maxBytes);
  return readFile(file).catch((cause) => {
    throw userError('input', `${file}: ${messageOf(cause)}`, { cause });
  });
}

/**
 * Throws an input error that names the file where there is none, where it is a folder, or has more than `maxBytes`; and for a
 * pipe and a device, which may never end.
 */
export function checkRegularFile(file: string, maxBytes = maxFileBytes): void {
  const info = statOf(file);
  if (info.isDirectory()) throw userError('input', `${file}: is a directory, not a file`);
  if (!info.isFile()) throw userError('input', `${file}: is no regular file`);
  if (info.size > maxBytes) throw userError('input', `${file}: larger than ${maxBytes} bytes`);
}

function statOf(file: string): Stats {
  try {
    return statSync(file);
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    const missing = ['ENOENT', 'ENOTDIR'].includes(code);
    throw userError('input', `${file}: ${missing ? 'no such file' : messageOf(cause)}`, { cause });
  }
}
