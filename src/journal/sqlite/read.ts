import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite';
import { type JournalEvent, outcomes, type StoredAttempt } from '../attempt.ts';
import { type Anchor, type CheckedAttempt, chainChecker, type LinkedAttempt } from '../checked.ts';
import type { AttemptQuery, EventQuery, JournalCounts } from '../journal.ts';
import { storedRows } from './salvage.ts';

type Row = Record<string, SQLOutputValue>;

/** Makes the reader of a journal's database. */
export function journalReader(database: DatabaseSync) {
  const rows = (sql: string, values: readonly SQLInputValue[]): Row[] => database.prepare(sql).all(...values);
  return {
    events({ limit, before, outcome, since, until, ...wanted }: EventQuery): JournalEvent[] {
      const where = conditions([
        ['id < ?', before],
        ['outcome = ?', outcome && outcomes.indexOf(outcome)],
        ['firstAt >= ?', since],
        ['firstAt < ?', until],
        ...(['operation', 'type', 'identity'] as const).map((name): Condition => [`${name} = ?`, wanted[name]]),
      ]);
      return rows(`SELECT * FROM events ${where.sql} ORDER BY id DESC LIMIT ?`, [...where.values, limit]).map(eventOf);
    },
    attempts({ limit, after, event, bodies = true }: AttemptQuery): StoredAttempt[] {
      const where = conditions([
        ['sequence > ?', after],
        ['event = ?', event],
      ]);
      const from = bodies
        ? 'attempts LEFT JOIN bodies USING (sha256)'
        : '(SELECT *, NULL AS bytes FROM attempts) AS attempts';
      const sql = `SELECT * FROM ${from} ${where.sql} ORDER BY sequence LIMIT ?`;
      return rows(sql, [...where.values, limit]).map(attemptOf);
    },
    *checked(): Generator<CheckedAttempt> {
      const check = chainChecker(rows('SELECT * FROM anchors', []).map(anchorOf));
      for (const row of storedRows(database)) {
        const linked = row.columns && linkedOf(row.columns);
        if (!linked) yield { sequence: row.sequence, fault: 'it cannot be read' };
        else yield { sequence: row.sequence, attempt: linked.attempt, fault: check(linked) };
      }
    },
    counts(): JournalCounts {
      const [found = {}] = rows(
        `SELECT (SELECT count(*) FROM events) AS events, (SELECT count(*) FROM attempts) AS attempts,
           (SELECT coalesce(max(sequence), 0) FROM attempts) AS last`,
        [],
      );
      return { events: Number(found.events), attempts: Number(found.attempts), last: Number(found.last) };
    },
  };
}

type Condition = [sql: string, value: SQLInputValue | undefined];

/** Joins the conditions whose value is given. */
function conditions(all: readonly Condition[]): { sql: string; values: SQLInputValue[] } {
  const given = all.flatMap(([sql, value]) => (value === undefined ? [] : [{ sql, value }]));
  return {
    sql: given.length === 0 ? '' : `WHERE ${given.map(({ sql }) => sql).join(' AND ')}`,
    values: given.map(({ value }) => value),
  };
}

function anchorOf({ writer, number, hash }: Row): Anchor {
  return { writer: String(writer), number: Number(number), hash: String(hash) };
}

/** Reads an attempt with its link; undefined for one whose columns hold no such thing any more. */
function linkedOf(row: Row): LinkedAttempt | undefined {
  try {
    return { ...anchorOf(row), attempt: attemptOf(row), sha256: String(row.sha256), previous: String(row.previous) };
  } catch {
    return undefined;
  }
}

function eventOf(row: Row): JournalEvent {
  const { id, outcome, firstAt, lastAt, attempts, sha256, size } = row;
  return {
    ...aboutOf(row),
    id: Number(id),
    outcome: outcomes[Number(outcome)] ?? 'denied',
    firstAt: Number(firstAt),
    lastAt: Number(lastAt),
    attempts: Number(attempts),
    sha256: String(sha256),
    size: Number(size),
  };
}

/** Reads an attempt from its row, to which the bytes of its body were joined. */
function attemptOf(row: Row): StoredAttempt {
  const { sequence, event, receivedAt, method, target, headers, bytes, status, outcome, findings } = row;
  return {
    ...aboutOf(row),
    sequence: Number(sequence),
    event: Number(event),
    receivedAt: Number(receivedAt),
    method: String(method),
    target: String(target),
    headers: JSON.parse(String(headers)),
    body: bytes instanceof Uint8Array ? Buffer.from(bytes) : undefined,
    status: Number(status),
    outcome: outcomes[Number(outcome)] ?? 'denied',
    findings: JSON.parse(String(findings)),
  };
}

function aboutOf(row: Row): Pick<JournalEvent, 'operation' | 'type' | 'identity' | 'deliveryId'> {
  const text = (value: SQLOutputValue | undefined): string | undefined => (value === null ? undefined : String(value));
  const { operation = null, type = null, identity = null, deliveryId = null } = row;
  return { operation: text(operation), type: text(type), identity: text(identity), deliveryId: text(deliveryId) };
}
