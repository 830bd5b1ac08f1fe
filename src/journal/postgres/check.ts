import type { Pool } from 'pg';
import { type CheckedAttempt, chainChecker, type LinkedAttempt } from '../checked.ts';
import { anchorOf, linkedOf, type Row } from '../rows.ts';
import { storedRows } from './salvage.ts';
import { withTexts } from './text.ts';

/** Gives every attempt of one moment with what is wrong with it, the oldest first, whatever is stored or pruned meanwhile. */
export async function* checkStored(pool: Pool): AsyncGenerator<CheckedAttempt> {
  const client = await pool.connect();
  client.on('error', () => {});
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const { rows: anchors } = await client.query<Row>('SELECT * FROM hookproof.anchors');
    const { check } = chainChecker(anchors.map(anchorOf));
    for await (const { sequence, columns } of storedRows(client)) {
      const linked = columns && readLinked(columns);
      if (!linked) yield { sequence, fault: 'it cannot be read' };
      else yield check(sequence, linked);
    }
  } finally {
    // The transaction ends with its connection.
    client.release(true);
  }
}

function readLinked(row: Row): LinkedAttempt | undefined {
  try {
    return linkedOf(withTexts(row));
  } catch {
    return undefined;
  }
}
