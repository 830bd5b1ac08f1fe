import { setImmediate as breath } from 'node:timers/promises';
import type { JournalEvent, Outcome } from '../journal/journal.ts';
import type { ShownJournal } from './own-events.ts';
import type { Seen, TallyView } from './views.ts';

const tallyPage = 1_000;
/** Is the width of the smallest bucket, in milliseconds. */
const finestMs = 1_000;
/** Bounds how many are kept; now and then there are up to twice as many. */
const mostFine = 50_000;
/** Bounds the points of a plot. */
const mostPoints = 120;
const steps = [1, 5, 15, 60, 300, 900, 3_600, 14_400, 86_400, 604_800].map((seconds) => seconds * 1_000);

type Counts = Record<Outcome, number>;

function none(): Counts {
  return { accepted: 0, refused: 0, denied: 0 };
}

/**
 * Makes what counts the events of a journal, by operation and type, and over time. It looks at each event once, when somebody
 * asks; an event counts as what it was then.
 */
export function createTally(journal: ShownJournal): () => Promise<TallyView> {
  const seen = new Map<string, Seen>();
  const buckets = new Map<number, Counts>();
  let newest = 0;
  let underWay: Promise<void> | undefined;
  const catchUp = async (): Promise<void> => {
    const [freshlySeen, fresh] = [new Map<string, Seen>(), new Map<number, Counts>()];
    let last = newest;
    for (let before: number | undefined; ; await breath()) {
      const page = await journal.events({ before, after: newest, limit: tallyPage });
      for (const event of page) {
        countSeen(freshlySeen, event);
        countAt(fresh, Math.floor(event.firstAt / finestMs) * finestMs, { [event.outcome]: 1 });
      }
      last = Math.max(last, page[0]?.id ?? 0);
      before = page.at(-1)?.id;
      if (page.length < tallyPage) break;
    }
    // Only once all could be read: what is left out now would never be counted.
    newest = last;
    for (const [key, each] of freshlySeen) seen.set(key, seenTogether(seen.get(key), each));
    for (const [instant, counts] of fresh) countAt(buckets, instant, counts);
  };
  return async () => {
    underWay ??= catchUp().finally(() => {
      underWay = undefined;
    });
    await underWay;
    return { seen: [...seen.values()], rate: rateOf(buckets) };
  };
}

/** Of more kinds of events those that come later are counted as of no known type: a sender may write any. */
const mostKinds = 1_000;

function countSeen(seen: Map<string, Seen>, { operation, type, outcome, lastAt }: JournalEvent): void {
  const named = { operation: operation ?? null, type: type ?? null };
  const of = seen.size < mostKinds || seen.has(JSON.stringify(named)) ? named : { ...named, type: null };
  const key = JSON.stringify(of);
  seen.set(key, seenTogether(seen.get(key), { ...of, counts: { ...none(), [outcome]: 1 }, lastAt }));
}

function seenTogether(known: Seen | undefined, more: Seen): Seen {
  return known
    ? { ...more, counts: summed(known.counts, more.counts), lastAt: Math.max(known.lastAt, more.lastAt) }
    : more;
}

/** Counts in the bucket of an instant; of too many the oldest ones go. */
function countAt(buckets: Map<number, Counts>, instant: number, counts: Partial<Counts>): void {
  buckets.set(instant, summed(buckets.get(instant) ?? none(), counts));
  if (buckets.size <= mostFine * 2) return;
  const newest = [...buckets.keys()].toSorted((a, b) => b - a);
  for (const each of newest.slice(mostFine)) buckets.delete(each);
}

function summed(counts: Counts, more: Partial<Counts>): Counts {
  const { accepted = 0, refused = 0, denied = 0 } = more;
  return {
    accepted: counts.accepted + accepted,
    refused: counts.refused + refused,
    denied: counts.denied + denied,
  };
}

/** Sums buckets up into so few that they make a plot. */
function rateOf(fine: ReadonlyMap<number, Counts>): TallyView['rate'] {
  const instants = [...fine.keys()];
  const from = instants.reduce((least, each) => Math.min(least, each), Number.POSITIVE_INFINITY);
  const to = instants.reduce((most, each) => Math.max(most, each), 0);
  const stepMs = steps.find((step) => (to - from) / step < mostPoints) ?? Math.max((to - from) / mostPoints, finestMs);
  const counts = { accepted: [] as number[], refused: [] as number[], denied: [] as number[] };
  if (fine.size === 0) return { stepMs, times: [], counts };
  const begin = Math.floor(from / stepMs) * stepMs;
  const times = Array.from({ length: Math.floor((to - begin) / stepMs) + 1 }, (_, place) => begin + place * stepMs);
  for (const name of ['accepted', 'refused', 'denied'] as const) counts[name] = times.map(() => 0);
  for (const [instant, bucket] of fine) {
    const place = Math.floor((instant - begin) / stepMs);
    for (const name of ['accepted', 'refused', 'denied'] as const)
      counts[name][place] = (counts[name][place] ?? 0) + bucket[name];
  }
  return { stepMs, times, counts };
}
