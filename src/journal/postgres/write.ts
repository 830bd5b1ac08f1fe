import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { type Attempt, bodySize, outcomes } from '../attempt.ts';
import { chainHeads } from '../chains.ts';
import { type GroupAttempt, type GroupEvent, groupOf } from './group.ts';
import { queryWithin, times } from './pool.ts';
import { locks } from './schema.ts';
import { storedText } from './text.ts';

/**
 * Makes what stores attempts in one statement, which is one transaction and one round trip. Where that fails nobody knows whether
 * they were stored: a chain that goes on somewhere else keeps what came of it from being taken for a fault.
 */
export function attemptWriter(pool: Pool): (attempts: readonly Attempt[]) => Promise<void> {
  let heads = chainHeads(randomUUID());
  return async (attempts) => {
    const group = groupOf(attempts, heads);
    try {
      const values = [
        ...eventValues(group.events),
        ...attemptValues(group.attempts),
        group.events.map(({ outcomes }) => outcomes),
        group.events.map(({ mixed }) => mixed),
      ];
      await queryWithin(pool, times.commit, { name: 'hookproof-store', text: store, values });
      heads = group.heads;
    } catch (error) {
      heads = chainHeads(randomUUID());
      throw error;
    }
  };
}

/** Ends, in the database, what nobody waits for any more: with its locks it would keep the next ones waiting, too. */
const storeMs = times.commit - 300;

/**
 * Holds what sessions that store are set to: the statement is planned once, before anybody knows how many rows come, and to
 * compare each with each would take longer than all the rest.
 */
export const writerSettings = ['enable_nestloop = off', 'jit = off', `statement_timeout = ${storeMs}`];

const about = 'operation, type, identity, "deliveryId"';
const better = [...about.split(', '), 'sha256', 'size']
  .map(
    (column) =>
      `${column} = CASE WHEN excluded.outcome > known.outcome THEN excluded.${column} ELSE known.${column} END`,
  )
  .join(', ');

/**
 * Stores a group. Rows of events are locked in the order of their keys, so that no two groups wait for each other; ids and
 * sequence numbers follow the order of arrival. `held` says until the commit which attempts are still to be seen: readers stop
 * before them, and miss none.
 */
const store = `
WITH held AS MATERIALIZED (
  SELECT pg_advisory_xact_lock_shared(${locks.storing}::bigint << 48 | last_value) FROM hookproof.attempts_sequence_seq
), told AS MATERIALIZED (
  SELECT nextval('hookproof.events_id_seq') AS id, each.*
  FROM unnest($1::bytea[], $2::smallint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::bigint[], $9::bigint[],
    $10::text[], $11::bigint[], $32::smallint[], $33::boolean[]) AS each (key, outcome, ${about}, "firstAt", "lastAt", attempts, sha256, size, outcomes,
      mixed)
), stored AS (
  INSERT INTO hookproof.events AS known (id, key, outcome, ${about}, "firstAt", "lastAt", attempts, sha256, size, outcomes, mixed)
  SELECT * FROM told ORDER BY key
  ON CONFLICT (key) DO UPDATE SET ${better}, outcome = greatest(known.outcome, excluded.outcome),
    "firstAt" = least(known."firstAt", excluded."firstAt"), "lastAt" = greatest(known."lastAt", excluded."lastAt"),
    attempts = known.attempts + excluded.attempts,
    outcomes = known.outcomes | (1 << known.outcome)::smallint | excluded.outcomes,
    mixed = known.mixed OR excluded.mixed OR known.operation IS DISTINCT FROM excluded.operation
  RETURNING id, key
)
INSERT INTO hookproof.attempts (event, writer, number, previous, hash, "receivedAt", method, target, headers, sha256, status,
  outcome, ${about}, findings, size, bytes)
SELECT stored.id, writer, number, previous, hash, "receivedAt", method, target, headers, sha256, status,
  outcome, ${about}, findings, coalesce(size, 0), substring($12::bytea FROM start FOR size)
FROM unnest($13::bytea[], $14::bigint[], $15::text[], $16::text[], $17::bigint[], $18::text[], $19::text[], $20::text[],
  $21::text[], $22::smallint[], $23::smallint[], $24::text[], $25::text[], $26::text[], $27::text[], $28::text[], $29::integer[],
  $30::integer[], $31::text[]) WITH ORDINALITY AS each (key, number, previous, hash, "receivedAt", method, target, headers, sha256, status, outcome, ${about},
  findings, start, size, writer, place)
JOIN stored USING (key) CROSS JOIN held ORDER BY place`;

function eventValues(events: readonly GroupEvent[]): unknown[] {
  const column = (of: (event: GroupEvent) => unknown): unknown[] => events.map(of);
  return [
    column(({ key }) => key),
    column(({ outcome }) => outcome),
    ...aboutColumns(events),
    column(({ firstAt }) => firstAt),
    column(({ lastAt }) => lastAt),
    column(({ attempts }) => attempts),
    column(({ sha256 }) => sha256),
    column(({ size }) => size),
  ];
}

/** Gives the columns of attempts; bodies travel as they are, behind each other, with where each starts, from 1 on. */
function attemptValues(rows: readonly GroupAttempt[]): unknown[] {
  const column = (of: (row: GroupAttempt) => unknown): unknown[] => rows.map(of);
  const bodies = rows.map(({ attempt }) => attempt.body ?? Buffer.alloc(0));
  return [
    Buffer.concat(bodies),
    column(({ key }) => key),
    column(({ number }) => number),
    column(({ previous }) => previous),
    column(({ hash }) => hash),
    column(({ attempt }) => attempt.receivedAt),
    column(({ attempt }) => storedText(attempt.method)),
    column(({ attempt }) => storedText(attempt.target)),
    column(({ attempt }) => JSON.stringify(attempt.headers)),
    column(({ sha256 }) => sha256),
    column(({ attempt }) => attempt.status),
    column(({ attempt }) => outcomes.indexOf(attempt.outcome)),
    ...aboutColumns(rows),
    column(({ attempt }) => JSON.stringify(attempt.findings)),
    startsOf(bodies),
    rows.map(({ attempt }) => (attempt.body ? bodySize(attempt) : null)),
    column(({ writer }) => writer),
  ];
}

function startsOf(bodies: readonly Buffer[]): number[] {
  let end = 1;
  return bodies.map(({ length }) => {
    end += length;
    return end - length;
  });
}

function aboutColumns(rows: readonly { about: (string | null)[] }[]): (string | null)[][] {
  return [0, 1, 2, 3].map((place) => rows.map(({ about: texts }) => texts[place] ?? null));
}
