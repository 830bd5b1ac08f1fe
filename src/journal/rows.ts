import type { Finding } from '../finding.ts';
import { isObject, type Json, parseJson } from '../schema/json.ts';
import { type JournalEvent, type JudgedAttempt, outcomes, type StoredAttempt } from './attempt.ts';
import type { Anchor, LinkedAttempt } from './checked.ts';
import { outcomesOf } from './outcome-bits.ts';

/** Holds the columns of a row as a database gives them; both databases name them the same. */
export type Row = Record<string, unknown>;

/** Names the columns of an attempt but its body, as both databases take them. */
export const attemptColumns = [
  ...['sequence', 'event', 'writer', 'number', 'previous', 'hash', '"receivedAt"', 'method', 'target', 'headers'],
  ...['sha256', 'status', 'outcome', 'operation', 'type', 'identity', '"deliveryId"', 'findings'],
].join(', ');

/** Names the columns of what became of an attempt. */
export const verdictColumns = 'sequence, event, outcome, findings';

/** Reads what became of an attempt from its row, as far as that can be read: a list shows it beside others. */
export function verdictOf({ sequence, event, outcome, findings }: Row): JudgedAttempt {
  const known = parseJson(String(findings));
  return {
    sequence: Number(sequence),
    event: Number(event),
    outcome: outcomes[Number(outcome)] ?? 'denied',
    findings: Array.isArray(known) ? known.filter(isFinding) : [],
  };
}

/** Tells whether a stored value is a finding still. */
function isFinding(value: unknown): value is Json & Finding {
  return isObject(value) && [value.rule, value.pointer, value.message].every((each) => typeof each === 'string');
}

/** Reads an event from its row. */
export function eventOf(row: Row): JournalEvent {
  const { id, outcome, firstAt, lastAt, attempts, sha256, size } = row;
  const best = outcomes[Number(outcome)] ?? 'denied';
  return {
    ...aboutOf(row),
    id: Number(id),
    outcome: best,
    had: outcomesOf(Number(row.outcomes), best),
    firstAt: Number(firstAt),
    lastAt: Number(lastAt),
    attempts: Number(attempts),
    sha256: String(sha256),
    size: Number(size),
  };
}

/** Reads an attempt from its row; throws where a column holds no such thing any more. */
export function attemptOf(row: Row): StoredAttempt {
  const { sequence, event, receivedAt, method, target, headers, bytes, status, outcome, findings } = row;
  return {
    ...aboutOf(row),
    sequence: Number(sequence),
    event: Number(event),
    receivedAt: Number(receivedAt),
    method: String(method),
    target: String(target),
    headers: storedJson(headers),
    body: bytes instanceof Uint8Array ? Buffer.from(bytes) : undefined,
    status: Number(status),
    outcome: outcomes[Number(outcome)] ?? 'denied',
    findings: storedJson(findings),
  };
}

/** Reads an attempt without its body from its row, as far as that can be read: whoever looks at what came is told of one that is damaged, too. */
export function bareAttemptOf(row: Row): StoredAttempt {
  const headers = parseJson(String(row.headers));
  const whole = attemptOf({
    ...row,
    headers: Array.isArray(headers) ? row.headers : '[]',
    findings: '[]',
    bytes: null,
  });
  return { ...whole, ...verdictOf(row) };
}

const damaged = 'DamagedError';

/** Reads JSON that was stored; throws an error of its own for what is none any more. */
function storedJson(text: unknown) {
  try {
    return JSON.parse(String(text));
  } catch (cause) {
    throw Object.assign(new Error('a delivery in the journal is damaged', { cause }), { name: damaged });
  }
}

/** Tells whether something failed since what is stored is damaged: to try again is of no use. */
export function isDamaged(error: unknown): boolean {
  return Error.isError(error) && error.name === damaged;
}

/** Reads an attempt with its link; undefined where a column holds no such thing any more. */
export function linkedOf(row: Row): LinkedAttempt | undefined {
  try {
    return { ...anchorOf(row), attempt: attemptOf(row), sha256: String(row.sha256), previous: String(row.previous) };
  } catch {
    return undefined;
  }
}

/** Reads where a chain goes on from. */
export function anchorOf({ writer, number, hash }: Row): Anchor {
  return { writer: String(writer), number: Number(number), hash: String(hash) };
}

function aboutOf(row: Row): Pick<JournalEvent, 'operation' | 'type' | 'identity' | 'deliveryId'> {
  const text = (value: unknown): string | undefined => (value === null ? undefined : String(value));
  const { operation = null, type = null, identity = null, deliveryId = null } = row;
  return { operation: text(operation), type: text(type), identity: text(identity), deliveryId: text(deliveryId) };
}
