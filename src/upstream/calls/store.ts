import type { Call } from './call.ts';

/** Bounds how many calls are kept, and how many bytes of events that are still to be delivered. */
export type CallBounds = Record<'calls' | 'bytes', number>;

export type Calls = ReturnType<typeof createCalls>;

/** Makes a store that keeps calls within bounds: the oldest that is finished is forgotten first, and none that is under way. */
export function createCalls(bounds: CallBounds = { calls: 1_000, bytes: 64 * 1024 * 1024 }) {
  const kept = new Set<Call>();
  const bytesOf = (calls: Iterable<Call>): number => [...calls].reduce((sum, call) => sum + call.waitingBytes(), 0);
  const underWay = (): Call[] => [...kept].filter((call) => call.underWay());
  return {
    /** Takes calls in, for which finished ones may go; false, and nothing is taken, when there is no room. */
    admit(calls: readonly Call[]): boolean {
      if (bytesOf(kept) + bytesOf(calls) > bounds.bytes) return false;
      const surplus = Math.max(0, kept.size + calls.length - bounds.calls);
      const leaving = [...kept].filter((call) => !call.underWay()).slice(0, surplus);
      if (leaving.length < surplus) return false;
      for (const call of leaving) kept.delete(call);
      for (const call of calls) kept.add(call);
      return true;
    },
    /** Finds the calls of an id: one for each callback that its operation has. */
    find: (id: string) => [...kept].filter((call) => call.id === id),
    /** Finds the calls that were asked for last, all of one id. */
    newest: () => [...kept].filter(({ id }) => id === [...kept].at(-1)?.id),
    /** Settles when no call is under way. */
    async idle(): Promise<void> {
      for (let busy = underWay(); busy.length > 0; busy = underWay())
        await Promise.all(busy.map((call) => call.idle()));
    },
    views: () => [...kept].map((call) => call.view()),
    /** Cancels all, and gives attempts under way so many milliseconds. */
    close: (drainMs: number) => Promise.all([...kept].map((call) => call.stop(drainMs))),
  };
}
