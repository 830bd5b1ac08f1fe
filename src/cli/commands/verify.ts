import type { Command } from 'commander';
import type { Case } from '../../conformance/cases/case.ts';
import { selectCases, selectionDigest } from '../../conformance/cases/select.ts';
import { loadSuite, type Suite } from '../../conformance/cases/suite.ts';
import { runSuite } from '../../conformance/run-suite.ts';
import { effectsLog } from '../../conformance/runner/effects/log.ts';
import { shardOf } from '../../conformance/shard.ts';
import type { Target } from '../../conformance/targets/target.ts';
import { type Contract, loadContract } from '../../contract/load.ts';
import { userError } from '../../errors.ts';
import type { Report } from '../../report.ts';
import type { Keys } from '../../signature/keys.ts';
import { addBaselineOptions, type BaselineFlags, openBaseline } from '../baseline.ts';
import type { Context } from '../context.ts';
import {
  addAuthOptions,
  addContractOptions,
  announceKeys,
  chosenKeys,
  collect,
  contractOptions,
  wholeNumber,
} from '../options.ts';
import { prepareReports, reportFormats, writeReports } from '../outputs.ts';
import { progressBar } from '../progress.ts';
import { addSelectionOptions, type SelectionFlags, selectionOf } from '../selection.ts';
import { interruption } from '../signals.ts';
import { addTargetOptions, effectsUrl, openTarget } from '../target.ts';
import { type AgainFlags, defaults } from '../verify-flags.ts';

interface Flags extends AgainFlags, SelectionFlags, BaselineFlags {
  list?: true;
  strict?: true;
  fuzz?: number;
  events?: string[];
  keep: string;
  concurrency: number;
  report?: string[];
}

const help = `
Examples:
  $ hookproof verify --url http://127.0.0.1:3000/hooks/incoming
  $ hookproof verify --exec 'python3 app.py' --path /hooks/incoming   started here on $PORT, and stopped
  $ hookproof verify --exec 'node app.js' --effects /effects     is each event worked on exactly once?
  $ hookproof verify --module ./app.js --path /hooks/incoming    in-process: a request listener or an app
  $ hookproof verify --url $URL --group auth --case 'schema.bad.required.*' --level MUST
  $ hookproof verify --url $URL --shard 2/8 --report json:shard-2.json
  $ hookproof verify --url $URL --fuzz 1000                      random events; failures are kept for --replay
  $ hookproof verify --url $URL --baseline known.yaml --report tty --report html:out/report.html
  $ hookproof verify --url $URL --events recordings/ --group recorded   only events that were recorded
  $ hookproof verify --list --group media                       what would be sent?

A MUST that fails gates (exit status 1); a SHOULD warns, and gates with --strict; an OBSERVE only reports.
No case selected is an error (2), and so is a receiver that cannot be reached (3).`;

export function configure(command: Command, context: Context): void {
  addBaselineOptions(addSelectionOptions(addTargetOptions(addAuthOptions(addContractOptions(command)))))
    .option('--cases <folder>', 'more hand-written cases, beside the bundled ones (repeatable)', collect)
    .option('--events <file|folder>', 'also send recorded events, byte for byte (repeatable)', collect)
    .option('--list', 'print the cases instead of running them')
    .option('--strict', 'a SHOULD gates too')
    .option('--seed <n>', 'what generated values come from', wholeNumber(0, 2 ** 31 - 1), defaults.seed)
    .option('--fuzz <n>', 'also send so many random events', wholeNumber(1, 1_000_000))
    .option('--replay <file>', 'also send an event that --fuzz kept (repeatable)', collect)
    .option('--keep <folder>', 'where --fuzz keeps what fails', 'hookproof-failures')
    .option('--concurrency <n>', 'cases under way at once', wholeNumber(1, 256), 8)
    .option('--timeout <ms>', 'how long an answer may take', wholeNumber(1, 600_000), defaults.timeout)
    .option('--budget <ms>', 'what 95 of 100 answers should come within', wholeNumber(1, 600_000), defaults.budget)
    .option('--report <format[:file]>', `${reportFormats}; to stdout or a file (repeatable)`, collect)
    .addHelpText('after', help)
    .action((flags: Flags) => run(flags, context));
}

