import type { EventRow, LiveAttempt } from '../../views.ts';
import type { Filter } from './api.ts';

/** Bounds the rows that the page holds; beyond them the oldest are asked for anew. */
export const mostRows = 100_000;

/** Holds a row of the list. */
export interface ListedRow extends EventRow {
  /** Is when another delivery of it was told, by the clock of the browser. */
  toldAt?: number;
}

const rank = { denied: 0, refused: 1, accepted: 2 };

/** Tells whether an event is what a filter asks for, as the server would. */
function isWanted(row: EventRow, { q, type, outcome, operation, since, until }: Filter): boolean {
  const text = q.trim().toLowerCase();
  const texts = [row.identity, row.type, row.operation, row.deliveryId];
  return (
    (type === '' || row.type === type) &&
    (outcome === '' || row.had.some((each) => each === outcome)) &&
    (operation === '' || row.operation === operation) &&
    (since === 0 || row.firstAt >= since) &&
    (until === 0 || row.firstAt < until) &&
    (text === '' || texts.some((each) => each?.toLowerCase().includes(text)))
  );
}

/** Adds what came to rows that stand newest first: to those that are there, and events after `newest`, the last that was known. */
export function withAttempts(
  rows: readonly ListedRow[],
  attempts: readonly LiveAttempt[],
  { filter, newest }: { filter: Filter; newest: number },
): ListedRow[] {
  const places = new Map<number, number>();
  const known = [...rows];
  const fresh = new Map<number, ListedRow>();
  const wanted = new Set(attempts.map(({ event }) => event));
  for (const [place, { id }] of rows.entries()) if (wanted.has(id)) places.set(id, place);
  for (const attempt of attempts) {
    const place = places.get(attempt.event);
    const row = place === undefined ? undefined : known[place];
    if (place !== undefined && row) known[place] = isCounted(row, attempt, newest) ? row : withDelivery(row, attempt);
    else if (attempt.event > newest) fresh.set(attempt.event, withDelivery(fresh.get(attempt.event), attempt));
  }
  const added = [...fresh.values()].filter((row) => isWanted(row, filter)).sort((a, b) => b.id - a.id);
  return [...added, ...known].slice(0, mostRows);
}

/** Tells whether the row of an event of which nothing was told yet counts an attempt: it was asked for after that was stored. */
function isCounted({ id, lastAt }: EventRow, { receivedAt }: LiveAttempt, newest: number): boolean {
  return id > newest && receivedAt <= lastAt;
}

/** Puts rows where they belong among those that stand newest first, also in place of what was known of the same events. */
export function withRows(rows: readonly ListedRow[], more: readonly ListedRow[]): ListedRow[] {
  const ids = new Set(more.map(({ id }) => id));
  return [...rows.filter(({ id }) => !ids.has(id)), ...more].sort((a, b) => b.id - a.id).slice(0, mostRows);
}

function withDelivery(row: ListedRow | undefined, attempt: LiveAttempt): ListedRow {
  const { event: id, receivedAt, sequence: _, ...about } = attempt;
  const before = row?.outcomes ?? { accepted: 0, refused: 0, denied: 0 };
  const outcomes = { ...before, [about.outcome]: before[about.outcome] + 1 };
  if (!row)
    return { ...about, id, firstAt: receivedAt, lastAt: receivedAt, attempts: 1, outcomes, had: [about.outcome] };
  const isBetter = rank[about.outcome] > rank[row.outcome];
  // Of an event that is accepted at last still stands what was wrong before.
  const cause = isBetter ? (about.cause ?? row.cause) : (row.cause ?? about.cause);
  const best = { ...row, ...(isBetter ? about : {}), ...(cause === undefined ? {} : { cause }) };
  const had = row.had.includes(about.outcome) ? row.had : [...row.had, about.outcome];
  return { ...best, had, toldAt: Date.now(), lastAt: receivedAt, attempts: row.attempts + 1, outcomes };
}
