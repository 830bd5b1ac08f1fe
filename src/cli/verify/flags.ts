import { type Command, InvalidArgumentError } from 'commander';
import { verifyDefaults } from '../../api/verify-options.ts';
import type { Shard } from '../../conformance/shard.ts';
import { addAuthOptions, type ContractFlags, collect, wholeNumber } from '../options.ts';
import { reportFormats } from '../outputs.ts';

/** Holds the options that tell which receiver is judged, as commander parses them. */
export interface TargetFlags {
  url?: string;
  exec?: string;
  module?: string;
  path?: string;
  effects?: string;
  startTimeout: number;
}

/** Holds the options without which a case would not be the same again. */
export interface RerunFlags extends ContractFlags, TargetFlags {
  cases?: string[];
  replay?: string[];
  seed: number;
  timeout: number;
  budget: number;
}

export interface VerifyFlags extends RerunFlags {
  case?: string[];
  group?: string[];
  level?: string[];
  shard?: Shard;
  baseline?: string;
  updateBaseline?: true;
  list?: true;
  strict?: true;
  fuzz?: number;
  events?: string[];
  keep: string;
  concurrency: number;
  report?: string[];
}

export function addVerifyOptions(command: Command): Command {
  const { seed, concurrency, timeoutMs, budgetMs } = verifyDefaults;
  return addSelectionOptions(addTargetOptions(addAuthOptions(command)))
    .option('--baseline <file>', 'failures that are known, each with a reason and a last day')
    .option('--update-baseline', 'write what fails now into the baseline')
    .option('--cases <folder>', 'more hand-written cases, beside the bundled ones (repeatable)', collect)
    .option('--events <file|folder>', 'also send recorded events, byte for byte (repeatable)', collect)
    .option('--list', 'print the cases instead of running them')
    .option('--strict', 'a SHOULD gates too')
    .option('--seed <n>', 'what generated values come from', wholeNumber(0, 2 ** 31 - 1), seed)
    .option('--fuzz <n>', 'also send so many random events', wholeNumber(1, 1_000_000))
    .option('--replay <file>', 'also send an event that --fuzz kept (repeatable)', collect)
    .option('--keep <folder>', 'where --fuzz keeps what fails', 'hookproof-failures')
    .option('--concurrency <n>', 'cases under way at once', wholeNumber(1, 256), concurrency)
    .option('--timeout <ms>', 'how long an answer may take', wholeNumber(1, 600_000), timeoutMs)
    .option('--budget <ms>', 'what 95 of 100 answers should come within', wholeNumber(1, 600_000), budgetMs)
    .option('--report <format[:file]>', `${reportFormats}; to stdout or a file (repeatable)`, collect);
}

function addTargetOptions(command: Command): Command {
  return command
    .option('--url <url>', "the receiver's whole address, its path included")
    .option('--exec <command>', 'a command that starts the receiver on the port that PORT names; stopped afterwards')
    .option(
      '--module <file>',
      'an application to run in-process: its default export is a request listener or holds one',
    )
    .option('--path <path>', "the receiver's path, with --exec or --module (default: the contract's)")
    .option('--effects <url|path>', 'where the receiver tells, as NDJSON, what it did with which event')
    .option(
      '--start-timeout <ms>',
      'how long --exec may take to accept connections',
      wholeNumber(1, 600_000),
      verifyDefaults.startTimeoutMs,
    );
}

function addSelectionOptions(command: Command): Command {
  return command
    .option('--case <glob>', 'only these cases (repeatable)', collect)
    .option('--group <glob>', 'only these groups (repeatable)', collect)
    .option('--level <level>', 'only MUST, SHOULD or OBSERVE (repeatable)', collectLevel)
    .option('--shard <i/n>', 'only the i-th of n equal parts of the cases', parseShard);
}

function collectLevel(value: string, previous: string[] = []): string[] {
  const level = value.toUpperCase();
  if (['MUST', 'SHOULD', 'OBSERVE'].includes(level)) return [...previous, level];
  throw new InvalidArgumentError('Known are: MUST, SHOULD, OBSERVE.');
}

function parseShard(value: string): Shard {
  const [index = 0, count = 0] = (/^(\d{1,4})\/(\d{1,4})$/.exec(value) ?? []).slice(1).map(Number);
  if (index >= 1 && index <= count) return { index, count };
  throw new InvalidArgumentError('It must be like 2/8: the second of eight parts.');
}
