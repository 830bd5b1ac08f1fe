import { statfsSync, statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';

/** Is what a group of deliveries and its commit may need of the disk, in bytes. */
const neededBytes = 1024 * 1024;

/**
 * Makes what says why a database would store nothing, without storing anything: its file was taken away or put in another's
 * place, its disk is full, or it gives no lock to write.
 */
export function databaseProbe(database: DatabaseSync, file: string): () => string | undefined {
  const opened = statSync(file).ino;
  return () => {
    if (statSync(file, { throwIfNoEntry: false })?.ino !== opened) return 'the file of the journal is gone';
    const { bavail, bsize } = statfsSync(file);
    if (bavail * bsize < neededBytes) return 'the disk of the journal is full';
    try {
      database.exec('BEGIN IMMEDIATE; ROLLBACK');
      return undefined;
    } catch {
      return 'the journal cannot be written';
    }
  };
}
