import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { type Attempt, bodyDigest, bodySize, eventKey, outcomes } from '../attempt.ts';
import { linkHash } from '../chain.ts';
import { chainHeads, chainOf, chains } from '../chains.ts';
import type { Anchor } from '../checked.ts';
import { outcomeBit } from '../outcome-bits.ts';

/**
 * Makes what stores attempts in one transaction: all of them, or none. It goes on with chains of its own, which begin with the process:
 * one of what was accepted, one of the rest; `note` hears after each commit how far they are.
 */
export function attemptWriter(
  database: DatabaseSync,
  note: (head: Anchor) => void,
): (attempts: readonly Attempt[]) => void {
  let heads = chainHeads(randomUUID());
  const insert = insertions(database);
  return (attempts) => {
    const before = heads;
    const next = { ...heads };
    database.exec('BEGIN IMMEDIATE');
    try {
      for (const attempt of attempts) {
        const sha256 = bodyDigest(attempt.body);
        const chain = chainOf(attempt);
        const { hash: previous, ...last } = next[chain];
        const link = { writer: last.writer, number: last.number + 1 };
        const hash = linkHash(previous, link, { ...attempt, sha256 });
        next[chain] = { ...link, hash };
        insert(attempt, { ...link, sha256, previous, hash });
      }
      database.exec('COMMIT');
    } catch (error) {
      // A full disk has ended the transaction already.
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
    heads = next;
    for (const chain of chains) if (next[chain] !== before[chain]) note(next[chain]);
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
    `INSERT INTO events (key, outcome, operation, type, identity, deliveryId, firstAt, lastAt, attempts, sha256, size, outcomes)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET ${told.map(better).join(', ')}, outcome = max(outcome, excluded.outcome),
       lastAt = excluded.lastAt, attempts = attempts + 1, outcomes = outcomes | (1 << outcome) | excluded.outcomes,
       mixed = max(mixed, operation IS NOT excluded.operation)
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
    const size = bodySize(attempt);
    const stored = event.get(key, outcome, ...about, receivedAt, receivedAt, sha256, size, outcomeBit(attempt.outcome));
    const came = [receivedAt, method, target, JSON.stringify(headers), sha256, status, outcome];
    const rest = [...came, ...about, JSON.stringify(findings), attempt.body ?? null];
    row.run(Number(stored?.id), writer, number, previous, hash, ...rest);
  };
}