async function run(flags: Flags, context: Context): Promise<void> {
  const outputs = await prepareReports(flags.list ? [] : (flags.report ?? ['tty']));
  const contract = await loadContract(contractOptions(flags));
  const suite = await loadSuite(contract, { seed: flags.seed, folders: flags.cases ?? [] });
  const all = [...suite.cases, ...(await extraCases(flags, contract))];
  const selected = selectCases(all, selectionOf(flags));
  const cases = shardOf(selected, flags.shard);
  if (cases.length === 0) throw userError('usage', `there are only ${selected.length} cases to share out`);
  if (flags.list) {
    for (const { id, level, title } of cases) context.stdout.write(`${level.padEnd(7)} ${id}  ${title}\n`);
    return;
  }
  const baseline = await openBaseline(flags, all);
  const keys = chosenKeys(flags);
  const stop = interruption(context.endNow);
  try {
    const target = await openTarget(flags, contract, keys, stop.signal);
    try {
      announceKeys(keys, flags, context);
      const selection = selectionDigest(selected);
      const prepared = { contract, cases, selection, suite, keys, signal: stop.signal };
      const report = await baseline(await runCases(flags, context, prepared, target));
      await writeReports(report, outputs, flags.strict ?? false, context);
      context.exit(exitStatus(report));
    } finally {
      await target.close();
    }
  } finally {
    stop.release();
  }
}

/** Cases that the command line itself asks for. */
async function extraCases(flags: Flags, contract: Contract): Promise<Case[]> {
  return [...(await recordedCasesOf(flags, contract)), ...(await randomCases(flags, contract))];
}

async function recordedCasesOf({ events = [] }: Flags, contract: Contract): Promise<Case[]> {
  if (events.length === 0) return [];
  const [{ recordedCases }, { recordingSources }] = await Promise.all([
    import('../../conformance/cases/recorded.ts'),
    import('../../recorded/sources.ts'),
  ]);
  return recordedCases(await recordingSources(events, () => process.stdin), contract);
}

async function randomCases({ fuzz, replay = [], seed }: Flags, contract: Contract): Promise<Case[]> {
  if (fuzz === undefined && replay.length === 0) return [];
  const { fuzzCases } = await import('../../conformance/cases/fuzz/fuzz.ts');
  const { replayCase } = await import('../../conformance/cases/fuzz/replay.ts');
  const replayed = await Promise.all(replay.map((file) => replayCase(file, contract)));
  return [...(fuzz === undefined ? [] : fuzzCases(contract, fuzz, seed)), ...replayed];
}

interface Prepared {
  contract: Contract;
  cases: readonly Case[];
  selection: string;
  suite: Suite;
  keys: Keys;
  signal: AbortSignal;
}

async function runCases(flags: Flags, context: Context, prepared: Prepared, target: Target): Promise<Report> {
  const { contract, cases, selection, suite, keys, signal } = prepared;
  const log = effectsUrl(flags, target.url);
  const effects = log && effectsLog(log, flags.timeout);
  // A log that cannot be read is found before anything is sent.
  await effects?.counts();
  const bar = await progressBar(context, cases.length, 'cases');
  try {
    return await runSuite(target, {
      contract,
      keys,
      cases,
      selection,
      control: suite.control,
      coverage: suite.coverage,
      profile: flags.auth ?? 'keys',
      seed: flags.seed,
      concurrency: flags.concurrency,
      timeoutMs: flags.timeout,
      budgetMs: flags.budget,
      strict: flags.strict ?? false,
      keep: async (failure, name) =>
        (await import('../../conformance/cases/fuzz/replay.ts')).keepFailure(flags.keep, failure, name),
      ...(effects ? { effects } : {}),
      ...(flags.shard ? { shard: `${flags.shard.index}/${flags.shard.count}` } : {}),
      onResult: (_, done) => bar.update(done),
      signal,
    });
  } finally {
    bar.stop();
  }
}

function exitStatus({ summary, suite }: Report): number {
  if (suite.interrupted) return 130;
  if (summary.verdict === 'fail' || summary.blocked > 0) return 1;
  return summary.verdict === 'pass' ? 0 : 2;
}
