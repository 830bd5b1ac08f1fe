import type { OwnRoute } from '../edge/own-routes.ts';
import { textResponse } from '../edge/response.ts';
import type { Journal } from '../journal/journal.ts';
import { once } from '../once.ts';
import type { Figure } from './figure.ts';
import { gauge } from './receiver-figures.ts';
import { alone } from './shared-figures.ts';

/** Bounds how long a journal may take to count what it holds, in milliseconds; a scrape has ten seconds by default. */
export const countMs = 2_000;

/**
 * Makes the route by which Prometheus asks for figures, those of the process among them, and where processes share an address those
 * of all of them together. What writes them loads when it is first asked.
 */
export function metricsRoute(collect: () => Promise<Figure[]> | Figure[], share = alone): OwnRoute {
  const load = once(loadWriter);
  const all = share(async () => [...(await collect()), ...(await (await load()).ofProcess())]);
  return {
    ...{ method: 'GET', path: 'metrics', audience: 'address' },
    async handle() {
      const { write, contentType } = await load();
      const headers = { 'content-type': contentType, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
      return textResponse(200, await write(await all()), headers);
    },
  };
}

/** Loads prom-client, which watches this process from then on. */
async function loadWriter() {
  const { AggregatorRegistry, collectDefaultMetrics, Registry } = (await import('prom-client')).default;
  const ofProcess = new Registry();
  collectDefaultMetrics({ register: ofProcess });
  return {
    contentType: ofProcess.contentType,
    ofProcess: async () => (await ofProcess.getMetricsAsJSON()) as unknown as Figure[],
    write: (figures: Figure[][]): Promise<string> => AggregatorRegistry.aggregate(printedOf(figures)).metrics(),
  };
}

/** Leaves out of the figures of several processes what they make nothing of together, such as when they started. */
function printedOf(figures: Figure[][]): Figure[][] {
  const [only, ...others] = figures;
  if (!only || others.length > 0) return figures;
  return [only.map((each) => (each.aggregator === 'omit' ? { ...each, aggregator: 'first' } : each))];
}

/** Is how long what a journal holds stands as it was counted, in milliseconds: however many scrape, it is not counted more often. */
const heldMs = 10_000;

/** Makes what gives figures of what a journal holds; nothing where it does not answer in time. */
export function journalFigures(
  journal: Pick<Journal, 'counts'>,
  now: () => number = performance.now.bind(performance),
) {
  let held: { figures: Promise<Figure[]>; until: number } | undefined;
  return async (): Promise<Figure[]> => {
    if (!held || now() >= held.until) held = { figures: countedFigures(journal), until: now() + heldMs };
    const own = held;
    const figures = await own.figures;
    if (figures.length === 0 && held === own) held = undefined;
    return figures;
  };
}

async function countedFigures({ counts }: Pick<Journal, 'counts'>): Promise<Figure[]> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(resolve, countMs);
  const counted = await Promise.race([counts().catch(() => undefined), late]);
  clearTimeout(timer);
  if (!counted) return [];
  return [
    gauge('hookproof_journal_events', 'Events in the journal.', counted.events, 'first'),
    gauge('hookproof_journal_attempts', 'Deliveries of events in the journal.', counted.attempts, 'first'),
  ];
}
