import { bodySize } from '../attempt.ts';
import { groupCommit } from '../group-commit.ts';
import type { Journal } from '../journal.ts';
import { openDatabase, openSnapshot, type SqliteOptions } from './open.ts';
import { databaseProbe } from './probe.ts';
import { pruneAttempts } from './prune.ts';
import { journalReader } from './read.ts';
import { attemptWriter } from './write.ts';

/**
 * Opens a journal in a file of SQLite, which several processes may share: what came is on the disk before it is acknowledged,
 * many at once in one commit. Throws an input error for a file that cannot be opened.
 */
export function sqliteJournal(file: string, options?: SqliteOptions): Journal {
  const database = openDatabase(file, options);
  const { append, drain } = groupCommit(attemptWriter(database), { sizeOf: bodySize });
  const read = journalReader(database);
  const probe = databaseProbe(database, file);
  return {
    append,
    events: async (query) => read.events(query),
    attempts: async (query) => read.attempts(query),
    counts: async () => read.counts(),
    async *checked() {
      const snapshot = openSnapshot(file);
      try {
        yield* journalReader(snapshot).checked();
      } finally {
        snapshot.close();
      }
    },
    probe: async () => probe(),
    prune: async (bounds) => pruneAttempts(database, bounds),
    async close() {
      await drain();
      database.close();
    },
  };
}
