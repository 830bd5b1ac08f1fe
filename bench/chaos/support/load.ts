import { type Answer, type SenderOptions, startSender } from './sender.ts';

/** Says how events are sent, and by how many senders. */
export interface LoadOptions extends SenderOptions {
  connections: number;
}

/** Holds what senders know. */
export interface Load {
  /** Holds the digests of the bodies that were answered with 2xx. */
  acknowledged: Set<string>;
  /** Counts the answers, by status. */
  answers: Map<number, number>;
  /** Holds how long answers took, in milliseconds. */
  latencies: number[];
  /** Tells whether each 503 and 429 named a time to come again. */
  saysWhen: boolean;
  /** Settles once so many more events are acknowledged; fails where that takes longer than a minute. */
  acknowledges(more: number): Promise<void>;
  /** Settles at the next answer with the status; fails where that takes longer than a minute. */
  answered(status: number): Promise<void>;
  /** Sends nothing new, waits a second for answers under way, and closes the connections. */
  stop(): Promise<void>;
}

const patienceMs = 60_000;

/** Sends events from several connections at once, until it is stopped. */
export function startLoad({ connections, ...options }: LoadOptions): Load {
  const watchers = new Set<(status: number) => void>();
  const until = (met: (status: number) => boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error('no such answer comes for a minute')), patienceMs);
      const watch = (status: number): void => {
        if (!met(status)) return;
        watchers.delete(watch);
        clearTimeout(limit);
        resolve();
      };
      watchers.add(watch);
    });
  const load: Load = {
    acknowledged: new Set(),
    answers: new Map(),
    latencies: [],
    saysWhen: true,
    acknowledges(more) {
      const goal = load.acknowledged.size + more;
      return until(() => load.acknowledged.size >= goal);
    },
    answered: (wanted) => until((status) => status === wanted),
    stop: async () => void (await Promise.all(senders.map((sender) => sender.stop()))),
  };
  const hear = ({ event, status, head, ms }: Answer): void => {
    load.latencies.push(ms);
    load.answers.set(status, (load.answers.get(status) ?? 0) + 1);
    if ([429, 503].includes(status) && !/^retry-after: \d+/im.test(head)) load.saysWhen = false;
    if (status >= 200 && status < 300) load.acknowledged.add(event.digest);
    for (const watch of watchers) watch(status);
  };
  const senders = Array.from({ length: connections }, () => startSender(options, hear));
  return load;
}

/** Gives the value that so great a part of the values does not exceed. */
export function percentile(values: readonly number[], part: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * part)] ?? Number.NaN;
}

/** Says which answers came how often. */
export function answersOf({ answers }: Load): string {
  return [...answers].map(([status, count]) => `${count} × ${status}`).join(', ');
}
