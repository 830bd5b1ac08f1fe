import type { Command } from 'commander';
import { conceal } from '../../conceal.ts';
import { type Contracts, loadContracts } from '../../contract/load.ts';
import { unmeetableNotes } from '../../contract/meetable.ts';
import { withCurrentKeys } from '../../delivery/curl.ts';
import { defaultLimits } from '../../edge/limits.ts';
import { contractPathsWithin, ownPath } from '../../edge/own-routes.ts';
import type { RunningServer } from '../../edge/server.ts';
import { messageOf, userError } from '../../errors.ts';
import { newToken } from '../../inspector/replay.ts';
import type { Journal } from '../../journal/journal.ts';
import { keepWithin } from '../../journal/retention.ts';
import { printable } from '../../printable.ts';
import type { LogForm } from '../../telemetry/log.ts';
import type { Context } from '../context.ts';
import { firstDelivery } from '../curl-lines.ts';
import { destinations } from '../destinations.ts';
import { pageLine, replayOrigin } from '../inspector.ts';
import { damageTeller, openNamedJournal, unboundedSize } from '../journal/open.ts';
import { boundYoungSpace, collectAsUsual } from '../memory.ts';
import {
  addHandshakeOption,
  addServerOptions,
  announceKeys,
  byteSize,
  chosenKeys,
  collect,
  contractOptions,
  wholeNumber,
} from '../options.ts';
import { type ReceivingFlags, startReceiving } from '../serve/receiver.ts';
import { storingTeller, workerStoringTeller } from '../serve/storing.ts';
import { shareAsWorker } from '../serve/worker-figures.ts';
import { serveAsWorker, startWorkers, workerPort, workerToken } from '../serve/workers.ts';
import { addLogOption, openReceiverLog } from '../server-log.ts';
import { serveUntilStopped } from '../signals.ts';

interface Flags extends ReceivingFlags {
  journal: string;
  log?: LogForm;
  workers: number;
  keepAttempts?: number;
  keepBytes?: number;
  keepDays?: number;
}

export const help = `
Examples:
  $ hookproof serve
  $ hookproof serve --port 0 --auth signature      a free port, and signed deliveries
  $ hookproof serve --journal memory               keeps nothing once it has ended
  $ PGPASSWORD=… hookproof serve --journal postgres://me@db.example/hooks     any number of receivers may share it
  $ hookproof serve --workers 4 --keep-days 30     four processes; what is older goes

At its start it prints a curl line that delivers a first event.
It keeps each delivery, with what became of it, before it answers 2xx. Keys and signatures are never kept.
Where it cannot store, it answers 503, and says on standard error when that begins, and why, and when it stores again.
It answers 200 to a legal event; 400, 401, 404, 405, 413 and 415 as application/problem+json. Why a delivery is denied
stands on standard error alone: what a sender may have signed, or with which key, in words that hold neither.
On a terminal it says a line for each request; --log json writes all that it says as objects, one a line. Neither holds
keys, nor what senders write: what may be somebody's is … there.
The page at /_hookproof/, for this machine alone, shows what comes as it comes, and what was wrong with it. It sends
events again, to this machine and to what --replay-to names; whoever asks without the page needs the token that is
printed at the start.
GET /_hookproof/health says that the process lives, /_hookproof/ready whether it takes and stores deliveries;
/_hookproof/metrics has figures for Prometheus, for those who ask by an address or by the name that --host gives.
--workers N takes deliveries in N processes; one that ends is replaced. --keep-attempts, --keep-bytes and --keep-days
take the oldest deliveries away in the background; without them all is kept.
SIGTERM lets requests under way finish and exits 0.`;

