import type { Journal, RetentionBounds } from '../journal.ts';
import { unacceptedShare } from '../unaccepted.ts';
import { MemoryEvents } from './events.ts';
import { attemptRing } from './ring.ts';

/** Bounds what a journal in memory holds: the oldest attempts go first, and before them those beyond a share that were not accepted. */
interface MemoryLimits {
  attempts?: number;
  /** Counts the bytes of bodies. */
  bytes?: number;
}

/** Keeps the newest attempts in memory; nothing survives the process. What they are attempts of is worked out when somebody asks. */
export function memoryJournal({
  attempts: most = 10_000,
  bytes: mostBytes = 64 * 1024 * 1024,
}: MemoryLimits = {}): Journal {
  // One more stands there while it takes the place of another.
  const [accepted, others] = [attemptRing(most + 1), attemptRing(most + 1)];
  let next = 1;
  const view = new MemoryEvents([accepted, others]);
  const isOver = (attempts: number, bytes: number): boolean =>
    accepted.count + others.count > attempts || accepted.bytes + others.bytes > bytes;
  const dropOne = (attempts: number, bytes: number): void => {
    const isCrowding = others.count > unacceptedShare(attempts) || others.bytes > unacceptedShare(bytes);
    if (isCrowding) others.dropOldest();
    else dropOldest();
  };
  const dropOldest = (): void => {
    const [a, b] = [accepted.oldest?.sequence, others.oldest?.sequence];
    (b === undefined || (a !== undefined && a < b) ? accepted : others).dropOldest();
  };
  const count = (): number => accepted.count + others.count;
  return {
    append(attempt) {
      (attempt.outcome === 'accepted' ? accepted : others).push({ ...attempt, sequence: next++ });
      while (isOver(most, mostBytes) && count() > 1) dropOne(most, mostBytes);
    },
    events: async (query) => view.events(query),
    attempts: async (query) => view.attempts(query),
    firstVerdicts: async (ids, mostOfEach) => view.firstVerdicts(ids, mostOfEach),
    counts: async (operations) => ({ ...view.count(operations), last: count() > 0 ? next - 1 : 0 }),
    async *checked() {
      for (const attempt of view.attempts({ limit: most })) yield { sequence: attempt.sequence, attempt };
    },
    async prune({ attempts = most, bytes = mostBytes, since = 0 }: RetentionBounds) {
      const before = count();
      while (isOver(attempts, bytes)) dropOne(attempts, bytes);
      for (const ring of [accepted, others]) while ((ring.oldest?.receivedAt ?? since) < since) ring.dropOldest();
      return before - count();
    },
    probe: async () => undefined,
    close: async () => {},
  };
}
