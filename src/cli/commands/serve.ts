import type { Command } from 'commander';
import { createReceiver } from '../../api/receiver.ts';
import { type Contract, loadContracts } from '../../contract/load.ts';
import { withCurrentKeys } from '../../delivery/curl.ts';
import { deliveryPath } from '../../delivery/parameters.ts';
import { healthRoutes } from '../../edge/health.ts';
import { defaultLimits } from '../../edge/limits.ts';
import { contractPathsWithin, ownPath } from '../../edge/own-routes.ts';
import { startServer } from '../../edge/server.ts';
import { printable } from '../../printable.ts';
import type { LogForm } from '../../telemetry/log.ts';
import { journalFigures, metricsRoute } from '../../telemetry/metrics.ts';
import { receiverFigures } from '../../telemetry/receiver-figures.ts';
import type { Context } from '../context.ts';
import { firstDelivery } from '../curl-lines.ts';
import { type InspectorFlags, pageLine, receiverInspector, replayOrigin } from '../inspector.ts';
import { openNamedJournal } from '../journal/open.ts';
import {
  addHandshakeOption,
  addServerOptions,
  announceKeys,
  chosenKeys,
  collect,
  contractOptions,
  type ServerFlags,
  wholeNumber,
} from '../options.ts';
import { addLogOption, openReceiverLog } from '../server-log.ts';
import { serveUntilStopped } from '../signals.ts';

interface Flags extends ServerFlags, InspectorFlags {
  journal: string;
  maxDepth: number;
  log?: LogForm;
}

export const help = `
Examples:
  $ hookproof serve
  $ hookproof serve --port 0 --auth signature      a free port, and signed deliveries
  $ hookproof serve --journal memory               keeps nothing once it has ended
  $ PGPASSWORD=… hookproof serve --journal postgres://me@db.example/hooks     any number of receivers may share it

At its start it prints a curl line that delivers a first event.
It keeps each delivery, with what became of it, before it answers 2xx. Keys and signatures are never kept.
It answers 200 to a legal event; 400, 401, 404, 405, 413 and 415 as application/problem+json. Why a delivery is denied
stands on standard error alone: what a sender may have signed, or with which key, in words that hold neither.
On a terminal it says a line for each request; --log json writes all that it says as objects, one a line. Neither holds
keys, nor what senders write: what may be somebody's is … there.
The page at /_hookproof/, for this machine alone, shows what comes as it comes, and what was wrong with it. It sends
events again, to this machine and to what --replay-to names; whoever asks without the page needs the token that is
printed at the start.
GET /_hookproof/health says that the process lives, /_hookproof/ready whether it takes and stores deliveries;
/_hookproof/metrics has figures for Prometheus, for those who ask by an address or by the name that --host gives.
SIGTERM lets requests under way finish and exits 0.`;

export function configure(command: Command, context: Context): void {
  addLogOption(addHandshakeOption(addServerOptions(command, 3000)))
    .option(
      '--journal <url>',
      'where deliveries are kept: sqlite:FILE, postgres://HOST/DATABASE, or memory',
      defaultJournal,
    )
    .option(
      '--replay-to <origin>',
      'an origin beyond this machine to which the page may send events again (repeatable)',
      (text: string, before: string[] = []) => [...before, replayOrigin(text)],
    )
    .option('--scenarios <folder>', 'a folder whose lifecycle.yaml says in which order events come', collect)
    .option('--max-depth <levels>', 'the deepest nesting that is taken', wholeNumber(1, 10_000), defaultLimits.depth)
    .action((flags: Flags) => serve(flags, context));
}

async function serve(flags: Flags, context: Context): Promise<void> {
  const contracts = await loadContracts(contractOptions(flags));
  const [contract] = contracts.all;
  const keys = chosenKeys(flags, contract);
  const { say, answered: tell } = await openReceiverLog(flags.log, context, { contracts, keys });
  for (const note of contracts.notes) say(`note: ${note}`);
  const journal = await openNamedJournal(flags.journal);
  const limits = { bodyBytes: flags.maxBody, depth: flags.maxDepth };
  const figures = receiverFigures();
  const listener = await createReceiver({
    ...{ contract: contracts, keys, limits },
    journal: figures.measured(journal),
    onAnswer(answered) {
      figures.answered(answered);
      tell?.(answered);
    },
  });
  const contractPaths = contracts.all.map(({ operation }) => operation.path);
  for (const path of contractPathsWithin(contractPaths))
    say(`note: ${printable(path)} is the contract's, and shows nothing of what else is below ${ownPath}`);
  const metrics = metricsRoute(async () => [...figures.figures(), ...(await journalFigures(journal))]);
  const { routes, token } = await receiverInspector(contracts, { flags, journal, keys });
  const own = { routes: [...healthRoutes(journal.probe), metrics, ...routes], contractPaths };
  const receiver = await startServer(listener, { port: flags.port, host: flags.host, limits, own });
  // No key or token gets into a log, and a program has no use for a line to try.
  const isForPeople = flags.log !== 'json';
  if (isForPeople) announceKeys(keys, flags, context, contract);
  for (const line of destinations(contracts.all, receiver.url)) say(line);
  if (isForPeople) {
    say(pageLine(receiver.url, token));
    say(`try it:  ${withCurrentKeys(firstDelivery(contract, receiver.url, flags), keys)}`);
  }
  await serveUntilStopped(context, receiver.url, async () => {
    await receiver.close();
    await journal.close();
  });
}

/** Tells where deliveries go, and what is delivered where several operations are received. */
function destinations(all: readonly Contract[], base: string): string[] {
  const places = Map.groupBy(all, deliveryPath);
  return [...places].map(([path, here]) => {
    const names = here.slice(0, mostNamed).map(({ operation }) => operation.name);
    const more = here.length - names.length;
    const what = all.length === 1 ? '' : ` of ${[...names, ...(more > 0 ? [`${more} more`] : [])].join(', ')}`;
    return `deliveries${what} go to ${base}${path}`;
  });
}

const mostNamed = 5;

const defaultJournal = 'sqlite:.hookproof/journal.db';