export function configure(command: Command, context: Context): void {
  addLogOption(addHandshakeOption(addServerOptions(command, 3000)))
    .option(
      '--journal <url>',
      'where deliveries are kept: sqlite:FILE, postgres://HOST/DATABASE, or memory',
      defaultJournal,
    )
    .option('--workers <n>', 'receive in so many processes, with one journal', wholeNumber(1, 256), 1)
    .option('--keep-attempts <n>', 'keep at most so many deliveries', wholeNumber(1, 1_000_000_000))
    .option('--keep-bytes <size>', 'keep at most so many bytes of bodies, such as 500MB', byteSize)
    .option('--keep-days <n>', 'keep no delivery that is older', wholeNumber(1, 36_500))
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
  const isShared = flags.workers > 1;
  if (isShared && flags.journal === 'memory')
    throw userError('usage', "--workers wants a journal that processes can share: memory is each one's own", {
      hint: 'Name one with --journal sqlite:FILE or postgres://HOST/DATABASE.',
    });
  const contracts = await loadContracts(contractOptions(flags));
  const [contract] = contracts.all;
  const keys = chosenKeys(flags, contract);
  const { say, answered } = await openReceiverLog(flags.log, context, { contracts, keys });
  const inherited = workerToken();
  // Workers share the journal of the process that started them, which says it once.
  const onDamage = inherited === undefined ? damageTeller(flags.journal, say) : () => {};
  const journal = await openNamedJournal(flags.journal, { onDamage });
  boundYoungSpace();
  if (flags.journal === 'memory') collectAsUsual();
  const token = inherited ?? newToken();
  const share = inherited === undefined ? undefined : shareAsWorker;
  const storing = inherited === undefined ? storingTeller(say) : workerStoringTeller;
  const receive = () =>
    startReceiving(
      { ...flags, port: workerPort() ?? flags.port },
      { contracts, keys, journal, token, share, answered, storing },
    );
  if (inherited !== undefined) return serveAsWorker(closing(await receive(), journal));
  tellNotes(contracts, say);
  const running = isShared ? await startWorkers({ ...flags, count: flags.workers, token, say }) : await receive();
  if (typeof running === 'number') {
    await journal.close();
    return context.exit(running);
  }
  const retention = keepBounded(flags, journal, say);
  // No key or token gets into a log, and a program has no use for a line to try.
  const isForPeople = flags.log !== 'json';
  if (isForPeople) announceKeys(keys, flags, context, contract);
  for (const line of destinations(contracts.all, running.url)) say(line);
  if (isForPeople) {
    say(pageLine(running.url, token));
    say(`try it:  ${withCurrentKeys(firstDelivery(contracts.all, running.url, flags).command, keys)}`);
  }
  await serveUntilStopped(context, running.url, async () => {
    // Nobody waits with draining until a prune has ended its step.
    await Promise.all([retention.stop(), running.close()]);
    await journal.close();
  });
}

/** Keeps a journal within the bounds that are given; where none are, it says how large it is, once that is much. */
function keepBounded(flags: Flags, journal: Journal, say: (line: string) => void) {
  const { keepAttempts: attempts, keepBytes: bytes, keepDays: days } = flags;
  const isBounded = [attempts, bytes, days].some((each) => each !== undefined);
  const size = isBounded ? undefined : unboundedSize(flags.journal);
  if (size !== undefined) say(size);
  return keepWithin(journal, { attempts, bytes, days }, (error) =>
    say(conceal(printable(`cannot prune the journal: ${messageOf(error)}`))),
  );
}

/** Gives a server that closes its journal after it. */
function closing(server: RunningServer, journal: Journal): RunningServer {
  return {
    url: server.url,
    async close() {
      await server.close();
      await journal.close();
    },
  };
}

function tellNotes({ notes, all }: Contracts, say: (line: string) => void): void {
  for (const note of [...notes, ...unmeetableNotes(all)]) say(`note: ${printable(note)}`);
  for (const path of contractPathsWithin(all.map(({ operation }) => operation.path)))
    say(`note: ${printable(path)} is the contract's, and shows nothing of what else is below ${ownPath}`);
}

const defaultJournal = 'sqlite:.hookproof/journal.db';
