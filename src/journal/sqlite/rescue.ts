import {
  closeSync,
  copyFileSync,
  existsSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { readHeads } from './heads.ts';
import { openDatabase } from './open.ts';
import { type Frame, pageBytes, readWal } from './wal.ts';

/** Holds a copy of a damaged database, from which more can be read than SQLite reads of the original. */
interface Rescued {
  file: string;
  remove(): void;
}

/**
 * Copies a damaged database beside it, and mends in the copy what hides the rest: a write-ahead log that SQLite gives up in the
 * middle of, a first page that it cannot read. The original stays as it is. Gives undefined where the original does as well.
 */
export function rescue(file: string): Rescued | undefined {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found?.isFile() || found.size === 0) return undefined;
  const { frames, isCut } = readWal(file);
  const isReadable = canBeRead(file);
  if (isReadable && !(isCut && hasLost(file))) return undefined;
  const folder = mkdtempSync(`${file}-rescue-`);
  const copy = join(folder, 'journal.db');
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    copyFileSync(file, copy);
    if (existsSync(`${file}-heads`)) copyFileSync(`${file}-heads`, `${copy}-heads`);
    writeFrames(copy, frames);
    if (!canBeRead(copy)) writeFirstPage(copy, join(folder, 'empty.db'));
    if (canBeRead(copy)) return { file: copy, remove };
  } catch (error) {
    remove();
    throw error;
  }
  remove();
  return undefined;
}

/** Tells whether SQLite reads something of each table; it does so without a change to the file. */
function canBeRead(file: string): boolean {
  try {
    return reading(file, (database) => {
      for (const from of ['attempts', 'events', 'anchors', 'sqlite_sequence'])
        database.prepare(`SELECT 1 FROM ${from} LIMIT 1`).get();
      return Number(database.prepare('PRAGMA page_size').get()?.page_size) === pageBytes;
    });
  } catch {
    return false;
  }
}

/** Tells whether attempts are missing that are known to have been stored. */
function hasLost(file: string): boolean {
  const noted = readHeads(file);
  return reading(file, (database) => {
    const last = database.prepare(
      `SELECT max(number) AS number FROM (SELECT number FROM attempts WHERE writer = :writer
         UNION ALL SELECT number FROM anchors WHERE writer = :writer)`,
    );
    return noted.some(({ writer, number }) => number > Number(last.get({ ':writer': writer })?.number ?? 0));
  });
}

function reading<T>(file: string, use: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return use(database);
  } finally {
    database.close();
  }
}

/** Does what a checkpoint does, with all frames up to the last commit. */
function writeFrames(file: string, frames: readonly Frame[]): void {
  const end = frames.findLastIndex(({ commit }) => commit > 0);
  const descriptor = openSync(file, 'r+');
  for (const { page, bytes } of frames.slice(0, end + 1))
    writeSync(descriptor, bytes, 0, pageBytes, (page - 1) * pageBytes);
  if (end >= 0) ftruncateSync(descriptor, Number(frames[end]?.commit) * pageBytes);
  closeSync(descriptor);
}

/** Puts the first page of an empty journal in the place of one that cannot be read: its tables begin at the same pages. */
function writeFirstPage(file: string, empty: string): void {
  openDatabase(empty).close();
  const page = readFileSync(empty).subarray(0, pageBytes);
  // The size of the database, and no free pages; see https://www.sqlite.org/fileformat2.html, 1.3.
  page.writeUInt32BE(Math.floor(statSync(file).size / pageBytes), 28);
  page.fill(0, 32, 40);
  page.copy(page, 92, 24, 28);
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, page, 0, pageBytes, 0);
  closeSync(descriptor);
}
