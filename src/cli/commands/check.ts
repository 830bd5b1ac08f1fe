import type { Command } from 'commander';
import { loadContracts } from '../../contract/load.ts';
import { userError } from '../../errors.ts';
import type { RecordedFinding, Tally } from '../../finding.ts';
import { recordingSources } from '../../recorded/sources.ts';
import { checkRenderers } from '../../reports/check/renderers.ts';
import { checkRecordings } from '../../validator/recordings.ts';
import { type Context, hasColors, patientWriter } from '../context.ts';
import { addContractOptions, type ContractFlags, choice, contractOptions } from '../options.ts';
import { byteProgressBar } from '../progress.ts';
import { interruptibly, stdinUntil } from '../signals.ts';

interface Flags extends ContractFlags {
  format: keyof typeof checkRenderers;
}

export const help = `
Examples:
  $ hookproof check recordings/                     all .json, .ndjson, .jsonl and .har files below a folder
  $ hookproof check session.har monday.ndjson
  $ kubectl logs receiver | grep '^{' | hookproof check -
  $ hookproof check events.ndjson --format json     for a program

It takes a JSON event, a list of them, NDJSON, HTTP Archives, and exchanges as hookproof records them, of any length,
packed with gzip or not.
A finding is one line: file, line, pointer, what is wrong and the rule. Status 0: all events are legal; 1: some are
not; 2: there is no event, or a file is none of these. Recorded requests that deliver no event are counted.`;

export function configure(command: Command, context: Context): void {
  addContractOptions(command)
    .argument('<file|folder|-...>', 'recorded events; - is standard input')
    .addOption(choice('--format <format>', 'how findings are written', Object.keys(checkRenderers), 'tty'))
    .action((files: string[], flags: Flags) =>
      interruptibly(context, (signal) => checkFiles(files, flags, context, signal)),
    );
}

async function checkFiles(
  files: readonly string[],
  flags: Flags,
  context: Context,
  signal: AbortSignal,
): Promise<void> {
  // How deliveries prove themselves is nothing that a recording shows.
  const contracts = await loadContracts({ ...contractOptions(flags), auth: 'none' });
  const sources = await recordingSources(files, () => stdinUntil(signal));
  const format = checkRenderers[flags.format];
  const color = hasColors(context);
  const write = patientWriter(context);
  const total = sources.reduce((sum, { size }) => sum + (size ?? 0), 0);
  const bar = await byteProgressBar(context, total);
  let bytes = 0;
  const onBytes = (count: number): void => {
    bytes += count;
    bar.update(bytes);
  };
  try {
    await write(format.start);
    let index = 0;
    const onFinding = (finding: RecordedFinding) => write(format.finding(finding, index++, color));
    const tally = await checkRecordings(sources, { contracts, signal, onBytes, onFinding });
    bar.stop();
    if (tally.events === 0 && !signal.aborted) throw noEventError(files, tally.skipped);
    await write(format.end(tally, color));
    context.exit(signal.aborted ? 130 : tally.illegal > 0 ? 1 : 0);
  } finally {
    bar.stop();
  }
}

function noEventError(files: readonly string[], skipped: Tally['skipped'] = {}): Error {
  const why = Object.entries(skipped).map(([reason, count]) => `${count} with ${reason}`);
  return userError('input', [`${files.join(', ')}: no event found`, ...why].join('; '), {
    hint: 'A check of nothing proves nothing. HTTP Archives must hold the bodies of their requests.',
  });
}
