import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import type { RetentionBounds } from '../journal.ts';
import type { Row } from '../rows.ts';

/** Bounds what one transaction takes away, so that a delivery that comes meanwhile waits for milliseconds. */
const stepRows = 200;
/** After so many steps other processes get the lock: SQLite lets them look for it again only after a tenth of a second. */
const stepsAtOnce = 10;
const restMs = 110;
/** Bounds what is counted before others have their turn. */
const prunedRows = 1_000;

/**
 * Takes away the oldest attempts until the rest is within the bounds, with the events that only they had, in small steps between
 * which others have their turn. Each chain goes on from an anchor: its last link that went. Gives how many attempts went.
 */
export async function pruneAttempts(
  database: DatabaseSync,
  bounds: RetentionBounds,
  signal?: AbortSignal,
): Promise<number> {
  const last = await lastToGo(database, bounds);
  let gone = 0;
  for (let steps = 1; ; steps++) {
    const more = inTransaction(database, () => pruneStep(database, last));
    gone += more;
    if (more < stepRows || signal?.aborted) return gone;
    await (steps % stepsAtOnce === 0 ? wait(restMs) : turn());
  }
}

function pruneStep(database: DatabaseSync, last: number): number {
  const oldest = 'SELECT sequence FROM attempts WHERE sequence <= ? ORDER BY sequence LIMIT ?';
  const rows = database.prepare(oldest).all(last, stepRows);
  const end = Number(rows.at(-1)?.sequence ?? 0);
  database
    .prepare(
      `INSERT OR REPLACE INTO anchors (writer, number, hash)
       SELECT writer, max(number), hash FROM attempts WHERE sequence <= ? GROUP BY writer`,
    )
    .run(end);
  const events = database.prepare('SELECT event, count(*) AS gone FROM attempts WHERE sequence <= ? GROUP BY event');
  const fewer = database.prepare('UPDATE events SET attempts = attempts - ? WHERE id = ?');
  const left = database.prepare('SELECT 1 FROM attempts WHERE event = ? AND sequence > ? LIMIT 1');
  const drop = database.prepare('DELETE FROM events WHERE id = ?');
  for (const { event, gone } of events.all(end)) {
    const id = Number(event);
    if (left.get(id, end)) fewer.run(Number(gone), id);
    else drop.run(id);
  }
  database.prepare('DELETE FROM attempts WHERE sequence <= ?').run(end);
  return rows.length;
}

function inTransaction(database: DatabaseSync, change: () => number): number {
  database.exec('BEGIN IMMEDIATE');
  try {
    const changed = change();
    database.exec('COMMIT');
    return changed;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** Finds the newest attempt that has to go, by any of the bounds; 0 where none has. */
async function lastToGo(database: DatabaseSync, { attempts, bytes, since }: RetentionBounds): Promise<number> {
  const byCount = attempts === undefined ? 0 : lastBeyond(database, attempts);
  const bySize = bytes === undefined ? 0 : await lastOverBytes(database, bytes);
  const byAge = since === undefined ? 0 : await lastOlder(database, since);
  return Math.max(byCount, bySize, byAge);
}

function lastBeyond(database: DatabaseSync, attempts: number): number {
  const newest = database.prepare('SELECT sequence FROM attempts ORDER BY sequence DESC LIMIT 1 OFFSET ?');
  return Number(newest.get(attempts)?.sequence ?? 0);
}

/** Counts bytes from the newest attempt on, until they are too many. */
async function lastOverBytes(database: DatabaseSync, most: number): Promise<number> {
  const older = database.prepare(
    `SELECT sequence, coalesce(length(bytes), 0) AS size FROM attempts WHERE sequence < ? ORDER BY sequence DESC LIMIT ${prunedRows}`,
  );
  let held = 0;
  for (let before = Number.MAX_SAFE_INTEGER; ; await turn()) {
    const page: Row[] = older.all(before);
    for (const { sequence, size } of page) {
      held += Number(size);
      if (held > most) return Number(sequence);
    }
    if (page.length < prunedRows) return 0;
    before = Number(page.at(-1)?.sequence);
  }
}

/** Looks from the oldest attempt on, as far as there are some that are too old: they come roughly in the order of time. */
async function lastOlder(database: DatabaseSync, since: number): Promise<number> {
  const newer = database.prepare(
    `SELECT sequence, receivedAt FROM attempts WHERE sequence > ? ORDER BY sequence LIMIT ${prunedRows}`,
  );
  let last = 0;
  for (let after = 0; ; await turn()) {
    const page: Row[] = newer.all(after);
    const old = page.findLast(({ receivedAt }) => Number(receivedAt) < since);
    if (!old) return last;
    last = Number(old.sequence);
    after = Number(page.at(-1)?.sequence);
  }
}
