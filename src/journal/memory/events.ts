import {
  bodyDigest,
  bodySize,
  eventKey,
  type JournalEvent,
  type JudgedAttempt,
  outcomes,
  type StoredAttempt,
} from '../attempt.ts';
import type { AttemptQuery, EventQuery, JournalCounts } from '../journal.ts';
import type { AttemptRing, Kept } from './ring.ts';

/** Holds an event with the attempts of it that are kept, the oldest first. */
interface Known {
  event: JournalEvent;
  key: string;
  attempts: Pick<Kept, 'sequence' | 'receivedAt' | 'operation'>[];
}

/** Makes the view of events over the attempts of rings; it follows them each time that it is asked, so that storing costs nothing. */
export function memoryEvents(rings: readonly AttemptRing[]) {
  const ids = new Map<string, number>();
  const events = new Map<number, Known>();
  const followed = rings.map((ring) => ({ ring, eventOf: new Map<number, number>() }));
  let seen = 0;
  const add = ({ kept, eventOf }: Placed): void => {
    const sha256 = bodyDigest(kept.body);
    const key = eventKey(kept, sha256);
    const id = ids.get(key) ?? kept.sequence;
    const known = events.get(id);
    ids.set(key, id);
    eventOf.set(kept.sequence, id);
    const attempts = known?.attempts ?? [];
    attempts.push({ sequence: kept.sequence, receivedAt: kept.receivedAt, operation: kept.operation });
    events.set(id, { key, attempts, event: withAttempt(known?.event, kept, { id, sha256 }) });
    seen = kept.sequence;
  };
  const drop = (sequence: number, id: number): void => {
    const known = events.get(id) as Known;
    const { attempts } = known;
    attempts.splice(
      attempts.findIndex((each) => each.sequence === sequence),
      1,
    );
    const last = attempts.at(-1);
    if (last) known.event = { ...known.event, attempts: attempts.length, lastAt: last.receivedAt };
    else {
      events.delete(id);
      ids.delete(known.key);
    }
  };
  const follow = (): void => {
    for (const { ring, eventOf } of followed)
      for (const [sequence, id] of eventOf) {
        if (sequence >= (ring.oldest?.sequence ?? Number.POSITIVE_INFINITY)) break;
        eventOf.delete(sequence);
        drop(sequence, id);
      }
    for (const placed of bySequence(followed, seen)) add(placed);
  };
  return {
    events(query: EventQuery): JournalEvent[] {
      follow();
      return newestFirst(events)
        .filter((known) => isWanted(known.event, query) && isOfOperations(known, query.operations))
        .take(query.limit)
        .map(({ event }) => event)
        .toArray();
    },
    attempts({ limit, after = 0, event, bodies = true }: AttemptQuery): StoredAttempt[] {
      follow();
      return bySequence(followed, after)
        .filter(({ kept, eventOf }) => event === undefined || eventOf.get(kept.sequence) === event)
        .take(limit)
        .map(({ kept, eventOf }) => ({ ...kept, event: eventOf.get(kept.sequence) as number }))
        .map((attempt) => (bodies ? attempt : { ...attempt, body: undefined }))
        .toArray();
    },
    firstVerdicts(ids: readonly number[], mostOfEach: number): JudgedAttempt[] {
      follow();
      const first = (id: number) => (events.get(id)?.attempts ?? []).slice(0, mostOfEach);
      return ids
        .flatMap((event) =>
          first(event).map(({ sequence }) => {
            const { outcome, findings } = keptAt(rings, sequence) as Kept;
            return { sequence, event, outcome, findings };
          }),
        )
        .sort((a, b) => a.sequence - b.sequence);
    },
    count(operations: readonly string[] | undefined): Pick<JournalCounts, 'events' | 'attempts'> {
      follow();
      const counted = [...events.values()].filter((known) => isOfOperations(known, operations));
      return { events: counted.length, attempts: counted.reduce((sum, { attempts }) => sum + attempts.length, 0) };
    },
  };
}

/** Holds an attempt with the ids of the events of its ring. */
interface Placed {
  kept: Kept;
  eventOf: Map<number, number>;
}

/** Gives the attempts of all rings after one with this sequence number, in the order of storing. */
function* bySequence(
  followed: readonly { ring: AttemptRing; eventOf: Map<number, number> }[],
  after: number,
): Generator<Placed, undefined> {
  const sources = followed.map(({ ring, eventOf }) => {
    const left = ring.after(after);
    return { eventOf, left, kept: nextOf(left) };
  });
  for (;;) {
    const [first, ...others] = sources.filter(({ kept }) => kept);
    if (!first?.kept) return;
    const next = others.reduce((a, b) => (sequenceOf(a) < sequenceOf(b) ? a : b), first);
    yield { kept: next.kept as Kept, eventOf: next.eventOf };
    next.kept = nextOf(next.left);
  }
}

/** Finds the attempt with a sequence number, which one of the rings holds. */
function keptAt(rings: readonly AttemptRing[], sequence: number): Kept | undefined {
  return rings.map((ring) => nextOf(ring.after(sequence - 1))).find((each) => each?.sequence === sequence);
}

function nextOf(left: Generator<Kept, void>): Kept | undefined {
  const { done, value } = left.next();
  return done ? undefined : (value as Kept);
}

function sequenceOf({ kept }: { kept: Kept | undefined }): number {
  return kept?.sequence ?? Number.POSITIVE_INFINITY;
}

/** Gives an event after one more attempt: it is what its best attempt was, the first of several. */
function withAttempt(
  known: JournalEvent | undefined,
  attempt: Kept,
  { id, sha256 }: { id: number; sha256: string },
): JournalEvent {
  const { outcome, operation, type, identity, deliveryId, receivedAt } = attempt;
  const isBetter = !known || outcomes.indexOf(outcome) > outcomes.indexOf(known.outcome);
  const had = outcomes.filter((each) => each === outcome || known?.had.includes(each));
  const best = isBetter ? { outcome, operation, type, identity, deliveryId, sha256, size: bodySize(attempt) } : known;
  return {
    ...best,
    id,
    firstAt: known?.firstAt ?? receivedAt,
    lastAt: receivedAt,
    attempts: (known?.attempts ?? 0) + 1,
    had,
  };
}

function* newestFirst(events: ReadonlyMap<number, Known>): Generator<Known, undefined> {
  for (const id of [...events.keys()].reverse()) yield events.get(id) as Known;
}

/** Tells whether an event is of one of these operations, or of none that is known, or had an attempt that was. */
function isOfOperations({ event, attempts }: Known, operations: readonly string[] | undefined): boolean {
  return !operations || [event, ...attempts].some(({ operation: of }) => of === undefined || operations.includes(of));
}

function isWanted(event: JournalEvent, { before, after = 0, since, until, outcome, ...wanted }: EventQuery): boolean {
  if ((before !== undefined && event.id >= before) || event.id <= after) return false;
  if (since !== undefined && event.firstAt < since) return false;
  if (until !== undefined && event.firstAt >= until) return false;
  if (outcome && !event.had.includes(outcome)) return false;
  return (['operation', 'type', 'identity'] as const).every(
    (field) => wanted[field] === undefined || wanted[field] === event[field],
  );
}
