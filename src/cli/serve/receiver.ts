import { createReceiver, type ReceiverOptions } from '../../api/receiver.ts';
import type { Contracts } from '../../contract/load.ts';
import { healthRoutes } from '../../edge/health.ts';
import { type RunningServer, startServer } from '../../edge/server.ts';
import type { Journal } from '../../journal/journal.ts';
import { type StoringListener, watchStoring } from '../../journal/watch-storing.ts';
import type { Keys } from '../../signature/keys.ts';
import { journalFigures, metricsRoute } from '../../telemetry/metrics.ts';
import { receiverFigures } from '../../telemetry/receiver-figures.ts';
import type { ShareFigures } from '../../telemetry/shared-figures.ts';
import { type InspectorFlags, receiverInspector } from '../inspector.ts';
import type { ServerFlags } from '../options.ts';

export interface ReceivingFlags extends ServerFlags, InspectorFlags {
  maxDepth: number;
}

interface ReceivingOptions {
  contracts: Contracts;
  keys: Keys;
  journal: Journal;
  /** Is what replays ask for. */
  token: string;
  /** Joins the figures of this process to those of others. */
  share?: ShareFigures | undefined;
  /** Hears of each response, for a log. */
  answered: ReceiverOptions['onAnswer'];
  /** Hears when the journal begins to fail, and when it stores again. */
  storing: StoringListener;
}

/** Starts the receiver of this process with its page, its figures and what tells of its health. */
export async function startReceiving(
  flags: ReceivingFlags,
  { contracts, keys, journal, token, share, answered, storing }: ReceivingOptions,
): Promise<RunningServer> {
  const limits = { bodyBytes: flags.maxBody, depth: flags.maxDepth };
  const figures = receiverFigures();
  const listener = await createReceiver({
    ...{ contract: contracts, keys, limits },
    journal: figures.measured(watchStoring(journal, storing)),
    onAnswer(answer) {
      figures.answered(answer);
      answered?.(answer);
    },
  });
  const contractPaths = contracts.all.map(({ operation }) => operation.path);
  const held = journalFigures(journal);
  const metrics = metricsRoute(async () => [...figures.figures(), ...(await held())], share);
  const { routes } = await receiverInspector(contracts, { flags, journal, keys, token });
  const own = { routes: [...healthRoutes(journal.probe), metrics, ...routes], contractPaths };
  return startServer(listener, { port: flags.port, host: flags.host, limits, own });
}
