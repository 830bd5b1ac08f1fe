import { crowdingError } from './crowding.ts';

/** Bounds how long a commit waits for more to come, in milliseconds. */
const gatherMs = 2;

/** Holds what waits to be stored, and who waits for it. */
interface Waiting<Entry> {
  entry: Entry;
  bytes: number;
  /** Is when it came, as `performance.now()` says it. */
  since: number;
  stored(): void;
  failed(cause: unknown): void;
}

/** Limits one commit, and what may wait for the next. */
export interface GroupLimits {
  perCommit: number;
  perCommitBytes: number;
  waiting: number;
  waitingBytes: number;
  /** Says, in milliseconds, for how long an entry waited that fails together with the commit before it. */
  waitMs: number;
}

/** Holds more than connections of a busy receiver bring at once; beyond it a store that stands still is told of. */
export const defaultGroups: GroupLimits = {
  perCommit: 500,
  perCommitBytes: 8 * 1024 * 1024,
  waiting: 5_000,
  waitingBytes: 64 * 1024 * 1024,
  waitMs: 600,
};

export interface GroupCommitOptions<Entry> {
  /** Counts the bytes that an entry holds. */
  sizeOf(entry: Entry): number;
  limits?: Partial<GroupLimits> | undefined;
}

/**
 * Makes what stores entries in groups: all that came while a commit was under way go into the next one, so that many share
 * one write to the disk. An entry is stored, or rejected with what its commit threw, or the one that it waited for; where too many wait
 * it is rejected at once.
 */
export function groupCommit<Entry>(
  commit: (entries: Entry[]) => Promise<void> | void,
  { sizeOf, limits }: GroupCommitOptions<Entry>,
) {
  const { perCommit, perCommitBytes, waiting: most, waitingBytes: mostBytes, waitMs } = { ...defaultGroups, ...limits };
  let waiting: Waiting<Entry>[] = [];
  let waitingBytes = 0;
  let turn: Promise<void> | undefined;
  const takeWaiting = (isTaken: (each: Waiting<Entry>, place: number) => boolean): Waiting<Entry>[] => {
    const { taken = [], left = [] } = Object.groupBy(waiting, (each, i) => (isTaken(each, i) ? 'taken' : 'left'));
    waiting = left;
    for (const { bytes } of taken) waitingBytes -= bytes;
    return taken;
  };
  const nextGroup = (): Waiting<Entry>[] => {
    let bytes = 0;
    return takeWaiting((each, i) => {
      bytes += each.bytes;
      return i === 0 || (i < perCommit && bytes <= perCommitBytes);
    });
  };
  const storeNext = async (): Promise<void> => {
    const group = nextGroup();
    try {
      await commit(group.map(({ entry }) => entry));
      for (const { stored } of group) stored();
    } catch (cause) {
      // Whoever has waited for this commit is not made to wait for another one that may fail.
      const late = performance.now() - waitMs;
      for (const { failed } of [...group, ...takeWaiting(({ since }) => since < late)]) failed(cause);
    }
  };
  /** Lets sockets be read for as long as more comes of it, so that what they hold ready joins the next commit. */
  const gather = async (): Promise<void> => {
    const until = performance.now() + gatherMs;
    let seen: number;
    do {
      seen = waiting.length;
      await new Promise((resolve) => setImmediate(resolve));
    } while (waiting.length > seen && waiting.length < perCommit && performance.now() < until);
  };
  const work = async (): Promise<void> => {
    while (waiting.length > 0) {
      await gather();
      await storeNext();
    }
    turn = undefined;
  };
  return {
    append: (entry: Entry): Promise<void> =>
      new Promise((stored, failed) => {
        const bytes = sizeOf(entry);
        if (waiting.length >= most || (waiting.length > 0 && waitingBytes + bytes > mostBytes))
          return failed(crowdingError('too many deliveries wait to be stored'));
        waitingBytes += bytes;
        waiting.push({ entry, bytes, since: performance.now(), stored, failed });
        turn ??= work();
      }),
    /** Waits until nothing is under way. */
    drain: async (): Promise<void> => turn,
  };
}
