import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';

/** Holds the columns of an attempt, with the bytes of its body; undefined where the file is damaged there. */
interface StoredRow {
  sequence: number;
  columns?: Record<string, SQLOutputValue> | undefined;
}

const pageRows = 200;
const select = 'SELECT * FROM attempts';

/**
 * Reads all attempts, the oldest first, also from a file that is damaged: a page of rows that cannot be read is tried row by
 * row, so that only those are lost that the damage hit.
 */
export function* storedRows(database: DatabaseSync): Generator<StoredRow> {
  const last = lastSequence(database);
  for (let after = 0; after < last; ) {
    const page = rowsAfter(database, after);
    yield* page ?? singleRows(database, after, Math.min(after + pageRows, last));
    if (page?.length === 0) return;
    after = page?.at(-1)?.sequence ?? Math.min(after + pageRows, last);
  }
}

/** Gives the next rows; undefined where one of them cannot be read, or cannot be one of these. */
function rowsAfter(database: DatabaseSync, after: number): StoredRow[] | undefined {
  try {
    const rows = database.prepare(`${select} WHERE sequence > ? ORDER BY sequence LIMIT ${pageRows}`).all(after);
    const read = rows.map((columns) => ({ sequence: Number(columns.sequence), columns }));
    // Of a damaged table it may give rows of any number, over and over.
    const isInOrder = read.every(({ sequence }, i) => sequence > (read[i - 1]?.sequence ?? after));
    return isInOrder ? read : undefined;
  } catch {
    return undefined;
  }
}

function* singleRows(database: DatabaseSync, after: number, last: number): Generator<StoredRow> {
  const row = database.prepare(`${select} WHERE sequence = ?`);
  for (let sequence = after + 1; sequence <= last; sequence++) {
    try {
      const columns = row.get(sequence);
      if (columns) yield { sequence, columns };
    } catch {
      yield { sequence };
    }
  }
}

/** Finds the last attempt that was ever stored: it is noted apart from the attempts, which may be damaged. */
function lastSequence(database: DatabaseSync): number {
  const asked = [
    "SELECT seq AS last FROM sqlite_sequence WHERE name = 'attempts'",
    'SELECT max(sequence) AS last FROM attempts',
  ];
  const found = asked.map((sql) => {
    try {
      return Number(database.prepare(sql).get()?.last ?? 0);
    } catch {
      return 0;
    }
  });
  return Math.max(...found);
}
