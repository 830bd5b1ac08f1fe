import type { DatabaseSync } from 'node:sqlite';
import type { RetentionBounds } from '../journal.ts';

/**
 * Takes away the oldest attempts until the rest is within the bounds, with the events and bodies that only they had. Each chain
 * goes on from an anchor: its last link that went. Gives how many attempts went.
 */
export function pruneAttempts(database: DatabaseSync, bounds: RetentionBounds): number {
  database.exec('BEGIN IMMEDIATE');
  try {
    const last = lastToGo(database, bounds);
    database
      .prepare(
        `INSERT OR REPLACE INTO anchors (writer, number, hash)
         SELECT writer, max(number), hash FROM attempts WHERE sequence <= ? GROUP BY writer`,
      )
      .run(last);
    const { changes } = database.prepare('DELETE FROM attempts WHERE sequence <= ?').run(last);
    database.exec(`
      DELETE FROM events WHERE id NOT IN (SELECT event FROM attempts);
      DELETE FROM bodies WHERE sha256 NOT IN (SELECT sha256 FROM attempts);
      UPDATE events SET attempts = (SELECT count(*) FROM attempts WHERE event = events.id)`);
    database.exec('COMMIT');
    return Number(changes);
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** Finds the newest attempt that has to go, by any of the bounds; 0 where none has. */
function lastToGo(database: DatabaseSync, { attempts = -1, bytes = -1, since = -1 }: RetentionBounds): number {
  const found = database
    .prepare(
      `WITH counted AS (
         SELECT sequence, receivedAt, row_number() OVER newest AS place, sum(coalesce(length(bytes), 0)) OVER newest AS held
         FROM attempts LEFT JOIN bodies USING (sha256) WINDOW newest AS (ORDER BY sequence DESC)
       )
       SELECT coalesce(max(sequence), 0) AS last FROM counted
       WHERE (:attempts >= 0 AND place > :attempts) OR (:bytes >= 0 AND held > :bytes) OR receivedAt < :since`,
    )
    .get({ ':attempts': attempts, ':bytes': bytes, ':since': since });
  return Number(found?.last);
}
