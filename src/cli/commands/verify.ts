import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import type { Case } from '../../conformance/case.ts';
import { selectCases } from '../../conformance/select.ts';
import { loadSuite } from '../../conformance/suite.ts';
import type { Target } from '../../conformance/target.ts';
import { applicationTarget, loadApplication } from '../../conformance/targets/module.ts';
import { urlTarget } from '../../conformance/targets/url.ts';
import { verify } from '../../conformance/verify.ts';
import { type Contract, loadContract } from '../../contract/load.ts';
import { messageOf, userError } from '../../errors.ts';
import type { Report } from '../../report.ts';
import { renderers } from '../../reports/renderers.ts';
import type { Context } from '../context.ts';
import {
  addAuthOptions,
  addContractOptions,
  type ContractFlags,
  collect,
  contractOptions,
  keysOf,
  wholeNumber,
} from '../options.ts';
import { progressBar } from '../progress.ts';
import { interruption } from '../signals.ts';

interface Flags extends ContractFlags {
  url?: string;
  module?: string;
  path?: string;
  case?: string[];
  group?: string[];
  list?: true;
  strict?: true;
  seed: number;
  concurrency: number;
  timeout: number;
  report?: string[];
}

const help = `
Examples:
  $ hookproof verify --url http://127.0.0.1:3000/hooks/incoming
  $ hookproof verify --module ./app.js --path /hooks/incoming    in-process: a request listener or an app
  $ hookproof verify --url $URL --group auth --case 'schema.bad.required.*'
  $ hookproof verify --url $URL --report tty --report junit:out/hookproof.xml
  $ hookproof verify --list --group media                       what would be sent?

A MUST that fails gates (exit status 1); a SHOULD warns, and gates with --strict; an OBSERVE only reports.
No case selected is an error (2), and so is a receiver that cannot be reached (3).`;

export function configure(command: Command, context: Context): void {
  addAuthOptions(addContractOptions(command))
    .option('--url <url>', "the receiver's whole address, its path included")
    .option(
      '--module <file>',
      'an application to run in-process: its default export is a request listener or holds one',
    )
    .option('--path <path>', "the receiver's path, with --module (default: the contract's)")
    .option('--case <glob>', 'only these cases (repeatable)', collect)
    .option('--group <glob>', 'only these groups (repeatable)', collect)
    .option('--list', 'print the cases instead of running them')
    .option('--strict', 'a SHOULD gates too')
    .option('--seed <n>', 'recorded in the report', wholeNumber(0, 2 ** 31), 1)
    .option('--concurrency <n>', 'cases under way at once', wholeNumber(1, 256), 8)
    .option('--timeout <ms>', 'how long an answer may take', wholeNumber(1, 600_000), 10_000)
    .option('--report <format[:file]>', `tty, json or junit, to stdout or a file (repeatable)`, collect)
    .addHelpText('after', help)
    .action((flags: Flags) => run(flags, context));
}

async function run(flags: Flags, context: Context): Promise<void> {
  const outputs = (flags.report ?? ['tty']).map(parseOutput);
  if (!flags.list && (flags.url === undefined) === (flags.module === undefined)) {
    throw userError('usage', 'give either --url or --module', { hint: 'See: hookproof verify --help' });
  }
  const contract = await loadContract(contractOptions(flags));
  const suite = await loadSuite(contract);
  const cases = selectCases(suite.cases, { cases: flags.case ?? [], groups: flags.group ?? [] });
  if (flags.list) {
    for (const { id, level, title } of cases) context.stdout.write(`${level.padEnd(7)} ${id}  ${title}\n`);
    return;
  }
  const target = await openTarget(flags, contract);
  try {
    const keys = keysOf(flags, context);
    const report = await runCases(flags, context, { contract, cases, control: suite.control, keys }, target);
    for (const output of outputs) await print(report, output, flags, context);
    context.exit(exitStatus(report, cases, flags));
  } finally {
    await target.close();
  }
}

interface Prepared {
  contract: Contract;
  cases: readonly Case[];
  control: Buffer;
  keys: ReturnType<typeof keysOf>;
}

async function runCases(flags: Flags, context: Context, prepared: Prepared, target: Target): Promise<Report> {
  const bar = await progressBar(context, prepared.cases.length, 'cases');
  const stop = interruption();
  try {
    return await verify(target, {
      ...prepared,
      profile: flags.auth ?? 'keys',
      seed: flags.seed,
      concurrency: flags.concurrency,
      timeoutMs: flags.timeout,
      strict: flags.strict ?? false,
      onResult: (_, done) => bar.update(done),
      signal: stop.signal,
    });
  } finally {
    bar.stop();
    stop.release();
  }
}

async function openTarget(flags: Flags, contract: Contract): Promise<Target> {
  if (flags.url !== undefined) return urlTarget(flags.url);
  const { module: file = '', path = contract.operation.path } = flags;
  return applicationTarget(await loadApplication(file), path, file);
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
