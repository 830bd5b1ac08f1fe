import { chmod, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';

/**
 * Writes a file in one step: under its name there is never half of it. One that stands in a place that takes no other, such as a
 * device or a mounted file, is written where it is. `owner`: nobody else reads it; `same`: it is read by whom the one before was,
 * or whoever reads new files. Throws what the file system says.
 */
export async function replaceFile(
  file: string,
  content: string | Uint8Array,
  readers: 'owner' | 'same' = 'owner',
): Promise<void> {
  const there = await stat(file).catch(() => undefined);
  // A device or a pipe has no other half.
  if (there && !there.isFile()) return writeFile(file, content);
  const whole = there ? await realpath(file) : file;
  const begun = `${whole}.${process.pid}`;
  try {
    await writeFile(begun, content, readers === 'owner' ? { mode: 0o600 } : {});
    if (there && readers === 'same') await chmod(begun, there.mode & 0o777);
    await rename(begun, whole);
  } catch (error) {
    await rm(begun, { force: true });
    if (!there || !isBoundTo(error)) throw error;
    await writeFile(whole, content);
  }
}

/** Tells whether a file's place is what refuses another one there: a folder of others, or a mounted file. */
function isBoundTo(error: unknown): boolean {
  return (
    Error.isError(error) &&
    ['EACCES', 'EPERM', 'EROFS', 'EBUSY'].includes(String((error as NodeJS.ErrnoException).code))
  );
}
