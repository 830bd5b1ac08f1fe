import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { type Attempt, bodyDigest, eventKey, outcomes } from '../attempt.ts';
import { chainStart, linkHash } from '../chain.ts';
import type { Anchor } from '../checked.ts';

/**
 * Makes what stores attempts in one transaction: all of them, or none. It goes on with its own chain, which begins with the
 * process; `note` hears after each commit how far it is.
 */
export function attemptWriter(
  database: DatabaseSync,
  note: (head: Anchor) => void,
): (attempts: readonly Attempt[]) => void {
  const writer = randomUUID();
  let head = { number: 0, hash: chainStart };
  const insert = insertions(database);
  return (attempts) => {
    let { number, hash } = head;
    database.exec('BEGIN IMMEDIATE');
    try {
      for (const attempt of attempts) {
        const sha256 = bodyDigest(attempt.body);
        const previous = hash;
        number++;
        hash = linkHash(previous, { writer, number }, { ...attempt, sha256 });
        insert(attempt, { sha256, writer, number, previous, hash });
      }
      database.exec('COMMIT');
    } catch (error) {
      // A full disk has ended the transaction already.
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
    head = { number, hash };
    note({ writer, ...head });
  };
}

interface Linked {
  sha256: string;
  writer: string;
  number: number;
  previous: string;
  hash: string;
}

function insertions(database: DatabaseSync): (attempt: Attempt, link: Linked) => void {
  // An event is what its best attempt was, the first of several.
  const better = (column: string): string =>
    `${column} = iif(excluded.outcome > outcome, excluded.${column}, ${column})`;
  const told = ['operation', 'type', 'identity', 'deliveryId', 'sha256', 'size'];
  const event = database.prepare(
    `INSERT INTO events (key, outcome, operation, type, identity, deliveryId, firstAt, lastAt, attempts, sha256, size)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?)
     ON CONFLICT (key) DO UPDATE SET ${told.map(better).join(', ')}, outcome = max(outcome, excluded.outcome),
       lastAt = excluded.lastAt, attempts = attempts + 1
     RETURNING id`,
  );
  const row = database.prepare(
    `INSERT INTO attempts (event, writer, number, previous, hash, receivedAt, method, target, headers, sha256, status, outcome,
       operation, type, identity, deliveryId, findings, bytes)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return (attempt, { sha256, writer, number, previous, hash }) => {
    const { receivedAt, method, target, headers, status, operation, type, identity, deliveryId, findings } = attempt;
    const outcome = outcomes.indexOf(attempt.outcome);
    const about = [operation ?? null, type ?? null, identity ?? null, deliveryId ?? null];
    const key = eventKey(attempt, sha256);
    const stored = event.get(key, outcome, ...about, receivedAt, receivedAt, sha256, attempt.body?.length ?? 0);
    const came = [receivedAt, method, target, JSON.stringify(headers), sha256, status, outcome];
    const rest = [...came, ...about, JSON.stringify(findings), attempt.body ?? null];
    row.run(Number(stored?.id), writer, number, previous, hash, ...rest);
  };
}
