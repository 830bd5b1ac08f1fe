import type { Pool, PoolClient } from 'pg';
import { isUnaccepted } from '../chains.ts';
import type { RetentionBounds } from '../journal.ts';
import { type Going, type PrunedRow, type PrunedStore, pruneInOrder } from '../prune-in-order.ts';
import { inTransaction } from './pool.ts';
import { locks } from './schema.ts';
import { lastSettled } from './settled.ts';

/** Bounds what one transaction takes away, so that a delivery that comes meanwhile waits for milliseconds. */
const stepRows = 1_000;
/** Bounds what is asked for at once. */
const prunedAtOnce = 1_000;

/**
 * Takes away attempts until the rest is within the bounds, with the events that only they had, in small steps; one process at a time.
 * Each chain goes on from an anchor: its last link that went. What it asks of all attempts stands in indexes. Gives how many went.
 */
export async function pruneAttempts(pool: Pool, bounds: RetentionBounds, signal?: AbortSignal): Promise<number> {
  const numberOf = async (sql: string, unaccepted: boolean): Promise<number> => {
    const where = unaccepted ? `WHERE ${isUnaccepted}` : '';
    const { rows } = await pool.query<{ number: string }>(`SELECT ${sql} AS number FROM hookproof.attempts ${where}`);
    return Number(rows[0]?.number);
  };
  const store: PrunedStore = {
    count: (unaccepted) => numberOf('count(*)', unaccepted),
    bytes: (unaccepted) => numberOf('coalesce(sum(size), 0)', unaccepted),
    rows: (unaccepted) => rowsOf(pool, unaccepted),
    async remove({ last, unaccepted }, signal) {
      // What is being stored just now is not yet there to be counted.
      const going = { last: Math.min(last, await lastSettled(pool)), unaccepted };
      for (let gone = 0; ; ) {
        const more = await inTransaction(pool, '', (client) => removeStep(client, going));
        gone += more;
        if (more < stepRows || signal?.aborted) return gone;
      }
    },
  };
  return pruneInOrder(store, bounds, signal);
}

/** Gives attempts, the oldest first. */
async function* rowsOf(pool: Pool, unaccepted: boolean): AsyncGenerator<PrunedRow, undefined> {
  const next = `SELECT sequence, size, "receivedAt" FROM hookproof.attempts WHERE sequence > $1
    ${unaccepted ? `AND ${isUnaccepted}` : ''} ORDER BY sequence LIMIT ${prunedAtOnce}`;
  for (let after = 0; ; ) {
    const { rows } = await pool.query<Record<keyof PrunedRow, string>>(next, [after]);
    for (const { sequence, size, receivedAt } of rows)
      yield { sequence: Number(sequence), size: Number(size), receivedAt: Number(receivedAt) };
    if (rows.length < prunedAtOnce) return;
    after = Number(rows.at(-1)?.sequence);
  }
}

async function removeStep(client: PoolClient, { last, unaccepted }: Going): Promise<number> {
  await client.query(`SELECT pg_advisory_xact_lock(${locks.change}, 0)`);
  const which = `sequence <= $1${unaccepted ? ` AND ${isUnaccepted}` : ''}`;
  const { rows } = await client.query<{ end: string; count: string }>(
    `SELECT coalesce(max(sequence), 0) AS end, count(*) AS count
     FROM (SELECT sequence FROM hookproof.attempts WHERE ${which} ORDER BY sequence LIMIT ${stepRows}) AS oldest`,
    [last],
  );
  const [{ end, count } = { end: '0', count: '0' }] = rows;
  // Whoever stores locks events in the order of their keys, too: neither waits for the other for ever.
  const { rows: events } = await client.query<{ id: string }>(
    `SELECT id FROM hookproof.events WHERE id IN (SELECT event FROM hookproof.attempts WHERE ${which}) ORDER BY key FOR UPDATE`,
    [end],
  );
  for (const change of changes(which)) await client.query(change, [end]);
  const ids = events.map(({ id }) => id);
  await client.query(newest, [ids]);
  await client.query('DELETE FROM hookproof.events WHERE id = ANY ($1) AND attempts = 0', [ids]);
  return Number(count);
}

/** Writes what one step does to the attempts up to a number; events count what is left of them. */
const changes = (which: string): string[] => [
  `INSERT INTO hookproof.anchors (writer, number, hash)
   SELECT DISTINCT ON (writer) writer, number, hash FROM hookproof.attempts WHERE ${which} ORDER BY writer, number DESC
   ON CONFLICT (writer) DO UPDATE SET number = excluded.number, hash = excluded.hash`,
  `WITH gone AS (DELETE FROM hookproof.attempts WHERE ${which} RETURNING event),
     counted AS (SELECT event, count(*) AS attempts FROM gone GROUP BY event)
   UPDATE hookproof.events SET attempts = events.attempts - counted.attempts FROM counted WHERE id = counted.event`,
];

/** Has events end with the newest attempt that is left of them. */
const newest = `
UPDATE hookproof.events SET "lastAt" = left_over."lastAt" FROM (
  SELECT event, max("receivedAt") AS "lastAt" FROM hookproof.attempts WHERE event = ANY ($1) GROUP BY event
) AS left_over WHERE id = event AND events."lastAt" <> left_over."lastAt"`;
