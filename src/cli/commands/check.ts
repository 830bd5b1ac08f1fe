import type { Command } from 'commander';
import { loadContracts } from '../../contract/load.ts';
import { signatureSecurity } from '../../contract/signatures.ts';
import { userError } from '../../errors.ts';
import type { RecordedFinding, Tally } from '../../finding.ts';
import { recordingSources } from '../../recorded/sources.ts';
import { shownFindings } from '../../redaction/shown-names.ts';
import { checkRenderers } from '../../reports/check/renderers.ts';
import { type RecordedSignatures, recordedSignatures, refuseUnjudged } from '../../validator/recorded-signatures.ts';
import { checkRecordings } from '../../validator/recordings.ts';
import { type Context, hasColors, patientWriter } from '../context.ts';
import {
  addContractOptions,
  addSignatureOptions,
  announceKeys,
  announceNotes,
  type ContractFlags,
  choice,
  chosenKeys,
  contractOptions,
} from '../options.ts';
import { byteProgressBar } from '../progress.ts';
import { interruptibly, stdinUntil } from '../signals.ts';

interface Flags extends ContractFlags {
  format: keyof typeof checkRenderers;
  urlFilter?: string;
  /** A check that finds no signature to judge is an error. */
  wantsSignatures?: boolean;
}

export const help = `
Examples:
  $ hookproof check recordings/                     all .json, .ndjson, .jsonl and .har files below a folder
  $ hookproof check session.har monday.ndjson
  $ kubectl logs receiver | grep '^{' | hookproof check -
  $ hookproof check events.ndjson --format json     for a program
  $ hookproof check session.har --signature stripe  are the requests signed as they should be, and if not, why?

--signature judges the signatures of recorded requests as well, with the keys of the environment; their age is judged
by the time of the recording, where it has one.

It takes a JSON event, a list of them, NDJSON, HTTP Archives, and exchanges as hookproof records them, of any length,
packed with gzip or not.
A finding is one line: file, line, pointer, what is wrong and the rule. Status 0: all events are legal; 1: some are
not; 2: there is no event, or a file is none of these. Recorded requests that deliver no event are counted.`;

export function configure(command: Command, context: Context): void {
  addSignatureOptions(addContractOptions(command))
    .argument('<file|folder|-...>', 'recorded events; - is standard input')
    .option('--url-filter <glob>', 'the URLs to which events go; other recorded requests are not judged, and counted')
    .addOption(choice('--format <format>', 'how findings are written', Object.keys(checkRenderers), 'tty'))
    .action((files: string[], flags: Flags) => {
      // What a configuration says for all commands is not asked of every recording.
      const wantsSignatures = command.getOptionValueSource('signature') === 'cli';
      return interruptibly(context, (signal) => checkFiles(files, { ...flags, wantsSignatures }, context, signal));
    });
}

async function checkFiles(
  files: readonly string[],
  flags: Flags,
  context: Context,
  signal: AbortSignal,
): Promise<void> {
  // How deliveries prove themselves is nothing that a recorded event shows; what else was recorded is judged where it is asked for.
  const contracts = await loadContracts({ ...contractOptions(flags), auth: 'none', signedUrl: undefined });
  announceNotes(contracts, context);
  const signatures = signaturesOf(flags, context);
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
    const shown = shownFindings(contracts);
    const onFinding = (finding: RecordedFinding) => write(format.finding(shown(finding), index++, color));
    const tally = await checkRecordings(sources, {
      contracts,
      signatures,
      urlFilter: flags.urlFilter,
      signal,
      onBytes,
      onFinding,
    });
    bar.stop();
    if (tally.events === 0 && !signal.aborted) throw noEventError(files, tally.skipped);
    if (tally.signatures && flags.wantsSignatures && !signal.aborted) refuseUnjudged(tally.signatures);
    await write(format.end(tally, color));
    context.exit(signal.aborted ? 130 : tally.illegal > 0 ? 1 : 0);
  } finally {
    bar.stop();
  }
}

function signaturesOf(flags: Flags, context: Context): RecordedSignatures | undefined {
  if (flags.signature === undefined) return undefined;
  const security = signatureSecurity(flags.signature, flags.signedUrl);
  const keys = chosenKeys(flags, { security });
  announceKeys(keys, flags, context, { security });
  return recordedSignatures(security, keys);
}

function noEventError(files: readonly string[], skipped: Tally['skipped'] = {}): Error {
  const why = Object.entries(skipped).map(([reason, count]) => `${count} with ${reason}`);
  return userError('input', [`${files.join(', ')}: no event found`, ...why].join('; '), {
    hint: 'A check of nothing proves nothing. HTTP Archives must hold the bodies of their requests.',
  });
}
