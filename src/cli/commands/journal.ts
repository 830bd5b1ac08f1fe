import type { Command } from 'commander';
import { userError } from '../../errors.ts';
import type { Journal } from '../../journal/journal.ts';
import { dayMs } from '../../journal/retention.ts';
import { printable } from '../../printable.ts';
import type { Context } from '../context.ts';
import { linePrinter, patientWriter } from '../context.ts';
import { exportJournal } from '../journal/export.ts';
import { openNamedJournal } from '../journal/open.ts';
import { addContractOptions, byteSize, type ContractFlags, contractOptions, wholeNumber } from '../options.ts';

interface ExportFlags extends ContractFlags {
  redact: boolean;
}

interface PruneFlags {
  attempts?: number;
  bytes?: number;
  days?: number;
}

export const help = `
Examples:
  $ hookproof journal verify sqlite:.hookproof/journal.db
  $ hookproof journal export sqlite:.hookproof/journal.db > deliveries.ndjson
  $ hookproof check deliveries.ndjson
  $ PGPASSWORD=… hookproof journal verify postgres://me@db.example/hooks
  $ hookproof journal prune sqlite:.hookproof/journal.db --days 30 --attempts 100000

verify: status 0: each attempt is as it was stored; 1: one is not: the first is named, and how many can be exported.
export: one line of JSON for each attempt that is as it was stored, the oldest first, as record writes them: check,
drift --traffic, simulate --from and verify --events read it; how many are not is said. Personal data becomes pseudonyms, unless --no-redact says otherwise.`;

export function configure(command: Command, context: Context): void {
  const write = patientWriter(context);
  const say = (line: string): void => void write(`${line}\n`);
  command
    .command('verify')
    .description('Look whether each attempt is as it was stored.')
    .argument('<journal>', journalForms)
    .action((url: string) => withJournal(url, async (journal) => context.exit(await verify(journal, say))));
  addContractOptions(command.command('export'))
    .description('Print the attempts, one line of JSON each.')
    .argument('<journal>', journalForms)
    .option('--no-redact', 'leave personal data as it came')
    .action((url: string, flags: ExportFlags) =>
      withJournal(url, async (journal) => {
        const options = { contract: contractOptions(flags), personalData: flags.redact, write };
        const leftOut = await exportJournal(journal, options);
        if (leftOut > 0)
          linePrinter(context)(`${leftOut} left out, not as stored: hookproof journal verify names the first`);
      }),
    );
  command
    .command('prune')
    .description('Take away the oldest attempts.')
    .argument('<journal>', journalForms)
    .option('--attempts <n>', 'keep at most so many', wholeNumber(0, 1_000_000_000))
    .option('--bytes <size>', 'keep at most so many bytes of bodies, such as 500MB', byteSize)
    .option('--days <n>', 'keep none that is older', wholeNumber(0, 36_500))
    .action((url: string, flags: PruneFlags) => withJournal(url, (journal) => prune(journal, flags, say)));
}

const journalForms = 'sqlite:FILE or postgres://HOST/DATABASE';

async function withJournal(url: string, use: (journal: Journal) => Promise<void>): Promise<void> {
  const journal = await openNamedJournal(url, { create: false });
  try {
    await use(journal);
  } finally {
    await journal.close();
  }
}

/** Checks all attempts, and gives the exit status. */
async function verify(journal: Journal, say: (line: string) => void): Promise<number> {
  let [attempts, readable, faults] = [0, 0, 0];
  for await (const { sequence, attempt, fault, about, isChanged } of journal.checked()) {
    if (about === undefined) attempts++;
    if (attempt && !isChanged) readable++;
    if (fault === undefined) continue;
    if (++faults > 1) continue;
    const at = attempt ? ` of ${new Date(attempt.receivedAt).toISOString()}` : '';
    say(printable(`${about ?? `the first bad row is attempt ${sequence}${at}`}: ${fault}`));
  }
  say(`${faults === 0 ? 'PASS' : 'FAIL'} ${attempts} attempts, ${faults} bad, ${readable} can be exported`);
  return faults === 0 ? 0 : 1;
}

async function prune(
  journal: Journal,
  { attempts, bytes, days }: PruneFlags,
  say: (line: string) => void,
): Promise<void> {
  if (attempts === undefined && bytes === undefined && days === undefined)
    throw userError('usage', 'say what to keep', { hint: 'Give --attempts, --bytes or --days.' });
  const since = days === undefined ? undefined : Date.now() - days * dayMs;
  const gone = await journal.prune({ attempts, bytes, since });
  const left = await journal.counts();
  say(`${gone} attempts are gone; ${left.attempts} are left, of ${left.events} events`);
}
