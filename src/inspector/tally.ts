import type { Journal, JournalEvent, Outcome } from '../journal/journal.ts';
import { breath } from './events.ts';
import type { Seen, TallyView } from './views.ts';

const tallyPage = 1_000;
/** Is the width of the smallest bucket, in milliseconds. */
const finestMs = 1_000;
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
export function createTally(journal: Journal): () => Promise<TallyView> {
  const seen = new Map<string, Seen>();
  const buckets = new Map<number, Counts>();
  let newest = 0;
  let underWay: Promise<void> | undefined;
  const count = ({ operation, type, outcome, firstAt, lastAt }: JournalEvent): void => {
    const of = { operation: operation ?? null, type: type ?? null };
    const key = JSON.stringify(of);
    const known = seen.get(key) ?? { ...of, counts: none(), lastAt };
    known.counts[outcome]++;
    known.lastAt = Math.max(known.lastAt, lastAt);
    seen.set(key, known);
    const bucket = Math.floor(firstAt / finestMs) * finestMs;
    const counts = buckets.get(bucket) ?? none();
    counts[outcome]++;
    if (buckets.size < mostFine) buckets.set(bucket, counts);
  };
  const catchUp = async (): Promise<void> => {
    const until = newest;
    for (let before: number | undefined; ; await breath()) {
      const page = await journal.events({ before, limit: tallyPage });
      for (const event of page) if (event.id > until) count(event);
      newest = Math.max(newest, page[0]?.id ?? 0);
      before = page.at(-1)?.id;
      if (page.length < tallyPage || before === undefined || before <= until) return;
    }
  };
  return async () => {
    underWay ??= catchUp().finally(() => {
      underWay = undefined;
    });
    await underWay;
    return { seen: [...seen.values()], rate: rateOf(buckets) };
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
