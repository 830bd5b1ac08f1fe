import { once } from 'node:events';
import { type Command, Option } from 'commander';
import { loadContract } from '../../contract/load.ts';
import { userError } from '../../errors.ts';
import type { Tally } from '../../finding.ts';
import { recordingSources, type Source } from '../../recorded/sources.ts';
import { checkRenderers } from '../../reports/check/renderers.ts';
import { checkRecordings } from '../../validator/recordings.ts';
import { type Context, hasColors } from '../context.ts';
import { addContractOptions, type ContractFlags, contractOptions } from '../options.ts';
import { progressBar } from '../progress.ts';
import { interruption, stdinUntil } from '../signals.ts';

interface Flags extends ContractFlags {
  format: string;
}

const help = `
Examples:
  $ hookproof check recordings/                     all .json, .ndjson, .jsonl and .har files below a folder
  $ hookproof check session.har monday.ndjson
  $ kubectl logs receiver | grep '^{' | hookproof check -
  $ hookproof check events.ndjson --format json     for a program

It takes a JSON event, a list of them, NDJSON, HTTP Archives, and exchanges as hookproof records them, of any length,
packed with gzip or not.
A finding is one line: file, line, pointer, what is wrong and the rule. Status 0: all events are legal; 1: some are
not; 2: there is no event, or a file is none of these.`;

export function configure(command: Command, context: Context): void {
  addContractOptions(command)
    .argument('<file|folder|-...>', 'recorded events; - is standard input')
    .addOption(
      new Option('--format <format>', 'how findings are written').choices(Object.keys(checkRenderers)).default('tty'),
    )
    .addHelpText('after', help)
    .action((files: string[], flags: Flags) => check(files, flags, context));
}

async function check(files: readonly string[], flags: Flags, context: Context): Promise<void> {
  const contract = await loadContract(contractOptions(flags));
  const stop = interruption(context.endNow);
  const sources = await recordingSources(files, () => stdinUntil(stop.signal));
  const format = checkRenderers[flags.format] ?? checkRenderers.tty;
  if (!format) throw userError('usage', `unknown format "${flags.format}"`);
  const color = hasColors(context);
  const bar = await progressBar(context, totalMegabytes(sources), 'MB');
  let bytes = 0;
  const findings = checkRecordings(sources, {
    contract,
    signal: stop.signal,
    onBytes: (count) => {
      bytes += count;
      bar.update(Math.round(bytes / 1e6));
    },
  });
  try {
    await write(context, format.start);
    let index = 0;
    let next = await findings.next();
    for (; !next.done; next = await findings.next()) await write(context, format.finding(next.value, index++, color));
    bar.stop();
    if (next.value.events === 0 && !stop.signal.aborted) throw noEvent(files);
    await write(context, format.end(next.value, color));
    context.exit(stop.signal.aborted ? 130 : exitStatus(next.value));
  } finally {
    bar.stop();
    stop.release();
  }
}

function exitStatus({ illegal }: Tally): number {
  return illegal > 0 ? 1 : 0;
}

function noEvent(files: readonly string[]): Error {
  return userError('input', `${files.join(', ')}: no event found`, {
    hint: 'A check of nothing proves nothing. HTTP Archives must hold the bodies of their requests.',
  });
}

function totalMegabytes(sources: readonly Source[]): number {
  return Math.ceil(sources.reduce((sum, { size }) => sum + (size ?? 0), 0) / 1e6);
}

/** Waits where the reader of the output is slower than we are. */
async function write({ stdout }: Context, text: string): Promise<void> {
  if (text !== '' && !stdout.write(text)) await once(stdout, 'drain');
}
