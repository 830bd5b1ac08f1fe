import type { Command } from 'commander';
import { packageVersion } from '../../contract/bundled.ts';
import type { DriftDocuments } from '../../drift/documents/read.ts';
import type { DriftOptions } from '../../drift/run.ts';
import { driftRenderers } from '../../reports/drift/renderers.ts';
import type { Context } from '../context.ts';
import { checkFlags, type DriftFlags } from '../drift/flags.ts';
import { addContractOptions, choice, collect } from '../options.ts';
import { prepareFiles, writeOutput } from '../outputs.ts';
import { byteProgressBar } from '../progress.ts';
import { interruptibly, stdinUntil } from '../signals.ts';

const help = `
Examples:
  $ hookproof drift --against https://api.example/openapi.yaml   has the published document moved?
  $ hookproof drift --traffic recordings/ monday.har             do real events keep to the contract?
  $ hookproof drift --implementation my-receiver.yaml            does a receiver's own document take all that may come?
  $ hookproof drift --against new.yaml --traffic events.ndjson   both, and who is to follow whom
  $ hookproof drift --against $URL --cache .hookproof --format github   nightly, asking only for what changed
  $ hookproof drift --against $URL --baseline known.yaml --update-baseline
  $ hookproof drift --contract openapi.yaml --against new.yaml --accept

A change is breaking (something that may come is refused or misread; an event proves it), risky, safe or docs. Status 0:
nothing at or above --fail-on; 1: there is something; 2: a document cannot be fetched or read, or there is no event.`;

export function configure(command: Command, context: Context): void {
  addContractOptions(command)
    .option('--against <file|url>', 'the published document')
    .option('--traffic <file...>', 'recorded events: files, folders, - for standard input (repeatable)', collect)
    .option('--implementation <file|url>', "a receiver's own document")
    .addOption(choice('--side <side>', 'we receive events, or we send them', ['receiver', 'sender']))
    .addOption(choice('--fail-on <level>', 'what fails the run', ['breaking', 'risky', 'any', 'never']))
    .addOption(
      choice('--scope <scope>', 'operation: the URL is our own, and may differ', ['operation', 'document'], 'document'),
    )
    .option('--cache <folder>', 'keep what is fetched, and ask only for what changed')
    .option('--baseline <file>', 'changes that are known, each with a reason and a last day')
    .option('--update-baseline', 'write what gates now into the baseline')
    .addOption(choice('--format <format>', 'how the report is written', Object.keys(driftRenderers), 'tty'))
    .option('--output <file>', 'write the report to a file')
    .option('--accept', 'write the published document over the contract, and say what must follow')
    .addHelpText('after', help)
    .action((flags: DriftFlags) => drift(flags, context));
}

async function drift(flags: DriftFlags, context: Context): Promise<void> {
  checkFlags(flags);
  await prepareFiles([flags.output, flags.accept ? flags.contract : undefined]);
  const [{ runDrift }, { readDriftDocuments }] = await Promise.all([
    import('../../drift/run.ts'),
    import('../../drift/documents/read.ts'),
  ]);
  await interruptibly(context, async (signal) => {
    const options = optionsOf(flags, context, signal);
    const documents = await readDriftDocuments(options);
    const affectedCases: DriftOptions['affectedCases'] = async (changes) =>
      (await import('../../api/affected-cases.ts')).withAffectedCases(changes, documents.contract, options);
    const report = await runDrift({ ...options, affectedCases }, documents);
    const how = { renderers: driftRenderers, options: { version: packageVersion() }, context };
    await writeOutput(report, { format: flags.format, file: flags.output }, how);
    if (flags.accept && flags.contract !== undefined && !signal.aborted)
      await accept(documents, flags.contract, context);
    context.exit(signal.aborted ? 130 : report.verdict === 'fail' ? 1 : 0);
  });
}

/** Lists the formats by which an editor or a review shows a change where it stands. */
const withLines = new Set(['github', 'sarif']);

function optionsOf(flags: DriftFlags, context: Context, signal: AbortSignal): DriftOptions {
  const { contract, overlay, operation, allowHost, cache, against, traffic, implementation, side, failOn, scope } =
    flags;
  return {
    ...{ contract, overlays: overlay, operation, allowedHosts: allowHost, cache },
    ...{ against, traffic, implementation, side, failOn, scope, signal },
    baseline:
      flags.baseline === undefined ? undefined : { file: flags.baseline, update: flags.updateBaseline ?? false },
    accept: flags.accept ?? false,
    locations: withLines.has(flags.format),
    stdin: () => stdinUntil(signal),
    progress: (total) => byteProgressBar(context, total),
  };
}

async function accept(documents: DriftDocuments, file: string, context: Context): Promise<void> {
  const { writeAccepted } = await import('../../drift/documents/accept.ts');
  const wrote = await writeAccepted(documents, file);
  context.stderr.write(wrote ? `wrote the published document to ${file}\n` : `${file} is the published document\n`);
}
