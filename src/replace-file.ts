import { realpath, rename, rm, stat, writeFile } from 'node:fs/promises';

/**
 * Writes a file that only its owner reads, in one step: under its name there is never half of it. One that stands in a place that
 * takes no other, such as a device or a mounted file, is written where it is. Throws what the file system says.
 */
export async function replaceFile(file: string, text: string): Promise<void> {
  const there = await stat(file).catch(() => undefined);
  // A device or a pipe has no other half.
  if (there && !there.isFile()) return writeFile(file, text);
  const whole = there ? await realpath(file) : file;
  const begun = `${whole}.${process.pid}`;
  try {
    await writeFile(begun, text, { mode: 0o600 });
    await rename(begun, whole);
  } catch (error) {
    await rm(begun, { force: true });
    if (!there || !isBoundTo(error)) throw error;
    await writeFile(whole, text);
  }
}

/** Tells whether a file's place is what refuses another one there: a folder of others, or a mounted file. */
function isBoundTo(error: unknown): boolean {
  return (
    Error.isError(error) &&
    ['EACCES', 'EPERM', 'EROFS', 'EBUSY'].includes(String((error as NodeJS.ErrnoException).code))
  );
}
