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

/** Holds a ring, and by sequence number the event of each of its attempts that was seen. */
interface FollowedRing {
  ring: AttemptRing;
  eventOf: Map<number, number>;
}

/** Holds an attempt with the ids of the events of its ring. */
interface Placed {
  kept: Kept;
  eventOf: Map<number, number>;
}

/** Shows the events that the attempts of rings are of; it follows them each time that it is asked, so that storing costs nothing. */
export class MemoryEvents {
  readonly #rings: readonly FollowedRing[];
  readonly #ids = new Map<string, number>();
  readonly #events = new Map<number, Known>();
  #seen = 0;

  constructor(rings: readonly AttemptRing[]) {
    this.#rings = rings.map((ring) => ({ ring, eventOf: new Map<number, number>() }));
  }

  events(query: EventQuery): JournalEvent[] {
    this.#follow();
    return newestFirst(this.#events)
      .filter((known) => isWanted(known.event, query) && isOfOperations(known, query.operations))
      .take(query.limit)
      .map(({ event }) => event)
      .toArray();
  }

  attempts({ limit, after = 0, event, bodies = true }: AttemptQuery): StoredAttempt[] {
    this.#follow();
    return bySequence(this.#rings, after)
      .filter(({ kept, eventOf }) => event === undefined || eventOf.get(kept.sequence) === event)
      .take(limit)
      .map(({ kept, eventOf }) => ({ ...kept, event: eventOf.get(kept.sequence) as number }))
      .map((attempt) => (bodies ? attempt : { ...attempt, body: undefined }))
      .toArray();
  }

  firstVerdicts(ids: readonly number[], mostOfEach: number): JudgedAttempt[] {
    this.#follow();
    const first = (id: number) => (this.#events.get(id)?.attempts ?? []).slice(0, mostOfEach);
    return ids
      .flatMap((event) =>
        first(event).map(({ sequence }) => {
          const { outcome, findings } = keptAt(this.#rings, sequence) as Kept;
          return { sequence, event, outcome, findings };
        }),
      )
      .sort((a, b) => a.sequence - b.sequence);
  }

  count(operations: readonly string[] | undefined): Pick<JournalCounts, 'events' | 'attempts'> {
    this.#follow();
    const counted = [...this.#events.values()].filter((known) => isOfOperations(known, operations));
    return { events: counted.length, attempts: counted.reduce((sum, { attempts }) => sum + attempts.length, 0) };
  }

  /** Forgets what the rings dropped since, and takes up what they hold anew. */
  #follow(): void {
    for (const { ring, eventOf } of this.#rings)
      for (const [sequence, id] of eventOf) {
        if (sequence >= (ring.oldest?.sequence ?? Number.POSITIVE_INFINITY)) break;
        eventOf.delete(sequence);
        this.#drop(sequence, id);
      }
    for (const placed of bySequence(this.#rings, this.#seen)) this.#add(placed);
  }

  #add({ kept, eventOf }: Placed): void {
    const sha256 = bodyDigest(kept.body);
    const key = eventKey(kept, sha256);
    const id = this.#ids.get(key) ?? kept.sequence;
    const known = this.#events.get(id);
    this.#ids.set(key, id);
    eventOf.set(kept.sequence, id);
    const attempts = known?.attempts ?? [];
    attempts.push({ sequence: kept.sequence, receivedAt: kept.receivedAt, operation: kept.operation });
    this.#events.set(id, { key, attempts, event: withAttempt(known?.event, kept, { id, sha256 }) });
    this.#seen = kept.sequence;
  }

  #drop(sequence: number, id: number): void {
    const known = this.#events.get(id) as Known;
    const { attempts } = known;
    attempts.splice(
      attempts.findIndex((each) => each.sequence === sequence),
      1,
    );
    const last = attempts.at(-1);
    if (last) known.event = { ...known.event, attempts: attempts.length, lastAt: last.receivedAt };
    else {
      this.#events.delete(id);
      this.#ids.delete(known.key);
    }
  }
}

/** Gives the attempts of all rings after one with this sequence number, in the order of storing. */
function* bySequence(rings: readonly FollowedRing[], after: number): Generator<Placed, undefined> {
  const sources = rings.map(({ ring, eventOf }) => {
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
function keptAt(rings: readonly FollowedRing[], sequence: number): Kept | undefined {
  return rings.map(({ ring }) => nextOf(ring.after(sequence - 1))).find((each) => each?.sequence === sequence);
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
