import { closeSync, existsSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { messageOf, userError } from '../../errors.ts';
import { makeFolder } from '../../make-folder.ts';
import { checkRegularFile } from '../../regular-file.ts';
import { forgetHeads } from './heads.ts';
import { schema, schemaVersion, upgrades } from './schema.ts';

/** Says how a database is opened. */
export interface SqliteOptions {
  /** Says how hard a commit is pressed to the disk; only `full` keeps the promise that what was acknowledged is stored. */
  synchronous?: 'full' | 'off';
  /** Makes the file where there is none; otherwise that is an error. */
  create?: boolean;
  /** Hears, in a few words, what is damaged where that shows at once; the journal is opened nonetheless. */
  onDamage?: ((what: string) => void) | undefined;
}

/** Bounds how long another process's commit is waited for, in milliseconds. */
const busyMs = 2_000;

/**
 * Opens a journal's database, made where there is none: the file is its owner's alone, and its folder too where that is new.
 * Throws an input error for a file that is none, or of a newer version.
 */
export function openDatabase(file: string, { synchronous = 'full', create = true }: SqliteOptions = {}): DatabaseSync {
  // A pipe would be waited for without end.
  if (existsSync(file)) checkRegularFile(file, Number.POSITIVE_INFINITY);
  try {
    if (create) makeFolder(dirname(file));
    // SQLite gives its own files beside it the same mode.
    closeSync(openSync(file, create ? 'a' : 'r+', 0o600));
    const database = new DatabaseSync(file, { timeout: busyMs });
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}; PRAGMA foreign_keys = OFF`);
    prepare(database, file, create);
    return database;
  } catch (cause) {
    throw userError('input', `cannot open the journal ${file}: ${messageOf(cause)}`, {
      cause,
      hint: create
        ? 'Name another with --journal sqlite:FILE, or keep nothing with --journal memory.'
        : 'Name the file of a journal that serve has kept, such as sqlite:.hookproof/journal.db.',
    });
  }
}

/** Opens a database to read it as it is now, whatever is written or pruned meanwhile. */
export function openSnapshot(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { readOnly: true, timeout: busyMs });
  database.exec('BEGIN');
  return database;
}

/** To bring up the tables of a large journal takes a process seconds; others that start wait for it, in milliseconds. */
const bringUpMs = 60_000;

/** Makes the tables where there are none; two processes may come at once. */
function prepare(database: DatabaseSync, file: string, create: boolean): void {
  const versionOf = (): number => Number(database.prepare('PRAGMA user_version').get()?.user_version);
  if (versionOf() === schemaVersion) return;
  if (versionOf() === 0 && !create) throw new Error('it holds no journal');
  database.exec(`PRAGMA busy_timeout = ${bringUpMs}; BEGIN IMMEDIATE`);
  const version = versionOf();
  if (version === 0) {
    database.exec(schema);
    forgetHeads(file);
  }
  if (version > 0 && version < schemaVersion) bringUp(database, version);
  database.exec(`COMMIT; PRAGMA busy_timeout = ${busyMs}`);
  if (version > schemaVersion) throw new Error(`${file} was written by a newer hookproof`);
}

function bringUp(database: DatabaseSync, from: number): void {
  for (let version = from; version < schemaVersion; version++) database.exec(upgrades[version] ?? '');
  database.exec(`PRAGMA user_version = ${schemaVersion}`);
}
