import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { cp, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Receiver, ReceiverOptions } from './receiver.ts';

/** Holds a disk that a receiver started with `options` sees, and that can be filled and emptied while it runs. */
export interface SmallDisk {
  /** Says what it is. */
  kind: string;
  /** Is where the receiver sees it. */
  folder: string;
  options: ReceiverOptions;
  /** Copies its files, which nobody writes at that time, to where others than the receiver reach them; gives the folder. */
  copy(receiver: Receiver): Promise<string>;
  fill(receiver: Receiver): Promise<void>;
  free(receiver: Receiver): Promise<void>;
}

/** Makes the best small disk that this machine allows: a mount of the receiver's own, else a limit on the size of its files. */
export function smallDisk(base: string): SmallDisk | undefined {
  const folder = join(base, 'disk');
  mkdirSync(folder);
  const within = [
    ['unshare', '--mount'],
    ['unshare', '--user', '--map-root-user', '--mount'],
  ].find((each) => canMount(each, folder));
  if (within) return mounted(folder, within);
  return spawnSync('prlimit', ['--version']).status === 0 ? sizeLimited(folder) : undefined;
}

const mountAt = (folder: string): string => `mount -t tmpfs -o size=8m tmpfs '${folder}'`;

function canMount([command = '', ...args]: readonly string[], folder: string): boolean {
  return spawnSync(command, [...args, '/bin/sh', '-c', mountAt(folder)]).status === 0;
}

/** Makes a mount that the receiver alone sees: it is gone with the process. */
function mounted(folder: string, within: readonly string[]): SmallDisk {
  const reach = ({ pid }: Receiver): string => join(`/proc/${pid}/root`, folder);
  return {
    ...{ kind: 'a tmpfs of 8 MiB', folder, options: { within, before: mountAt(folder) } },
    async copy(receiver) {
      const copy = `${folder}-copy`;
      await cp(reach(receiver), copy, { recursive: true });
      return copy;
    },
    async fill(receiver) {
      const file = await open(join(reach(receiver), 'filler'), 'w');
      for (const size of [65_536, 4_096]) await writeUntilFull(() => file.write(Buffer.alloc(size)));
      await file.close();
    },
    free: (receiver) => rm(join(reach(receiver), 'filler')),
  };
}

async function writeUntilFull(write: () => Promise<unknown>): Promise<void> {
  try {
    for (;;) await write();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}

/** Limits how large files may be: from there on writing fails, though with another error than on a disk that is full. */
function sizeLimited(folder: string): SmallDisk {
  const setLimit = ({ pid }: Receiver, bytes: string): void =>
    void execFileSync('prlimit', [`--pid=${pid}`, `--fsize=${bytes}:`]);
  return {
    ...{ kind: 'a limit on the size of files', folder, options: { before: 'trap "" XFSZ' } },
    copy: async () => folder,
    fill: async (receiver) => setLimit(receiver, '65536'),
    free: async (receiver) => setLimit(receiver, 'unlimited'),
  };
}
