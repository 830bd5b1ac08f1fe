import { type Command, InvalidArgumentError } from 'commander';
import type { Contracts } from '../../contract/load.ts';
import { firstMeetable } from '../../contract/meetable.ts';
import { userError } from '../../errors.ts';
import { printable } from '../../printable.ts';
import { type ListedScenario, listedScenarios, loadScenarios, pickScenario } from '../../scenario/load.ts';
import type { CallFacts, PlannedCall } from '../../scenario/plan.ts';
import type { Json } from '../../schema/json.ts';
import { isPointer } from '../../schema/pointer.ts';
import { collect, wholeNumber } from '../options.ts';
import { stdinUntil } from '../signals.ts';

/** Holds the options that tell what is delivered, as commander parses them. */
export interface TrafficFlags {
  from?: string[];
  scenarios?: string[];
  calls?: number;
  seed: number;
  set?: string[];
  start: Date;
}

export interface Traffic {
  calls: Iterable<PlannedCall> | AsyncIterable<PlannedCall>;
  /** Counts calls and deliveries without duplicates, where that is known before; estimates for calls drawn by lot. */
  planned: { calls: number; deliveries: number } | undefined;
}

interface TrafficSource {
  contracts: Contracts;
  /** Ends the reading of standard input. */
  signal: AbortSignal;
  note: (text: string) => void;
}

/** Dates the first virtual call of every run, unless told otherwise: only then are their events the same. */
const usualStart = new Date(Date.UTC(2026, 0, 15, 9, 30));

export function addTrafficOptions(command: Command): Command {
  return command
    .argument('[scenario...]', 'which calls: names, all in turn, or mixed by chance (default: the usual one)')
    .option('--calls <n>', 'how many calls (default: one of each scenario)', wholeNumber(1, 1_000_000_000))
    .option('--scenarios <folder>', 'more scenarios, beside the bundled ones (repeatable)', collect)
    .option('--from <file|folder>', 'deliver recorded events instead (repeatable)', collect)
    .option('--set <pointer=json>', 'put a value into every event that has the place (repeatable)', collect)
    .option('--seed <n>', 'what calls, order and trouble come from', wholeNumber(0, 2 ** 31 - 1), 1)
    .option(
      '--start <instant>',
      'when the first call begins in the events: RFC 3339, or now',
      parseInstant,
      usualStart,
    );
}

/**
 * Finds what the arguments ask to deliver; `note` is told of what a recording does not hold, once it is come by. Throws a
 * usage or input error that says what cannot be had.
 */
export async function trafficOf(
  names: readonly string[],
  flags: TrafficFlags,
  source: TrafficSource,
): Promise<Traffic> {
  if (flags.from) return recordedTraffic(names, flags, flags.from, source);
  const { contracts, note } = source;
  const scenarios = await loadScenarios(contracts, flags.scenarios);
  const chosen = pickScenarios(names, scenarios);
  if (names.length > 1 && names.some(isGroupName)) throw userError('usage', '"all" and "mixed" stand alone');
  const calls = flags.calls ?? chosen.length;
  const { plannedCalls } = await import('../../simulator/calls.ts');
  for (const each of scenarios.notes) note(each);
  const steps = chosen.reduce((sum, { steps: { length } }) => sum + length, 0);
  return {
    calls: plannedCalls({
      scenarios: chosen,
      choice: names.includes('mixed') ? 'chance' : 'turn',
      contract: firstMeetable(contracts.all),
      calls,
      seed: flags.seed,
      facts: parseFacts(flags.set),
      startedAt: flags.start,
    }),
    planned: { calls, deliveries: Math.round((calls * steps) / chosen.length) },
  };
}

/** Lists scenarios, with the time and the type of each of their events. */
export async function listScenarios(
  contracts: Contracts,
  flags: TrafficFlags,
  names: readonly string[],
): Promise<string> {
  const all = await listedScenarios(contracts, flags.scenarios);
  const chosen = names.length === 0 ? all : pickScenarios(names, { all });
  return chosen.map(({ name, title, steps }) => `${printable(`${name}  ${title}`)}\n${stepLines(steps)}`).join('');
}

function stepLines(steps: ListedScenario['steps']): string {
  let at = 0;
  let lines = '';
  for (const { afterMs, type } of steps) {
    at += afterMs ?? 0;
    const time = afterMs === undefined ? '' : `${at / 1000} s`;
    lines += `  ${time.padStart(10)}  ${printable(type)}\n`;
  }
  return lines;
}

function pickScenarios<S extends ListedScenario>(
  names: readonly string[],
  scenarios: { all: readonly S[] },
): readonly S[] {
  if (names.some(isGroupName)) return scenarios.all;
  return names.length === 0 ? [pickScenario(scenarios, undefined)] : names.map((name) => pickScenario(scenarios, name));
}

function isGroupName(name: string): boolean {
  return name === 'all' || name === 'mixed';
}

async function recordedTraffic(
  names: readonly string[],
  flags: TrafficFlags,
  from: readonly string[],
  { contracts, signal, note }: TrafficSource,
): Promise<Traffic> {
  const other = names.length > 0 ? 'scenarios' : flags.calls ? '--calls' : flags.set ? '--set' : undefined;
  if (other) throw userError('usage', `--from delivers what was recorded, as it is; ${other} cannot go with it`);
  const { recordingSources } = await import('../../recorded/sources.ts');
  const { recordedCalls } = await import('../../simulator/calls.ts');
  const sources = await recordingSources(from, () => stdinUntil(signal));
  const calls = recordedCalls(sources, contracts, ({ file, line, finding }) =>
    note(`${file}:${line}: ${finding.message}; passed over`),
  );
  return { calls, planned: undefined };
}

/** Reads what `--set` is given: `POINTER=VALUE`, where a value that is no JSON is a text. */
export function parseFacts(texts: readonly string[] = []): CallFacts {
  return texts.map(parseFact);
}

function parseFact(text: string): CallFacts[number] {
  const [, pointer = '', value = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
  if (!isPointer(pointer))
    throw userError('usage', `--set ${text}: write a JSON pointer, = and a value, such as /meta={"shop":1}`);
  try {
    return [pointer, JSON.parse(value) as Json];
  } catch {
    return [pointer, value];
  }
}

function parseInstant(text: string): Date {
  const value = text === 'now' ? new Date() : new Date(text);
  const written = text === 'now' || /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i.test(text);
  if (written && !Number.isNaN(value.getTime())) return value;
  throw new InvalidArgumentError('It must be an instant such as 2026-01-15T09:30:00Z, or now.');
}
