import {
  type Attempt,
  bodyDigest,
  bodySize,
  eventKey,
  type JournalEvent,
  outcomes,
  type StoredAttempt,
} from './attempt.ts';
import type { AttemptQuery, EventQuery, Journal } from './journal.ts';

/** Bounds what a journal in memory holds: the oldest attempts go first. */
export interface MemoryLimits {
  attempts?: number;
  /** Counts the bytes of bodies. */
  bytes?: number;
}

type Kept = Attempt & { sequence: number };

/** Keeps the newest attempts in memory; nothing survives the process. What they are attempts of is worked out when somebody asks. */
export function memoryJournal({
  attempts: most = 10_000,
  bytes: mostBytes = 64 * 1024 * 1024,
}: MemoryLimits = {}): Journal {
  const ring: (Kept | undefined)[] = [];
  let first = 1;
  let next = 1;
  let bytes = 0;
  const view = memoryView();
  const kept = (sequence: number): Kept => ring[sequence % most] as Kept;
  const dropFirst = (): void => {
    bytes -= bodySize(kept(first));
    ring[first % most] = undefined;
    first++;
  };
  return {
    append(attempt) {
      while (first < next && (next - first >= most || bytes + bodySize(attempt) > mostBytes)) dropFirst();
      ring[next % most] = { ...attempt, sequence: next };
      bytes += bodySize(attempt);
      next++;
    },
    events: async (query) => view.events(query, { first, next, kept }),
    attempts: async (query) => view.attempts(query, { first, next, kept }),
    async counts() {
      return { events: view.count({ first, next, kept }), attempts: next - first, last: next > first ? next - 1 : 0 };
    },
    async *checked() {
      for (const attempt of view.attempts({ limit: most }, { first, next, kept }))
        yield { sequence: attempt.sequence, attempt };
    },
    async prune({ attempts = most, bytes: bound = mostBytes, since = 0 }) {
      const before = first;
      const isOver = (): boolean => next - first > attempts || bytes > bound || kept(first).receivedAt < since;
      while (first < next && isOver()) dropFirst();
      return first - before;
    },
    probe: async () => undefined,
    close: async () => {},
  };
}

/** Holds the attempts that are kept: from `first` on, before `next`. */
interface Window {
  first: number;
  next: number;
  kept(sequence: number): Kept;
}

/** Makes the view of events over attempts; it follows the window each time that it is asked, so that storing costs nothing. */
function memoryView() {
  const ids = new Map<string, number>();
  const events = new Map<number, { event: JournalEvent; key: string; sequences: number[] }>();
  const eventOf = new Map<number, number>();
  let seen = 1;
  let dropped = 1;
  const add = (attempt: Kept): void => {
    const sha256 = bodyDigest(attempt.body);
    const key = eventKey(attempt, sha256);
    const id = ids.get(key) ?? attempt.sequence;
    const known = events.get(id);
    ids.set(key, id);
    eventOf.set(attempt.sequence, id);
    events.set(id, {
      key,
      event: withAttempt(known?.event, attempt, { id, sha256 }),
      sequences: [...(known?.sequences ?? []), attempt.sequence],
    });
  };
  const drop = (sequence: number): void => {
    const id = eventOf.get(sequence);
    const known = id === undefined ? undefined : events.get(id);
    eventOf.delete(sequence);
    if (id === undefined || !known) return;
    known.sequences.shift();
    if (known.sequences.length > 0) return;
    events.delete(id);
    ids.delete(known.key);
  };
  const follow = ({ first, next, kept }: Window): void => {
    for (; dropped < first; dropped++) drop(dropped);
    for (seen = Math.max(seen, first); seen < next; seen++) add(kept(seen));
  };
  return {
    events(query: EventQuery, window: Window): JournalEvent[] {
      follow(window);
      return newestFirst(events)
        .filter((event) => isWanted(event, query))
        .take(query.limit)
        .toArray();
    },
    attempts({ limit, after = 0, event, bodies = true }: AttemptQuery, window: Window): StoredAttempt[] {
      follow(window);
      const sequences =
        event === undefined
          ? range(Math.max(after + 1, window.first), window.next)
          : (events.get(event)?.sequences ?? []);
      return Iterator.from(sequences)
        .filter((sequence) => sequence > after)
        .take(limit)
        .map((sequence) => ({ ...window.kept(sequence), event: eventOf.get(sequence) as number }))
        .map((attempt) => (bodies ? attempt : { ...attempt, body: undefined }))
        .toArray();
    },
    count(window: Window): number {
      follow(window);
      return events.size;
    },
  };
}

/** Gives an event after one more attempt: it is what its best attempt was, the first of several. */
function withAttempt(
  known: JournalEvent | undefined,
  attempt: Kept,
  { id, sha256 }: { id: number; sha256: string },
): JournalEvent {
  const { outcome, operation, type, identity, deliveryId, receivedAt } = attempt;
  const isBetter = !known || outcomes.indexOf(outcome) > outcomes.indexOf(known.outcome);
  const best = isBetter ? { outcome, operation, type, identity, deliveryId, sha256, size: bodySize(attempt) } : known;
  return {
    ...best,
    id,
    firstAt: known?.firstAt ?? receivedAt,
    lastAt: receivedAt,
    attempts: (known?.attempts ?? 0) + 1,
  };
}

function* newestFirst(events: ReadonlyMap<number, { event: JournalEvent }>): Generator<JournalEvent, undefined> {
  for (const id of [...events.keys()].reverse()) yield events.get(id)?.event as JournalEvent;
}

function* range(from: number, to: number): Generator<number, undefined> {
  for (let each = from; each < to; each++) yield each;
}

function isWanted(event: JournalEvent, { before, since, until, ...wanted }: EventQuery): boolean {
  if (before !== undefined && event.id >= before) return false;
  if (since !== undefined && event.firstAt < since) return false;
  if (until !== undefined && event.firstAt >= until) return false;
  return (['operation', 'type', 'identity', 'outcome'] as const).every(
    (field) => wanted[field] === undefined || wanted[field] === event[field],
  );
}
