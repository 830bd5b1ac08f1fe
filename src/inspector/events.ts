import { setImmediate as breath } from 'node:timers/promises';
import { outcomes } from '../journal/attempt.ts';
import type { AttemptQuery, EventQuery, JournalEvent, Outcome, StoredAttempt } from '../journal/journal.ts';
import type { JudgeAgain } from './judge-again.ts';
import type { ShownJournal } from './own-events.ts';
import { shownRows } from './rows.ts';
import type { AskedCredential, AttemptView, BodyView, EventPage } from './views.ts';

/** Bounds how many events one search looks at, so that it holds nobody up; the next page goes on where it ended. */
const mostScanned = 5_000;
const scanPage = 500;

/** Bounds what is shown of one event. */
const mostAttempts = 50;
const mostBodies = 5;
const mostBodyBytes = 2 * 1024 * 1024;
const mostFindings = 100;

/** Reads which events are wanted; what is no such thing restricts nothing. `q` is the text that is searched for. */
export function readQuery(search: URLSearchParams): EventQuery & { text: string } {
  const number = (name: string): number | undefined => {
    const text = search.get(name) ?? '';
    return /^\d{1,16}$/.test(text) ? Number(text) : undefined;
  };
  const word = (name: string): string | undefined => search.get(name) || undefined;
  const outcome = outcomes.find((each): each is Outcome => each === search.get('outcome'));
  return {
    limit: Math.min(Math.max(number('limit') ?? 100, 1), 1_000),
    ...{ before: number('before'), after: number('after'), since: number('since'), until: number('until'), outcome },
    ...{ operation: word('operation'), type: word('type'), identity: word('identity') },
    text: (search.get('q') ?? '').trim().toLowerCase(),
  };
}

/** Finds events. A text is an identity as it is written, or part of an identity, a type, an operation or a delivery's id. */
export async function findEvents(journal: ShownJournal, query: EventQuery & { text: string }): Promise<EventPage> {
  const { found, next } = await foundEvents(journal, query);
  return { events: await shownRows(journal, found), next };
}

async function foundEvents(
  journal: ShownJournal,
  { text, ...query }: EventQuery & { text: string },
): Promise<{ found: JournalEvent[]; next: number | null }> {
  if (text === '') {
    const found = await journal.events(query);
    return { found, next: found.length < query.limit ? null : (found.at(-1)?.id ?? null) };
  }
  const found: JournalEvent[] = [];
  let { before } = query;
  for (let scanned = 0; scanned < mostScanned; scanned += scanPage) {
    const page = await journal.events({ ...query, before, limit: scanPage });
    for (const event of page) {
      before = event.id;
      if (hasText(event, text)) found.push(event);
      if (found.length === query.limit) return { found, next: event.id };
    }
    if (page.length < scanPage) return { found, next: null };
    await breath();
  }
  return { found, next: before ?? null };
}

function hasText({ identity, type, operation, deliveryId }: JournalEvent, text: string): boolean {
  return [identity, type, operation, deliveryId].some((each) => each?.toLowerCase().includes(text));
}

/** Finds an event by its id; undefined where there is none, or no longer. */
export async function eventWith(journal: ShownJournal, id: number): Promise<JournalEvent | undefined> {
  const [event] = await journal.events({ limit: 1, before: id + 1, after: id - 1 });
  return event?.id === id ? event : undefined;
}

/** Gives the first attempts of an event, and whether there are more. */
export async function attemptsOf(
  journal: ShownJournal,
  event: number,
): Promise<{ attempts: StoredAttempt[]; hasMore: boolean }> {
  const query: AttemptQuery = { event, limit: mostAttempts + 1 };
  const attempts = await journal.attempts(query);
  return { attempts: attempts.slice(0, mostAttempts), hasMore: attempts.length > mostAttempts };
}

/** Finds the attempt that an event is shown by: the first of its best. */
export function bestOf(attempts: readonly StoredAttempt[]): StoredAttempt | undefined {
  return attempts.toSorted((a, b) => outcomes.indexOf(b.outcome) - outcomes.indexOf(a.outcome))[0];
}

/** Says of an attempt what was wrong with it, and what it should have shown where it was denied. */
export interface Explained {
  findingsOf: JudgeAgain;
  askedOf(attempt: StoredAttempt): AskedCredential[][];
}

/** Shows attempts with what was wrong with them, and each of their bodies once; others have their turn between two that are judged. */
export async function shownAttempts(
  all: readonly StoredAttempt[],
  { findingsOf, askedOf }: Explained,
): Promise<{ attempts: AttemptView[]; bodies: BodyView[] }> {
  const bodies: Buffer[] = [];
  const placeOf = (body: Buffer | undefined): number | null => {
    if (!body) return null;
    const known = bodies.findIndex((each) => each.equals(body));
    if (known >= 0) return known;
    return bodies.length < mostBodies ? bodies.push(body) - 1 : null;
  };
  const attempts: AttemptView[] = [];
  for (const attempt of all) {
    const { sequence, receivedAt, method, target, headers, status, outcome } = attempt;
    const asked = outcome === 'denied' ? askedOf(attempt) : [];
    const body = placeOf(attempt.body);
    // Of a body that is not shown nobody sees where it is wrong.
    const told = findingsOf({ ...attempt, body: body === null ? undefined : bodies[body] });
    const findings = told.findings.slice(0, mostFindings);
    const isAll = told.isAll && findings.length === told.findings.length;
    attempts.push({
      ...{ sequence, receivedAt, method, target, headers, status, outcome },
      findings,
      isAll,
      body,
      asked,
    });
    if (outcome === 'refused') await breath();
  }
  const shown = bodies.map((body) => ({
    base64: body.subarray(0, mostBodyBytes).toString('base64'),
    size: body.length,
  }));
  return { attempts, bodies: shown };
}
