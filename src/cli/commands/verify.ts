import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import type { Case } from '../../conformance/case.ts';
import { effectsLog } from '../../conformance/run/effects-log.ts';
import { type Selection, selectCases } from '../../conformance/select.ts';
import { type Shard, shardOf } from '../../conformance/shard.ts';
import { loadSuite, type Suite } from '../../conformance/suite.ts';
import type { Target } from '../../conformance/targets/target.ts';
import { verify } from '../../conformance/verify.ts';
import { type Contract, loadContract } from '../../contract/load.ts';
import { messageOf, userError } from '../../errors.ts';
import type { Report } from '../../report.ts';
import { renderers } from '../../reports/renderers.ts';
import type { Keys } from '../../signature/keys.ts';
import type { Context } from '../context.ts';
import {
  addAuthOptions,
  addContractOptions,
  announceKeys,
  type ContractFlags,
  chosenKeys,
  collect,
  contractOptions,
  wholeNumber,
} from '../options.ts';
import { progressBar } from '../progress.ts';
import { interruption } from '../signals.ts';
import { addTargetOptions, effectsUrl, openTarget, type TargetFlags } from '../target.ts';

interface Flags extends ContractFlags, TargetFlags {
  case?: string[];
  group?: string[];
  level?: string[];
  list?: true;
  strict?: true;
  shard?: Shard;
  seed: number;
  concurrency: number;
  timeout: number;
  budget: number;
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
  $ hookproof verify --url $URL --report tty --report junit:out/hookproof.xml
  $ hookproof verify --list --group media                       what would be sent?

A MUST that fails gates (exit status 1); a SHOULD warns, and gates with --strict; an OBSERVE only reports.
No case selected is an error (2), and so is a receiver that cannot be reached (3).`;

export function configure(command: Command, context: Context): void {
  addTargetOptions(addAuthOptions(addContractOptions(command)))
    .option('--case <glob>', 'only these cases (repeatable)', collect)
    .option('--group <glob>', 'only these groups (repeatable)', collect)
    .option('--level <level>', 'only MUST, SHOULD or OBSERVE (repeatable)', levels)
    .option('--list', 'print the cases instead of running them')
    .option('--strict', 'a SHOULD gates too')
    .option('--shard <i/n>', 'only the i-th of n equal parts of the cases', shard)
    .option('--seed <n>', 'what generated values come from', wholeNumber(0, 2 ** 31), 1)
    .option('--concurrency <n>', 'cases under way at once', wholeNumber(1, 256), 8)
    .option('--timeout <ms>', 'how long an answer may take', wholeNumber(1, 600_000), 10_000)
    .option('--budget <ms>', 'what 95 of 100 answers should come within', wholeNumber(1, 600_000), 1_000)
    .option('--report <format[:file]>', `tty, json or junit, to stdout or a file (repeatable)`, collect)
    .addHelpText('after', help)
    .action((flags: Flags) => run(flags, context));
}

async function run(flags: Flags, context: Context): Promise<void> {
  const outputs = (flags.report ?? ['tty']).map(parseOutput);
  const contract = await loadContract(contractOptions(flags));
  const suite = await loadSuite(contract, undefined, { seed: flags.seed });
  const cases = shardOf(selectCases(suite.cases, selectionOf(flags)), flags.shard);
  if (flags.list) {
    for (const { id, level, title } of cases) context.stdout.write(`${level.padEnd(7)} ${id}  ${title}\n`);
    return;
  }
  const keys = chosenKeys(flags);
  const target = await openTarget(flags, contract, keys);
  try {
    announceKeys(keys, flags, context);
    const report = await runCases(flags, context, { contract, cases, suite, keys }, target);
    for (const output of outputs) await print(report, output, flags, context);
    context.exit(exitStatus(report, cases, flags));
  } finally {
    await target.close();
  }
}

function levels(value: string, previous: string[] = []): string[] {
  const level = value.toUpperCase();
  if (['MUST', 'SHOULD', 'OBSERVE'].includes(level)) return [...previous, level];
  throw new InvalidArgumentError('Known are: MUST, SHOULD, OBSERVE.');
}

function shard(value: string): Shard {
  const [index = 0, count = 0] = (/^(\d+)\/(\d+)$/.exec(value) ?? []).slice(1).map(Number);
  if (index >= 1 && index <= count) return { index, count };
  throw new InvalidArgumentError('It must be like 2/8: the second of eight parts.');
}

function selectionOf({ case: cases = [], group: groups = [], level = [] }: Flags): Selection {
  return { cases, groups, levels: level };
}

interface Prepared {
  contract: Contract;
  cases: readonly Case[];
  suite: Suite;
  keys: Keys;
}

async function runCases(flags: Flags, context: Context, prepared: Prepared, target: Target): Promise<Report> {
  const bar = await progressBar(context, prepared.cases.length, 'cases');
  const stop = interruption();
  try {
    const log = effectsUrl(flags, target.url);
    const effects = log && effectsLog(log, flags.timeout);
    // A log that cannot be read is found before anything is sent.
    await effects?.counts();
    return await verify(target, {
      contract: prepared.contract,
      keys: prepared.keys,
      cases: prepared.cases,
      control: prepared.suite.control,
      coverage: prepared.suite.coverage,
      profile: flags.auth ?? 'keys',
      seed: flags.seed,
      concurrency: flags.concurrency,
      timeoutMs: flags.timeout,
      budgetMs: flags.budget,
      ...(effects ? { effects } : {}),
      ...(flags.shard ? { shard: `${flags.shard.index}/${flags.shard.count}` } : {}),
      strict: flags.strict ?? false,
      onResult: (_, done) => bar.update(done),
      signal: stop.signal,
    });
  } finally {
    bar.stop();
    stop.release();
  }
}

function exitStatus({ summary, cases: judged }: Report, cases: readonly Case[], flags: Flags): number {
  if (judged.length < cases.length) return 130;
  if (summary.fail > 0 || (flags.strict && summary.warn > 0) || summary.blocked > 0) return 1;
  return summary.verdict === 'pass' ? 0 : 2;
}

interface Output {
  format: string;
  file: string | undefined;
}

function parseOutput(text: string): Output {
  const [format = '', ...file] = text.split(':');
  if (!Object.hasOwn(renderers, format)) {
    throw userError('usage', `unknown report format "${format}"`, {
      hint: `Known are: ${Object.keys(renderers).join(', ')}`,
    });
  }
  return { format, file: file.length > 0 ? file.join(':') : undefined };
}

async function print(report: Report, { format, file }: Output, flags: Flags, context: Context): Promise<void> {
  const color = file === undefined && context.stdout.isTTY === true && !process.env.NO_COLOR;
  const text = renderers[format]?.(report, { color, strict: flags.strict ?? false }) ?? '';
  if (file === undefined) {
    context.stdout.write(text);
    return;
  }
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  } catch (cause) {
    throw userError('usage', `${file}: cannot be written: ${messageOf(cause)}`, { cause });
  }
}
