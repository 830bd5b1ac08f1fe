import type { PoolClient } from 'pg';
import type { Row } from '../rows.ts';

/** Holds the columns of an attempt; undefined where the database is damaged there. */
interface StoredRow {
  sequence: number;
  columns?: Row | undefined;
}

const pageRows = 100;

/**
 * Reads all attempts, the oldest first, in the transaction that is under way, also from tables that are damaged: a page of rows
 * that cannot be read is tried row by row, so that only those are lost that the damage hit.
 */
export async function* storedRows(client: PoolClient): AsyncGenerator<StoredRow> {
  const { rows } = await client.query<{ last: string }>(
    'SELECT coalesce(max(sequence), 0) AS last FROM hookproof.attempts',
  );
  await client.query('SAVEPOINT readable');
  const last = Number(rows[0]?.last);
  for (let after = 0; after < last; ) {
    const page = await readableRows(client, 'sequence > $1 ORDER BY sequence LIMIT $2', [after, pageRows]);
    const end = page?.at(-1)?.sequence ?? Math.min(after + pageRows, last);
    if (page) yield* page;
    else yield* singleRows(client, after, end);
    if (page?.length === 0) return;
    after = end;
  }
}

async function* singleRows(client: PoolClient, after: number, end: number): AsyncGenerator<StoredRow> {
  for (let sequence = after + 1; sequence <= end; sequence++)
    yield* (await readableRows(client, 'sequence = $1', [sequence])) ?? [{ sequence }];
}

/** Gives rows; undefined where one of them cannot be read. */
async function readableRows(
  client: PoolClient,
  which: string,
  values: readonly number[],
): Promise<StoredRow[] | undefined> {
  try {
    const { rows } = await client.query<Row>(`SELECT * FROM hookproof.attempts WHERE ${which}`, [...values]);
    return rows.map((columns) => ({ sequence: Number(columns.sequence), columns }));
  } catch {
    await client.query('ROLLBACK TO SAVEPOINT readable');
    return undefined;
  }
}
