import { type Command, InvalidArgumentError } from 'commander';
import { type CaseOptions, type ReceiverUnderTest, verifyDefaults } from '../../api/verify-options.ts';
import { quoted } from '../../delivery/curl.ts';
import { userError } from '../../errors.ts';
import type { BadEvents } from '../../report.ts';
import {
  addAuthOptions,
  addHandshakeOption,
  addHeaderOption,
  type BaselineFlags,
  type ContractFlags,
  collect,
  milliseconds,
  wholeNumber,
} from '../options.ts';
import { reportFormats } from '../outputs.ts';

/** Holds the options of a conformance run, as commander parses them. */
export interface VerifyFlags extends ContractFlags, BaselineFlags {
  url?: string;
  exec?: string;
  module?: string;
  path?: string;
  effects?: string;
  startTimeout: number;
  case?: string[];
  group?: string[];
  level?: string[];
  exclude?: string[];
  lastFailed?: string;
  sample?: number;
  shard?: CaseOptions['shard'];
  badEvents?: BadEvents;
  cases?: string[];
  events?: string[];
  replay?: string[];
  fuzz?: number;
  keep: string;
  seed: number;
  timeout: number;
  budget: number;
  concurrency: number;
  list?: true;
  strict?: true;
  all?: true;
  report?: string[];
}

/** Adds the options of a conformance run, in groups. */
export function addVerifyOptions(command: Command): Command {
  addTargetOptions(command.optionsGroup('Target:'));
  addSelectionOptions(command.optionsGroup('Selection:'));
  addJudgingOptions(command.optionsGroup('Judging:'));
  addHeaderOption(addHandshakeOption(addAuthOptions(command.optionsGroup('Contract and credentials:'))));
  return addReportOptions(command.optionsGroup('Reports:')).optionsGroup('Options:');
}

function addTargetOptions(command: Command): Command {
  const { concurrency, timeoutMs, startTimeoutMs } = verifyDefaults;
  return command
    .option('--url <url>', "the receiver's whole address, its path included")
    .option('--exec <command>', 'a command that starts the receiver on the port that PORT names; stopped afterwards')
    .option(
      '--module <file>',
      'an application to run in-process, exported by default: listener, server, fetch function, or app of a framework',
    )
    .option('--path <path>', "the receiver's path, with --exec or --module (default: the contract's)")
    .option('--effects <url|path>', 'where the receiver tells, as NDJSON, what it did with which event')
    .option(
      '--start-timeout <ms>',
      'how long --exec may take to accept connections, or --module to load',
      milliseconds,
      startTimeoutMs,
    )
    .option('--concurrency <n>', 'cases under way at once', wholeNumber(1, 256), concurrency)
    .option('--timeout <ms>', 'how long an answer may take', milliseconds, timeoutMs);
}

function addSelectionOptions(command: Command): Command {
  return command
    .option('--case <glob>', 'only these cases (repeatable)', collect)
    .option('--group <glob>', 'only these groups (repeatable)', collect)
    .option('--level <level>', 'only MUST, SHOULD or OBSERVE (repeatable)', collectLevel)
    .option('--exclude <glob>', 'not these cases or groups, whatever else names them (repeatable)', collect)
    .option('--last-failed <report.json>', 'only what failed or was not judged in this JSON report')
    .option(
      '--sample <n>',
      'at most so many cases of each group and operation, drawn by the seed',
      wholeNumber(1, 1_000_000),
    )
    .option('--shard <i/n>', 'only the i-th of n equal parts of the cases', parseShard)
    .option('--list', 'print the cases instead of running them')
    .option('--cases <folder>', 'more hand-written cases, beside the bundled ones (repeatable)', collect)
    .option('--events <file|folder>', 'also send recorded events, byte for byte (repeatable)', collect)
    .option('--seed <n>', 'what generated values come from', wholeNumber(0, 2 ** 31 - 1), verifyDefaults.seed)
    .option('--fuzz <n>', 'also send so many random events', wholeNumber(1, 1_000_000))
    .option('--replay <file>', 'also send an event that --fuzz kept (repeatable)', collect);
}

function addJudgingOptions(command: Command): Command {
  return command
    .option(
      '--bad-events <refuse|ignore>',
      'what bad events are owed: 4xx, or no 5xx and no effect (default: refuse where a 400 or 422 is documented)',
      parseBadEvents,
    )
    .option('--strict', 'a SHOULD gates too')
    .option('--baseline <file>', 'failures that are known, by case, glob or cause, each with a reason and a last day')
    .option('--update-baseline', 'write what fails now into the baseline, by cause')
    .option('--budget <ms>', 'what 95 of 100 answers should come within', milliseconds, verifyDefaults.budgetMs);
}

