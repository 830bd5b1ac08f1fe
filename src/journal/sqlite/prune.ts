import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import { isUnaccepted } from '../chains.ts';
import type { RetentionBounds } from '../journal.ts';
import { type Going, type PrunedRow, type PrunedStore, pruneInOrder } from '../prune-in-order.ts';

/** Bounds what one transaction takes away, so that a delivery that comes meanwhile waits for milliseconds. */
const stepRows = 200;
/** After so many steps other processes get the lock: SQLite lets them look for it again only after a tenth of a second. */
const stepsAtOnce = 10;
const restMs = 110;
/** Bounds what is counted before others have their turn. */
const prunedAtOnce = 1_000;

/**
 * Takes away attempts until the rest is within the bounds, with the events that only they had, in small steps between which others have
 * their turn. Each chain goes on from an anchor: its last link that went. Gives how many attempts went.
 */
export async function pruneAttempts(
  database: DatabaseSync,
  bounds: RetentionBounds,
  signal?: AbortSignal,
): Promise<number> {
  const rows = (unaccepted: boolean) => rowsOf(database, unaccepted);
  const store: PrunedStore = {
    count(unaccepted) {
      const where = unaccepted ? `WHERE ${isUnaccepted}` : '';
      return Number(database.prepare(`SELECT count(*) AS count FROM attempts ${where}`).get()?.count);
    },
    async bytes(unaccepted) {
      let bytes = 0;
      for await (const { size } of rows(unaccepted)) bytes += size;
      return bytes;
    },
    rows,
    remove: (going, signal) => removeInSteps(database, going, signal),
  };
  return pruneInOrder(store, bounds, signal);
}

/** Gives attempts, the oldest first; others have their turn now and then. */
async function* rowsOf(database: DatabaseSync, unaccepted: boolean): AsyncGenerator<PrunedRow, undefined> {
  const next = database.prepare(
    `SELECT sequence, coalesce(length(bytes), 0) AS size, receivedAt FROM attempts WHERE sequence > ?
     ${unaccepted ? `AND ${isUnaccepted}` : ''} ORDER BY sequence LIMIT ${prunedAtOnce}`,
  );
  for (let after = 0; ; await turn()) {
    const page = next.all(after).map(({ sequence, size, receivedAt }) => ({
      sequence: Number(sequence),
      size: Number(size),
      receivedAt: Number(receivedAt),
    }));
    yield* page;
    if (page.length < prunedAtOnce) return;
    after = page.at(-1)?.sequence ?? after;
  }
}

async function removeInSteps(database: DatabaseSync, going: Going, signal: AbortSignal | undefined): Promise<number> {
  for (let [gone, steps] = [0, 1]; ; steps++) {
    const more = inTransaction(database, () => removeStep(database, going));
    gone += more;
    if (more < stepRows || signal?.aborted) return gone;
    await (steps % stepsAtOnce === 0 ? wait(restMs) : turn());
  }
}

function removeStep(database: DatabaseSync, { last, unaccepted }: Going): number {
  const which = `sequence <= ?${unaccepted ? ` AND ${isUnaccepted}` : ''}`;
  const rows = database
    .prepare(`SELECT sequence FROM attempts WHERE ${which} ORDER BY sequence LIMIT ?`)
    .all(last, stepRows);
  const end = Number(rows.at(-1)?.sequence ?? 0);
  database
    .prepare(
      `INSERT OR REPLACE INTO anchors (writer, number, hash)
       SELECT writer, max(number), hash FROM attempts WHERE ${which} GROUP BY writer`,
    )
    .run(end);
  const events = database
    .prepare(`SELECT event, count(*) AS gone FROM attempts WHERE ${which} GROUP BY event`)
    .all(end);
  database.prepare(`DELETE FROM attempts WHERE ${which}`).run(end);
  const left = database.prepare('SELECT receivedAt FROM attempts WHERE event = ? ORDER BY sequence DESC LIMIT 1');
  const fewer = database.prepare('UPDATE events SET attempts = attempts - ?, lastAt = ? WHERE id = ?');
  const drop = database.prepare('DELETE FROM events WHERE id = ?');
  for (const { event, gone } of events) {
    const id = Number(event);
    const newest = left.get(id);
    if (newest) fewer.run(Number(gone), Number(newest.receivedAt), id);
    else drop.run(id);
  }
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
