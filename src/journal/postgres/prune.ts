import type { Pool, PoolClient } from 'pg';
import type { RetentionBounds } from '../journal.ts';
import { inTransaction } from './pool.ts';
import { locks } from './schema.ts';
import { lastSettled } from './settled.ts';

/** Bounds what one transaction takes away, so that a delivery that comes meanwhile waits for milliseconds. */
const stepRows = 1_000;

/**
 * Takes away the oldest attempts until the rest is within the bounds, with the events that only they had, in small steps; one
 * process at a time. Each chain goes on from an anchor: its last link that went. Gives how many attempts went.
 */
export async function pruneAttempts(pool: Pool, bounds: RetentionBounds, signal?: AbortSignal): Promise<number> {
  // What is being stored just now is not yet there to be counted.
  const last = Math.min(await lastToGo(pool, bounds), await lastSettled(pool));
  for (let gone = 0; ; ) {
    const more = await inTransaction(pool, '', (client) => pruneStep(client, last));
    gone += more;
    if (more < stepRows || signal?.aborted) return gone;
  }
}

async function pruneStep(client: PoolClient, last: number): Promise<number> {
  await client.query(`SELECT pg_advisory_xact_lock(${locks.change}, 0)`);
  const { rows } = await client.query<{ end: string; count: string }>(
    `SELECT coalesce(max(sequence), 0) AS end, count(*) AS count
     FROM (SELECT sequence FROM hookproof.attempts WHERE sequence <= $1 ORDER BY sequence LIMIT ${stepRows}) AS oldest`,
    [last],
  );
  const [{ end, count } = { end: '0', count: '0' }] = rows;
  // Whoever stores locks events in the order of their keys, too: neither waits for the other for ever.
  const { rows: events } = await client.query<{ id: string }>(
    `SELECT id FROM hookproof.events WHERE id IN (SELECT event FROM hookproof.attempts WHERE sequence <= $1) ORDER BY key FOR UPDATE`,
    [end],
  );
  for (const change of changes) await client.query(change, [end]);
  const ids = events.map(({ id }) => id);
  await client.query('DELETE FROM hookproof.events WHERE id = ANY ($1) AND attempts = 0', [ids]);
  return Number(count);
}

/** Holds what one step does to the attempts up to a number; events count what is left of them. */
const changes = [
  `INSERT INTO hookproof.anchors (writer, number, hash)
   SELECT DISTINCT ON (writer) writer, number, hash FROM hookproof.attempts WHERE sequence <= $1 ORDER BY writer, number DESC
   ON CONFLICT (writer) DO UPDATE SET number = excluded.number, hash = excluded.hash`,
  `WITH gone AS (DELETE FROM hookproof.attempts WHERE sequence <= $1 RETURNING event),
     counted AS (SELECT event, count(*) AS attempts FROM gone GROUP BY event)
   UPDATE hookproof.events SET attempts = events.attempts - counted.attempts FROM counted WHERE id = counted.event`,
];

/** Finds the newest attempt that has to go, by any of the bounds; 0 where none has. */
async function lastToGo(pool: Pool, { attempts, bytes, since }: RetentionBounds): Promise<number> {
  const asked: [sql: string, bound: number | undefined][] = [
    ['SELECT sequence FROM hookproof.attempts ORDER BY sequence DESC LIMIT 1 OFFSET $1', attempts],
    [
      `SELECT max(sequence) AS sequence FROM (
         SELECT sequence, sum(size) OVER (ORDER BY sequence DESC) AS held FROM hookproof.attempts
       ) AS counted WHERE held > $1`,
      bytes,
    ],
    ['SELECT max(sequence) AS sequence FROM hookproof.attempts WHERE "receivedAt" < $1', since],
  ];
  const found = asked.map(async ([sql, bound]) => {
    if (bound === undefined) return 0;
    return Number((await pool.query<{ sequence: string | null }>(sql, [bound])).rows[0]?.sequence ?? 0);
  });
  return Math.max(...(await Promise.all(found)));
}