function addReportOptions(command: Command): Command {
  return command
    .option('--report <format[:file]>', `${reportFormats}; to stdout or a file (repeatable)`, collect)
    .option('--all', 'tell every case that failed in place of causes (tty)')
    .option('--keep <folder>', 'where --fuzz keeps what fails', 'hookproof-failures');
}

function collectLevel(value: string, previous: string[] = []): string[] {
  const level = value.toUpperCase();
  if (['MUST', 'SHOULD', 'OBSERVE'].includes(level)) return [...previous, level];
  throw new InvalidArgumentError('Known are: MUST, SHOULD, OBSERVE.');
}

function parseBadEvents(value: string): BadEvents {
  if (value === 'refuse' || value === 'ignore') return value;
  throw new InvalidArgumentError('Known are: refuse, ignore.');
}

function parseShard(value: string): CaseOptions['shard'] {
  const [index = 0, count = 0] = (/^(\d{1,4})\/(\d{1,4})$/.exec(value) ?? []).slice(1).map(Number);
  if (index >= 1 && index <= count) return { index, count };
  throw new InvalidArgumentError('It must be like 2/8: the second of eight parts.');
}

/** Finds the one receiver that the flags name. Throws a usage error when it is not one, or its path is none. */
export function receiverOf({ url, exec, module, path, startTimeout }: VerifyFlags): ReceiverUnderTest {
  const [receiver, second] = [
    ...(url === undefined ? [] : [url]),
    ...(module === undefined ? [] : [{ module, startTimeoutMs: startTimeout }]),
    ...(exec === undefined ? [] : [{ exec, startTimeoutMs: startTimeout }]),
  ];
  if (receiver === undefined || second !== undefined)
    throw userError('usage', 'give one of --url, --exec and --module', { hint: 'See: hookproof verify --help' });
  if (path !== undefined && !path.startsWith('/'))
    throw userError('usage', `--path ${path}: a path begins with a slash`);
  return receiver;
}

/** Writes the command line that runs one case again as it ran now; `path` is the receiver's. No key stands in it. */
export function rerunCommand(flags: VerifyFlags, path: string): (caseId: string) => string {
  const {
    url,
    exec,
    module,
    auth,
    signature,
    cases = [],
    replay = [],
    overlay = [],
    allowHost = [],
    header = [],
  } = flags;
  const words = [
    ...optionWord('--url', url),
    ...optionWord('--exec', exec),
    ...optionWord('--module', module),
    ...(url === undefined ? optionWord('--path', path) : []),
    ...optionWord('--effects', flags.effects),
    ...optionWord('--contract', flags.contract),
    ...overlay.flatMap((file) => optionWord('--overlay', file)),
    ...(flags.operation ?? []).flatMap((name) => optionWord('--operation', name)),
    ...optionWord('--event-from', flags.eventFrom),
    ...allowHost.flatMap((host) => optionWord('--allow-host', host)),
    ...(auth === undefined ? [] : [`--auth ${auth}`]),
    ...optionWord('--signature', signature),
    ...optionWord('--handshake', flags.handshake),
    ...optionWord('--signed-url', flags.signedUrl),
    // Its value may be a secret.
    ...header.flatMap((text) => optionWord('--header', text.replace(/:.*$/s, ': …'))),
    ...optionWord('--bad-events', flags.badEvents),
    ...cases.flatMap((folder) => optionWord('--cases', folder)),
    ...changedNumber('--seed', flags.seed, verifyDefaults.seed),
    ...changedNumber('--timeout', flags.timeout, verifyDefaults.timeoutMs),
    ...changedNumber('--budget', flags.budget, verifyDefaults.budgetMs),
    ...changedNumber('--start-timeout', flags.startTimeout, verifyDefaults.startTimeoutMs),
  ];
  return (id) => {
    const replayed = id.startsWith('replay.') ? replay.flatMap((file) => optionWord('--replay', file)) : [];
    return ['hookproof verify', ...words, ...replayed, `--case ${/^[\w.-]+$/.test(id) ? id : quoted(id)}`].join(' ');
  };
}

function optionWord(name: string, value: string | undefined): string[] {
  return value === undefined ? [] : [`${name} ${quoted(value)}`];
}

function changedNumber(name: string, value: number, usual: number): string[] {
  return value === usual ? [] : [`${name} ${value}`];
}
