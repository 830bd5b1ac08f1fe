import type { Pool } from 'pg';
import type { JournalEvent, JudgedAttempt, StoredAttempt } from '../attempt.ts';
import { attemptsWhere, type Dialect, eventsQuery, ownAttempts } from '../conditions.ts';
import type { AttemptQuery, EventQuery, JournalCounts } from '../journal.ts';
import { attemptColumns, attemptOf, bareAttemptOf, eventOf, type Row, verdictColumns, verdictOf } from '../rows.ts';
import { indexedOperation } from './schema.ts';
import { lastSettled } from './settled.ts';
import { storedText, withTexts } from './text.ts';

/** Writes queries for PostgreSQL. */
const postgresDialect: Dialect = {
  mark: (number) => `$${number}`,
  ...{ events: 'hookproof.events', attempts: 'hookproof.attempts' },
  indexed: indexedOperation,
};
const { mark } = postgresDialect;

/** Makes the reader of a journal's database. */
export function journalReader(pool: Pool) {
  const rows = async (sql: string, values: readonly unknown[] = []): Promise<Row[]> =>
    (await pool.query<Row>(sql, [...values])).rows.map(withTexts);
  return {
    async events(query: EventQuery): Promise<JournalEvent[]> {
      const { sql, values } = eventsQuery(withStoredTexts(query), postgresDialect);
      return (await rows(sql, values)).map(eventOf);
    },
    async attempts(query: AttemptQuery): Promise<StoredAttempt[]> {
      const until = query.event === undefined ? await lastSettled(pool) : undefined;
      const { sql, values } = attemptsWhere({ ...query, until }, postgresDialect);
      const columns = query.bodies === false ? attemptColumns : `${attemptColumns}, bytes`;
      const select = `SELECT ${columns} FROM hookproof.attempts ${sql} ORDER BY sequence LIMIT ${mark(values.length + 1)}`;
      return (await rows(select, [...values, query.limit])).map(query.bodies === false ? bareAttemptOf : attemptOf);
    },
    async firstVerdicts(events: readonly number[], mostOfEach: number): Promise<JudgedAttempt[]> {
      const found = await rows(
        `SELECT first.* FROM unnest($1::bigint[]) AS wanted (id) CROSS JOIN LATERAL (
           SELECT ${verdictColumns} FROM hookproof.attempts WHERE event = wanted.id ORDER BY sequence LIMIT $2
         ) AS first ORDER BY sequence`,
        [events, mostOfEach],
      );
      return found.map(verdictOf);
    },
    async counts(operations?: readonly string[]): Promise<JournalCounts> {
      const until = await lastSettled(pool);
      const { sql, values } = ownAttempts(operations?.map(storedText), postgresDialect);
      const [found = {}] = await rows(
        `SELECT count(*) AS events, coalesce(sum(attempts), 0) AS attempts,
           (SELECT coalesce(max(sequence), 0) FROM hookproof.attempts WHERE sequence <= ${mark(values.length + 1)}) AS last
         FROM (${sql}) AS own`,
        [...values, until],
      );
      return { events: Number(found.events), attempts: Number(found.attempts), last: Number(found.last) };
    },
  };
}

function withStoredTexts<Query extends Partial<EventQuery>>(query: Query): Query {
  const { operation, type, identity, operations } = query;
  const stored = (text: string | undefined): string | undefined => (text === undefined ? undefined : storedText(text));
  return {
    ...query,
    operation: stored(operation),
    type: stored(type),
    identity: stored(identity),
    operations: operations?.map(storedText),
  };
}
