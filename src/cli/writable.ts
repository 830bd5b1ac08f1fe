import { access, constants, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { messageOf, userError } from '../errors.ts';

/** Sees to it that a file can be written, folders on the way to it made. */
export async function assertWritable(file: string): Promise<void> {
  await makeFolder(dirname(file));
  const there = await stat(file).catch(() => undefined);
  if (there?.isDirectory()) throw new Error('it is a folder');
  await access(there ? file : dirname(file), constants.W_OK);
}

/** Makes a folder, one level at a time: node's own way never ends where a file system refuses new folders. */
async function makeFolder(folder: string): Promise<void> {
  const there = await stat(folder).catch(() => undefined);
  if (there && !there.isDirectory()) throw new Error(`${folder} is no folder`);
  if (there) return;
  await makeFolder(dirname(folder));
  await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}

/** Writes a file; what cannot be written becomes a usage error. */
export async function writing(file: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (cause) {
    throw userError('usage', `${file}: cannot be written: ${messageOf(cause)}`, { cause });
  }
}
