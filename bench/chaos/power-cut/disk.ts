import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Holds a folder on a disk that forgets at a power cut what was not synced. */
export interface ForgetfulDisk {
  folder: string;
  /** Makes a process that is started with it write to this disk. */
  env: Record<string, string>;
  /** Leaves of the folder what a power cut would; `survives` says, for each sector that was not synced, whether it got there. */
  cutPower(survives: () => boolean): Promise<void>;
  /** Has all that is in the folder count for synced, whoever wrote it. */
  settle(): Promise<void>;
}

const sector = 512;
const source = fileURLToPath(new URL('unsynced.c', import.meta.url));

/** Makes such a disk in an empty folder; undefined where there is no C compiler, or no Linux, to make it with. */
export async function forgetfulDisk(base: string): Promise<ForgetfulDisk | undefined> {
  const library = join(base, 'unsynced.so');
  const [folder, twin] = [join(base, 'disk'), join(base, 'twin')];
  if (process.platform !== 'linux') return undefined;
  const flags = ['-O1', '-Wall', '-Wextra', '-Werror', '-shared', '-fPIC', '-o', library, source, '-ldl', '-lpthread'];
  try {
    await promisify(execFile)('gcc', flags);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  await Promise.all([mkdir(folder), mkdir(twin)]);
  return {
    folder,
    env: { LD_PRELOAD: library, DISK_FOLDER: folder, DISK_TWIN: twin },
    async cutPower(survives) {
      const left = (await readdir(twin)).filter((name) => !name.startsWith('.'));
      const contents = await Promise.all(
        left.map(async (name) => {
          const [written, synced] = [await readFile(join(folder, name)), await readFile(join(twin, name))];
          return [name, mix(written, synced, survives)] as const;
        }),
      );
      await empty(folder);
      for (const [name, content] of contents) await writeFile(join(folder, name), content, { mode: 0o600 });
    },
    async settle() {
      await empty(twin);
      // No power cut keeps what shares memory.
      await cp(folder, twin, { recursive: true, filter: (source) => !source.endsWith('-shm') });
    },
  };
}

async function empty(folder: string): Promise<void> {
  // What shares memory goes when the last reader has gone, which may be meanwhile.
  for (const name of await readdir(folder)) await rm(join(folder, name), { force: true });
}

/** Gives what is on the disk: what was synced, and of what was written since then the sectors that survive. */
function mix(written: Buffer, synced: Buffer, survives: () => boolean): Buffer {
  const left = Buffer.alloc(survives() ? written.length : synced.length);
  synced.copy(left);
  for (let at = 0; at < left.length; at += sector) {
    const newer = written.subarray(at, at + sector);
    if (!newer.equals(left.subarray(at, at + newer.length)) && survives()) newer.copy(left, at);
  }
  return left;
}
