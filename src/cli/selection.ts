import { type Command, InvalidArgumentError } from 'commander';
import type { Selection } from '../conformance/cases/select.ts';
import type { Shard } from '../conformance/shard.ts';
import { collect } from './options.ts';

/** The options that tell which cases are run, as commander parses them. */
export interface SelectionFlags {
  case?: string[];
  group?: string[];
  level?: string[];
  shard?: Shard;
}

export function addSelectionOptions(command: Command): Command {
  return command
    .option('--case <glob>', 'only these cases (repeatable)', collect)
    .option('--group <glob>', 'only these groups (repeatable)', collect)
    .option('--level <level>', 'only MUST, SHOULD or OBSERVE (repeatable)', levels)
    .option('--shard <i/n>', 'only the i-th of n equal parts of the cases', shard);
}

export function selectionOf({ case: cases = [], group: groups = [], level = [] }: SelectionFlags): Selection {
  return { cases, groups, levels: level };
}

function levels(value: string, previous: string[] = []): string[] {
  const level = value.toUpperCase();
  if (['MUST', 'SHOULD', 'OBSERVE'].includes(level)) return [...previous, level];
  throw new InvalidArgumentError('Known are: MUST, SHOULD, OBSERVE.');
}

function shard(value: string): Shard {
  const [index = 0, count = 0] = (/^(\d{1,4})\/(\d{1,4})$/.exec(value) ?? []).slice(1).map(Number);
  if (index >= 1 && index <= count) return { index, count };
  throw new InvalidArgumentError('It must be like 2/8: the second of eight parts.');
}
