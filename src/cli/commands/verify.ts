import type { Command } from 'commander';
import { openFailureBaseline } from '../../conformance/baseline.ts';
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
import type { Context } from '../context.ts';
import { announceKeys, chosenKeys, contractOptions } from '../options.ts';
import { prepareReports, writeReports } from '../outputs.ts';
import { progressBar } from '../progress.ts';
import { interruptibly } from '../signals.ts';
import { addVerifyOptions, type VerifyFlags } from '../verify/flags.ts';
import { effectsUrl, openTarget } from '../verify/target.ts';

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
  addVerifyOptions(command)
    .addHelpText('after', help)
    .action((flags: VerifyFlags) => verify(flags, context));
}

async function verify(flags: VerifyFlags, context: Context): Promise<void> {
  const outputs = await prepareReports(flags.list ? [] : (flags.report ?? ['tty']));
  const contract = await loadContract(contractOptions(flags));
  const suite = await loadSuite(contract, { seed: flags.seed, folders: flags.cases ?? [] });
  const all = [...suite.cases, ...(await recordedCasesOf(flags, contract)), ...(await randomCases(flags, contract))];
  const { case: ids = [], group: groups = [], level: levels = [] } = flags;
  const selected = selectCases(all, { cases: ids, groups, levels });
  const cases = shardOf(selected, flags.shard);
  if (cases.length === 0) throw userError('usage', `there are only ${selected.length} cases to share out`);
  if (flags.list) {
    for (const { id, level, title } of cases) context.stdout.write(`${level.padEnd(7)} ${id}  ${title}\n`);
    return;
  }
  const applyBaseline = await baselineOf(flags, all);
  const keys = chosenKeys(flags);
  await interruptibly(context, async (signal) => {
    const target = await openTarget(flags, contract, keys, signal);
    try {
      announceKeys(keys, flags, context);
      const run = { contract, cases, selection: selectionDigest(selected), suite, keys, signal };
      const report = await applyBaseline(await runCases(flags, context, run, target));
      await writeReports(report, outputs, flags.strict ?? false, context);
      context.exit(statusOfRun(report));
    } finally {
      await target.close();
    }
  });
}

/** Reads the baseline that the flags name, and gives what applies it to a report. Throws an input error for a bad one. */
async function baselineOf(
  { baseline: file, updateBaseline: update }: VerifyFlags,
  cases: readonly Case[],
): Promise<(report: Report) => Promise<Report>> {
  if (file !== undefined) return openFailureBaseline(file, cases, update === true);
  if (update) throw userError('usage', '--update-baseline wants a --baseline FILE to write');
  return async (report) => report;
}

async function recordedCasesOf({ events = [] }: VerifyFlags, contract: Contract): Promise<Case[]> {
  if (events.length === 0) return [];
  const [{ recordedCases }, { recordingSources }] = await Promise.all([
    import('../../conformance/cases/recorded.ts'),
    import('../../recorded/sources.ts'),
  ]);
  return recordedCases(await recordingSources(events, () => process.stdin), contract);
}

async function randomCases({ fuzz, replay = [], seed }: VerifyFlags, contract: Contract): Promise<Case[]> {
  if (fuzz === undefined && replay.length === 0) return [];
  const { fuzzCases } = await import('../../conformance/cases/fuzz/fuzz.ts');
  const { replayCase } = await import('../../conformance/cases/fuzz/replay.ts');
  const replayed = await Promise.all(replay.map((file) => replayCase(file, contract)));
  return [...(fuzz === undefined ? [] : fuzzCases(contract, fuzz, seed)), ...replayed];
}

interface SelectedRun {
  contract: Contract;
  cases: readonly Case[];
  selection: string;
  suite: Suite;
  keys: Keys;
  signal: AbortSignal;
}

async function runCases(flags: VerifyFlags, context: Context, run: SelectedRun, target: Target): Promise<Report> {
  const { contract, cases, selection, suite, keys, signal } = run;
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

function statusOfRun({ summary, suite }: Report): number {
  if (suite.interrupted) return 130;
  if (summary.verdict === 'fail' || summary.blocked > 0) return 1;
  return summary.verdict === 'pass' ? 0 : 2;
}
