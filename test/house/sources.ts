import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { root } from '../support/cli.ts';

export interface SourceFile {
  path: string;
  /** Relative to `src`, with slashes. */
  name: string;
}

/** All TypeScript files below `src`. */
export async function sourceFiles(): Promise<SourceFile[]> {
  const entries = await readdir(`${root}src`, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path, name: relative(`${root}src`, path).replaceAll('\\', '/') }));
}
