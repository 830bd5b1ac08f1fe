import { outcomes } from './attempt.ts';
import type { AttemptQuery, EventQuery } from './journal.ts';

/** Asks for rows by a column; a value that is undefined restricts nothing. */
type Condition = readonly [comparison: string, value: string | number | undefined];

/** Holds conditions as SQL, and the values that its marks stand for. */
export interface Where {
  sql: string;
  values: (string | number)[];
}

/** Says which events are wanted; `mark` gives what stands for the value with this number, from 1 on. */
export function eventsWhere(query: EventQuery, mark: (number: number) => string): Where {
  const { before, operation, type, identity, outcome, since, until } = query;
  const given: Condition[] = [
    ['id <', before],
    ['operation =', operation],
    ['type =', type],
    ['identity =', identity],
    ['outcome =', outcome && outcomes.indexOf(outcome)],
    ['"firstAt" >=', since],
    ['"firstAt" <', until],
  ];
  return whereClause(given, mark);
}

/** Says which attempts are wanted; `until` is the last sequence number that may be given. */
export function attemptsWhere(
  { after, event, until }: AttemptQuery & { until?: number | undefined },
  mark: (number: number) => string,
): Where {
  const given: Condition[] = [
    ['sequence >', after],
    ['sequence <=', until],
    ['event =', event],
  ];
  return whereClause(given, mark);
}

function whereClause(all: readonly Condition[], mark: (number: number) => string): Where {
  const given = all.flatMap(([sql, value]) => (value === undefined ? [] : [{ sql, value }]));
  return {
    sql: given.length === 0 ? '' : `WHERE ${given.map(({ sql }, i) => `${sql} ${mark(i + 1)}`).join(' AND ')}`,
    values: given.map(({ value }) => value),
  };
}
