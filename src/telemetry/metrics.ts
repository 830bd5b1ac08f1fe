import type { OwnRoute } from '../edge/own-routes.ts';
import { textResponse } from '../edge/response.ts';
import type { Journal } from '../journal/journal.ts';
import type { Figure } from './figure.ts';
import { gauge } from './receiver-figures.ts';

/** Bounds how long a journal may take to count what it holds, in milliseconds; a scrape has ten seconds by default. */
const countMs = 2_000;

/**
 * Makes the route by which Prometheus asks for figures, those of the process among them. What writes them loads when it is first
 * asked.
 */
export function metricsRoute(collect: () => Promise<Figure[]> | Figure[]): OwnRoute {
  let loaded: ReturnType<typeof loadWriter> | undefined;
  return {
    ...{ method: 'GET', path: 'metrics', audience: 'address' },
    async handle() {
      loaded ??= loadWriter();
      const { write, contentType } = await loaded;
      const headers = { 'content-type': contentType, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
      return textResponse(200, await write(await collect()), headers);
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
    write: async (figures: Figure[]): Promise<string> => {
      const own = AggregatorRegistry.aggregate([figures]);
      return `${await own.metrics()}\n${await ofProcess.metrics()}`;
    },
  };
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
