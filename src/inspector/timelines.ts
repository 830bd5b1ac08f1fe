import { setImmediate as breath } from 'node:timers/promises';
import type { JournalEvent } from '../journal/journal.ts';
import type { Lifecycle } from '../scenario/lifecycle.ts';
import type { ShownJournal } from './own-events.ts';
import { shownRows } from './rows.ts';
import { timelineOf } from './timeline.ts';
import type { Timeline, TimelinePage } from './views.ts';

/** Bounds the events of one timeline: the newest are shown. */
const mostEvents = 200;
/** Bounds how many events one page looks at for identities. */
const mostScanned = 2_000;
const scanPage = 500;

/** Lays out the events of one identity; undefined where there are none. */
export async function timelineFor(
  journal: ShownJournal,
  identity: string,
  lifecycles: readonly Lifecycle[],
): Promise<Timeline | undefined> {
  const newestFirst = await journal.events({ identity, limit: mostEvents + 1 });
  const [newest] = newestFirst;
  if (!newest) return undefined;
  const events = await shownRows(journal, newestFirst.slice(0, mostEvents).toReversed());
  const isCut = newestFirst.length > mostEvents;
  const lastAt = Math.max(...events.map((each) => each.lastAt));
  return { identity, newest: newest.id, lastAt, isCut, ...timelineOf(events, lifecycles) };
}

/** Finds identities, by their newest event, the newest first, and lays out the events of each. */
export async function findTimelines(
  journal: ShownJournal,
  { before, limit, text }: { before: number | undefined; limit: number; text: string },
  lifecycles: readonly Lifecycle[],
): Promise<TimelinePage> {
  const timelines: Timeline[] = [];
  const tried = new Set<string>();
  let at = before;
  for (let scanned = 0; scanned < mostScanned; scanned += scanPage) {
    const page: JournalEvent[] = await journal.events({ before: at, limit: scanPage });
    for (const { id, identity } of page) {
      at = id;
      if (identity === undefined || tried.has(identity) || !identity.toLowerCase().includes(text)) continue;
      tried.add(identity);
      const timeline = await timelineFor(journal, identity, lifecycles);
      // What has a newer event was shown on a page before.
      if (timeline?.newest !== id) continue;
      timelines.push(timeline);
      if (timelines.length === limit) return { timelines, next: id };
    }
    if (page.length < scanPage) return { timelines, next: null };
    await breath();
  }
  return { timelines, next: at ?? null };
}
