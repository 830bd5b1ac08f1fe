import type { Pool } from 'pg';
import { locks } from './schema.ts';

/**
 * Finds the last attempt before which all are seen by whoever asks next: numbers are given in order, but who got an earlier one
 * may commit later, and readers who went on from the later one would miss it.
 */
export async function lastSettled(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ last: string }>(settled);
  return Number(rows[0]?.last);
}

/** Asks for the last number that was given and, after that, for what those hold who store just now (`write.ts`): the least counts. */
const settled = `
WITH given AS MATERIALIZED (SELECT last_value FROM hookproof.attempts_sequence_seq)
SELECT least(last_value, (
  SELECT min((classid::bigint << 32 | objid::bigint) & ((1::bigint << 48) - 1)) FROM pg_locks
  WHERE locktype = 'advisory' AND objsubid = 1 AND classid::bigint >> 16 = ${locks.storing} AND last_value > 0
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
)) AS last FROM given`;
