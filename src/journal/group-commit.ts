/** Holds what waits to be stored, and who waits for it. */
interface Waiting<Entry> {
  entry: Entry;
  stored(): void;
  failed(cause: unknown): void;
}

/** Limits one commit, and what may wait for the next. */
export interface GroupLimits {
  perCommit: number;
  waiting: number;
}

/** Holds more than connections of a busy receiver bring at once; beyond it a store that stands still is told of. */
export const defaultGroups: GroupLimits = { perCommit: 500, waiting: 5_000 };

/**
 * Makes what stores entries in groups: all that came while a commit was under way go into the next one, so that many share
 * one write to the disk. An entry is stored, or rejected with what its commit threw; where too many wait it is rejected at once.
 */
export function groupCommit<Entry>(
  commit: (entries: Entry[]) => Promise<void> | void,
  { perCommit, waiting: most }: GroupLimits = defaultGroups,
) {
  let waiting: Waiting<Entry>[] = [];
  let turn: Promise<void> | undefined;
  const storeNext = async (): Promise<void> => {
    const group = waiting.slice(0, perCommit);
    waiting = waiting.slice(perCommit);
    try {
      await commit(group.map(({ entry }) => entry));
      for (const { stored } of group) stored();
    } catch (cause) {
      for (const { failed } of group) failed(cause);
    }
  };
  const work = async (): Promise<void> => {
    // What the sockets hold ready is read first, so that it joins this commit.
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) await storeNext();
    turn = undefined;
  };
  return {
    append: (entry: Entry): Promise<void> =>
      new Promise((stored, failed) => {
        if (waiting.length >= most) return failed(new Error('too many deliveries wait to be stored'));
        waiting.push({ entry, stored, failed });
        turn ??= work();
      }),
    /** Waits until nothing is under way. */
    drain: async (): Promise<void> => turn,
  };
}
