import type { AttemptQuery, EventQuery } from './journal.ts';
import { hadOutcome } from './outcome-bits.ts';

/** Asks for rows by values; what is undefined restricts nothing. `sql` gets what stands for each value. */
interface Condition {
  values: readonly (string | number | undefined)[];
  sql(...marks: string[]): string;
}

/** Holds conditions as SQL, and the values that its marks stand for. */
export interface Where {
  sql: string;
  values: (string | number)[];
}

/** Says which events are wanted; `mark` gives what stands for the value with this number, from 1 on, `attempts` the table of those. */
export function eventsWhere(
  query: Omit<EventQuery, 'limit'>,
  mark: (number: number) => string,
  attempts: string,
): Where {
  const { before, after, operation, type, identity, outcome, since, until, operations } = query;
  const given: Condition[] = [
    byColumn('id <', before),
    byColumn('id >', after),
    byColumn('operation =', operation),
    byColumn('type =', type),
    byColumn('identity =', identity),
    ...(outcome ? [{ values: [], sql: () => hadOutcome(outcome) }] : []),
    byColumn('"firstAt" >=', since),
    byColumn('"firstAt" <', until),
    ...(operations ? [ofOperations(operations, attempts)] : []),
  ];
  return whereClause(given, mark);
}

/** Says which attempts are wanted; `until` is the last sequence number that may be given. */
export function attemptsWhere(
  { after, event, until }: AttemptQuery & { until?: number | undefined },
  mark: (number: number) => string,
): Where {
  return whereClause([byColumn('sequence >', after), byColumn('sequence <=', until), byColumn('event =', event)], mark);
}

function byColumn(comparison: string, value: string | number | undefined): Condition {
  return { values: [value], sql: (mark) => `${comparison} ${mark}` };
}

/** Asks for events that are of one of these operations, or of none that is known, or had an attempt that was. */
function ofOperations(names: readonly string[], attempts: string): Condition {
  return {
    values: names,
    sql(...marks) {
      const listed = marks.length === 0 ? 'NULL' : marks.join(', ');
      const isOwn = (table: string): string => `(${table}.operation IS NULL OR ${table}.operation IN (${listed}))`;
      return `(${isOwn('events')} OR (events.attempts > 1 AND EXISTS (
        SELECT 1 FROM ${attempts} AS each WHERE each.event = events.id AND ${isOwn('each')})))`;
    },
  };
}

function whereClause(all: readonly Condition[], mark: (number: number) => string): Where {
  const values: (string | number)[] = [];
  const given = all.flatMap((condition) => {
    const known = condition.values.filter((value) => value !== undefined);
    if (known.length < condition.values.length) return [];
    return condition.sql(...known.map((value) => mark(values.push(value))));
  });
  return { sql: given.length === 0 ? '' : `WHERE ${given.join(' AND ')}`, values };
}
