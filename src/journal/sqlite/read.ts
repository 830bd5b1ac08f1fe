import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { JournalEvent, JudgedAttempt, StoredAttempt } from '../attempt.ts';
import { attemptsWhere, type Dialect, eventsQuery, ownAttempts } from '../conditions.ts';
import type { AttemptQuery, EventQuery, JournalCounts } from '../journal.ts';
import { attemptColumns, attemptOf, bareAttemptOf, eventOf, type Row, verdictColumns, verdictOf } from '../rows.ts';

/** Writes queries for SQLite. */
export const sqliteDialect: Dialect = {
  mark: (number) => `?${number}`,
  ...{ events: 'events', attempts: 'attempts' },
  indexed: (text) => text,
};

/** Makes the reader of a journal's database. */
export function journalReader(database: DatabaseSync) {
  const rows = (sql: string, values: readonly SQLInputValue[] = []): Row[] => database.prepare(sql).all(...values);
  return {
    events(query: EventQuery): JournalEvent[] {
      const { sql, values } = eventsQuery(query, sqliteDialect);
      return rows(sql, values).map(eventOf);
    },
    attempts(query: AttemptQuery): StoredAttempt[] {
      const { sql, values } = attemptsWhere(query, sqliteDialect);
      const columns = query.bodies === false ? attemptColumns : `${attemptColumns}, bytes`;
      const select = `SELECT ${columns} FROM attempts ${sql} ORDER BY sequence LIMIT ?`;
      return rows(select, [...values, query.limit]).map(query.bodies === false ? bareAttemptOf : attemptOf);
    },
    firstVerdicts(events: readonly number[], mostOfEach: number): JudgedAttempt[] {
      const found = database.prepare(
        `SELECT ${verdictColumns} FROM attempts WHERE event = ? ORDER BY sequence LIMIT ?`,
      );
      return events
        .flatMap((event) => found.all(event, mostOfEach).map(verdictOf))
        .sort((a, b) => a.sequence - b.sequence);
    },
    counts(operations?: readonly string[]): JournalCounts {
      const last = '(SELECT coalesce(max(sequence), 0) FROM attempts) AS last';
      const own = operations && ownAttempts(operations, sqliteDialect);
      // All are counted along indexes, which takes a tenth of the time that it takes to read each event.
      const [found = {}] = own
        ? rows(
            `SELECT count(*) AS events, coalesce(sum(attempts), 0) AS attempts, ${last} FROM (${own.sql})`,
            own.values,
          )
        : rows(`SELECT count(*) AS events, (SELECT count(*) FROM attempts) AS attempts, ${last} FROM events`);
      return { events: Number(found.events), attempts: Number(found.attempts), last: Number(found.last) };
    },
  };
}
