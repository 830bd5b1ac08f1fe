import { userError } from '../../errors.ts';
import { GroupCommit } from '../group-commit.ts';
import type { Journal } from '../journal.ts';
import { withRoomForAccepted } from '../room-for-accepted.ts';
import { checkedAttempts } from './check.ts';
import { headNoter, readHeads } from './heads.ts';
import { openDatabase, openSnapshot, type SqliteOptions } from './open.ts';
import { databaseProbe } from './probe.ts';
import { pruneAttempts } from './prune.ts';
import { journalReader } from './read.ts';
import { rescue } from './rescue.ts';
import { startCheck } from './start-check.ts';
import { attemptWriter } from './write.ts';

/**
 * Opens a journal in a file of SQLite, which several processes may share: what came is on the disk before it is acknowledged,
 * many at once in one commit. Throws an input error for a file that cannot be opened.
 */
export function sqliteJournal(path: string, options: SqliteOptions = {}): Journal {
  const rescued = options.create === false ? rescue(path) : undefined;
  const file = rescued?.file ?? path;
  const check = options.onDamage && startCheck(file);
  const database = openDatabase(file, options);
  const damage = check?.(database);
  if (damage !== undefined) options.onDamage?.(damage);
  const heads = headNoter(file);
  const commits = new GroupCommit(attemptWriter(database, heads.note));
  const read = journalReader(database);
  const probe = databaseProbe(database, file);
  return {
    append: withRoomForAccepted((attempt) => commits.append(attempt)),
    events: async (query) => read.events(query),
    attempts: async (query) => read.attempts(query),
    firstVerdicts: async (ids, mostOfEach) => read.firstVerdicts(ids, mostOfEach),
    counts: async (operations) => read.counts(operations),
    async *checked() {
      // Read before the snapshot, which holds no less then.
      const noted = readHeads(file);
      const snapshot = openSnapshot(file);
      try {
        yield* checkedAttempts(snapshot, noted);
      } finally {
        snapshot.close();
      }
    },
    probe: async () => probe(),
    async prune(bounds, signal) {
      if (rescued) throw damaged(path);
      return pruneAttempts(database, bounds, signal).catch((error) => {
        throw isCorruption(error) ? damaged(path) : error;
      });
    },
    async close() {
      await commits.drain();
      database.close();
      heads.close();
      rescued?.remove();
    },
  };
}

function damaged(path: string): Error {
  return userError('input', `the journal ${path} is damaged`, { hint: 'Export what it holds into another.' });
}

/** SQLite's code for a file in which it finds what it never wrote; the bits above say where. */
const corruption = 11;

/** Tells whether SQLite came upon a damaged page: what is damaged within does not show when a file is opened. */
function isCorruption(error: unknown): boolean {
  return Error.isError(error) && 'errcode' in error && (Number(error.errcode) & 0xff) === corruption;
}
