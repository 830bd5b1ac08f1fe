import type { AttemptQuery, EventQuery } from './journal.ts';
import { hadOutcome } from './outcome-bits.ts';

/** Says how a database writes what queries are made of. */
export interface Dialect {
  /** Gives what stands for the value with this number, from 1 on. */
  mark(number: number): string;
  /** Name the tables. */
  events: string;
  attempts: string;
  /** Shortens the name of an operation to what the index of operations holds of it. */
  indexed(text: string): string;
}

/** Holds a query, or a part of one, and the values that its marks stand for. */
interface Query {
  sql: string;
  values: (string | number)[];
}

/** Writes the query for events, the newest first. */
export function eventsQuery({ limit, ...query }: EventQuery, dialect: Dialect): Query {
  const { parts, values } = eventParts(query, dialect);
  const most = dialect.mark(values.push(limit));
  const pages = parts.map((where) => `SELECT * FROM ${dialect.events} ${where} ORDER BY id DESC LIMIT ${most}`);
  const [only = '', ...others] = pages;
  if (others.length === 0) return { sql: only, values };
  const all = pages.map((page) => `SELECT * FROM (${page}) AS part`).join(' UNION ALL ');
  return { sql: `${all} ORDER BY id DESC LIMIT ${most}`, values };
}

/** Writes what gives the number of attempts of each event that is of some operations, or of none that is known, or had an attempt that was. */
export function ownAttempts(operations: readonly string[] | undefined, dialect: Dialect): Query {
  const { parts, values } = eventParts({ operations }, dialect);
  const sql = parts.map((where) => `SELECT attempts FROM ${dialect.events} ${where}`).join(' UNION ALL ');
  return { sql, values };
}

/** Says which attempts are wanted; `until` is the last sequence number that may be given. */
export function attemptsWhere(
  { after, event, until }: AttemptQuery & { until?: number | undefined },
  { mark }: Pick<Dialect, 'mark'>,
): Query {
  const values: number[] = [];
  const by = compared((value: number) => mark(values.push(value)));
  const sql = whereClause([...by('sequence >', after), ...by('sequence <=', until), ...by('event =', event)]);
  return { sql, values };
}

/** Of more operations than these all events are gone through, in one part. */
const mostParts = 50;

/**
 * Says which events are wanted. Those of some operations are asked for in parts, each of which an index leads to, where nothing
 * else restricts them: in a journal full of others' events they are found without a look at those.
 */
function eventParts(query: Omit<EventQuery, 'limit'>, dialect: Dialect): { parts: string[]; values: Query['values'] } {
  const { before, after, operation, type, identity, outcome, since, until, operations } = query;
  const values: Query['values'] = [];
  const valued = (value: string | number): string => dialect.mark(values.push(value));
  const by = compared(valued);
  const isOf = (name: string): string =>
    `(${dialect.indexed('operation')} = ${dialect.indexed(name)} AND operation = ${name})`;
  const range = [...by('id <', before), ...by('id >', after)];
  const filters = [
    ...(operation === undefined ? [] : [isOf(valued(operation))]),
    ...by('type =', type),
    ...by('identity =', identity),
    ...(outcome ? [hadOutcome(outcome)] : []),
    ...by('"firstAt" >=', since),
    ...by('"firstAt" <', until),
  ];
  if (!operations) return { parts: [whereClause([...range, ...filters])], values };
  // A contract may have several operations of one name, whose events are in one part.
  const names = [...new Set(operations)].map(valued);
  const listed = names.length === 0 ? 'NULL' : names.join(', ');
  const isOwn = (table: string): string => `(${table}.operation IS NULL OR ${table}.operation IN (${listed}))`;
  // Without a limit PostgreSQL would read all attempts, to look each event up among them.
  const hadOwn = `EXISTS (
    SELECT 1 FROM ${dialect.attempts} AS each WHERE each.event = events.id AND ${isOwn('each')} LIMIT 1 OFFSET 0)`;
  const single = `(${isOwn('events')} OR (mixed AND ${hadOwn}))`;
  if (filters.length > 0 || names.length > mostParts)
    return { parts: [whereClause([...range, ...filters, single])], values };
  const parts = ['operation IS NULL', ...names.map(isOf), `mixed AND NOT ${isOwn('events')} AND ${hadOwn}`];
  return { parts: parts.map((part) => whereClause([...range, part])), values };
}

/** Makes what compares a column with a value that is asked for; one that is undefined restricts nothing. */
function compared<Value>(valued: (value: Value) => string) {
  return (comparison: string, value: Value | undefined): string[] =>
    value === undefined ? [] : [`${comparison} ${valued(value)}`];
}

function whereClause(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
}
