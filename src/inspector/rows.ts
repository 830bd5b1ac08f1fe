import { setImmediate as breath } from 'node:timers/promises';
import type { Finding } from '../finding.ts';
import type { JournalEvent, JudgedAttempt, Outcome, StoredAttempt } from '../journal/journal.ts';
import { fromPointer } from '../schema/pointer.ts';
import type { ShownJournal } from './own-events.ts';
import type { EventRow, LiveAttempt } from './views.ts';

/** Bounds how many attempts of an event its row tells of. */
const mostTold = 20;
/** Bounds of how many events they are read before others have their turn: each may have been tried often. */
const readAtOnce = 50;
/** Bounds a cause in a list, in characters; the event itself shows all of it. */
const longestCause = 300;

/** Gives what lists show of events, with what was wrong with each first. */
export async function shownRows(journal: ShownJournal, events: readonly JournalEvent[]): Promise<EventRow[]> {
  const told = events.filter(({ outcome, attempts }) => outcome !== 'accepted' || attempts > 1).map(({ id }) => id);
  const first: JudgedAttempt[] = [];
  for (let from = 0; from < told.length; from += readAtOnce) {
    first.push(...(await journal.firstVerdicts(told.slice(from, from + readAtOnce), mostTold)));
    await breath();
  }
  const byEvent = Map.groupBy(first, ({ event }) => event);
  return events.map((event) => rowOf(event, byEvent.get(event.id) ?? []));
}

/** Gives what a list shows of an event, by its first attempts; of one that came once, and was accepted, none are needed. */
function rowOf({ sha256: _, size: __, ...event }: JournalEvent, first: readonly JudgedAttempt[]): EventRow {
  const outcomes: Record<Outcome, number> = { accepted: 0, refused: 0, denied: 0 };
  for (const { outcome } of first) outcomes[outcome]++;
  if (first.length === 0) outcomes[event.outcome] = 1;
  const isTold = (attempt: JudgedAttempt): boolean =>
    event.outcome === 'accepted' ? attempt.outcome !== 'accepted' : attempt.outcome === event.outcome;
  const cause = causeOf(first.find(isTold));
  return { ...event, outcomes, ...(cause === undefined ? {} : { cause }) };
}

/** Gives what the live feed tells of an attempt. */
export function liveOf(attempt: StoredAttempt): LiveAttempt {
  const { sequence, event, receivedAt, operation, type, identity, deliveryId, outcome } = attempt;
  const told = { sequence, event, receivedAt, operation, type, identity, deliveryId, outcome };
  const cause = outcome === 'accepted' ? undefined : causeOf(attempt);
  return cause === undefined ? told : { ...told, cause };
}

/** Says in few words what was wrong with an attempt first; undefined for nothing. */
function causeOf(attempt: { findings: readonly Finding[] } | undefined): string | undefined {
  const [finding] = attempt?.findings ?? [];
  return finding && `${shortPlace(finding.pointer)} ${finding.message}`.trim().slice(0, longestCause);
}

/** Gives the last name of a pointer, and what stands behind it: the event itself shows all of it. */
function shortPlace(pointer: string): string {
  const names = fromPointer(pointer);
  const last = names.findLastIndex((name) => !/^\d+$/.test(name));
  return names.slice(Math.max(last, 0)).join('/');
}
