import type { Command } from 'commander';
import { prepareVerification, runVerification } from '../../api/run-verification.ts';
import { isUnjudged } from '../../api/unjudged.ts';
import type { CaseOptions, VerifyOptions } from '../../api/verify-options.ts';
import { deliveryPath } from '../../delivery/parameters.ts';
import type { Report } from '../../report.ts';
import { type Context, linePrinter } from '../context.ts';
import { keepYoungSpace } from '../memory.ts';
import { announceKeys, announceNotes, baselineOption, chosenKeys, contractOptions } from '../options.ts';
import { prepareReports, writeReports } from '../outputs.ts';
import { type ProgressBar, progressBar } from '../progress.ts';
import { interruptibly } from '../signals.ts';
import { addVerifyOptions, receiverOf, rerunCommand, type VerifyFlags } from '../verify/flags.ts';
import { lastFailed } from '../verify/last-failed.ts';

const start = `Start here: name your receiver by one of
  --exec 'npm start'                   started here, on the port in the variable PORT, with the keys in its environment
  --url http://127.0.0.1:3000/hooks    runs already, knows the keys in HOOKPROOF_PUBLIC_KEY and HOOKPROOF_PRIVATE_KEY
  --module app.js                      in-process; with --exec or --module, --path /hooks is where it takes deliveries
It is judged by --contract openapi.yaml; without it, by the bundled contract of one provider of phone calls, which
\`hookproof contract\` prints. With --bad-events ignore it may answer bad events by 2xx. What deliveries carry:
hookproof send TYPE --curl --to URL
`;

export const help = `
Examples:
  $ hookproof verify --url http://127.0.0.1:3000/hooks/incoming
  $ hookproof verify --exec 'python3 app.py' --path /hooks/incoming   started here on $PORT, and stopped
  $ hookproof verify --exec 'node app.js' --effects /effects     is each event worked on exactly once?
  $ hookproof verify --module ./app.js --path /hooks/incoming    in-process: an app of any framework of Node
  $ hookproof verify --url $URL --group auth --case 'schema.bad.required.*' --level MUST
  $ hookproof verify --url $URL --exclude pace --exclude 'errors.*-leaks-nothing'
  $ hookproof verify --url $URL --last-failed report.json        only what failed then
  $ hookproof verify --url $URL --shard 2/8 --report json:shard-2.json
  $ hookproof verify --url $URL --sample 5                       at most 5 cases of each group and operation
  $ hookproof verify --url $URL --fuzz 1000                      random events; failures are kept for --replay
  $ hookproof verify --url $URL --baseline known.yaml --report tty --report html:out/report.html
  $ hookproof verify --url $URL --events recordings/ --group recorded   only events that were recorded
  $ hookproof verify --list --group media                       what would be sent?

A MUST that fails gates (exit status 1); a SHOULD warns, and gates with --strict; an OBSERVE only reports.
No case selected is an error (2), and so is a receiver that cannot be reached, or accepts no good event at all (3):
one of each operation is sent before the cases.`;

export function configure(command: Command, context: Context): void {
  addVerifyOptions(command)
    .addHelpText('before', start)
    .action((flags: VerifyFlags) => verify(flags, context));
}

async function verify(flags: VerifyFlags, context: Context): Promise<void> {
  const outputs = await prepareReports(flags.list ? [] : (flags.report ?? ['tty']));
  const among = flags.lastFailed === undefined ? undefined : await lastFailed(flags.lastFailed);
  if (flags.lastFailed !== undefined && among === undefined)
    linePrinter(context)(`${flags.lastFailed}: that run judged no case, so all are run`);
  // One document takes hardly longer to read for it, and its cases follow at once.
  keepYoungSpace();
  const verification = await prepareVerification({ ...caseOptions(flags), among });
  const { contract, cases } = verification;
  if (flags.list) {
    for (const { id, level, title } of cases) context.stdout.write(`${level.padEnd(7)} ${id}  ${title}\n`);
    return;
  }
  const keys = chosenKeys(flags, contract);
  const options = {
    ...runOptions(flags, context),
    keys,
    rerun: rerunCommand(flags, flags.path ?? deliveryPath(contract)),
  };
  const { strict = false, all = false } = flags;
  await interruptibly(context, async (signal) => {
    let bar: ProgressBar | undefined;
    const report = await runVerification(verification, {
      ...options,
      signal,
      async onStart(count) {
        announceNotes(contract, context);
        announceKeys(keys, flags, context, { security: contract.security, handsOn: handsOn(flags) });
        bar = await progressBar(context, count, 'cases');
      },
      onResult: (_, done) => bar?.update(done),
    })
      .finally(() => bar?.stop())
      .catch(async (error) => {
        if (isUnjudged(error)) await writeReports(error.report, outputs, { strict, all }, context);
        throw error;
      });
    await writeReports(report, outputs, { strict, all }, context);
    context.exit(statusOfRun(report));
  });
}

/** Says how development keys reach a receiver that is started here. */
function handsOn({ exec, module }: VerifyFlags): string | undefined {
  if (exec !== undefined) return 'The receiver is given these keys, in its environment:';
  return module === undefined
    ? undefined
    : 'A module reads keys from the environment of this command, which lacks these:';
}

function caseOptions(flags: VerifyFlags): CaseOptions {
  const { case: cases = [], group: groups = [], level: levels = [], cases: folders, events: recordings } = flags;
  const { exclude: excluded = [], fuzz, replay, sample, shard, seed, badEvents } = flags;
  const selection = { cases, groups, levels, excluded, sample, shard };
  return { ...contractOptions(flags), ...selection, folders, recordings, fuzz, replay, seed, badEvents };
}

function runOptions(flags: VerifyFlags, context: Context): VerifyOptions {
  const { path, effects, keep, concurrency, timeout: timeoutMs, budget: budgetMs, strict } = flags;
  const baseline = baselineOption(flags, context);
  const more = { ...caseOptions(flags), path, effects, keep, concurrency, timeoutMs, budgetMs, strict };
  return { ...more, target: receiverOf(flags), baseline };
}

function statusOfRun({ summary, suite }: Report): number {
  if (suite.interrupted) return 130;
  if (summary.verdict === 'fail' || summary.blocked > 0) return 1;
  return summary.verdict === 'pass' ? 0 : 2;
}
