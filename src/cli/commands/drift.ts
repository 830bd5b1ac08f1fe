import type { Command } from 'commander';
import type { FailOn, Side } from '../../change.ts';
import type { DriftDocuments } from '../../drift/documents/read.ts';
import { isRevision } from '../../drift/documents/revision.ts';
import type { DriftOptions } from '../../drift/run.ts';
import { userError } from '../../errors.ts';
import { isUrl } from '../../openapi/read/fetch.ts';
import { packageVersion } from '../../package-version.ts';
import { driftRenderers } from '../../reports/drift/renderers.ts';
import type { Context } from '../context.ts';
import { keepYoungSpace } from '../memory.ts';
import {
  addContractOptions,
  type BaselineFlags,
  baselineOption,
  type ContractFlags,
  choice,
  collect,
} from '../options.ts';
import { prepareFiles, privateFolder, writeOutputs } from '../outputs.ts';
import { byteProgressBar } from '../progress.ts';
import { interruptibly, stdinUntil } from '../signals.ts';

interface Flags extends ContractFlags, BaselineFlags {
  against?: string;
  traffic?: string[];
  implementation?: string;
  side: Side;
  failOn: FailOn;
  scope: 'operation' | 'document';
  cache?: string;
  format: string;
  output?: string;
  accept?: true;
}

export const help = `
Examples:
  $ hookproof drift --against https://api.example/openapi.yaml   has the published document moved?
  $ hookproof drift --traffic recordings/ monday.har             do real events keep to the contract?
  $ hookproof drift --implementation my-receiver.yaml            does a receiver's own document take all that may come?
  $ hookproof drift --contract api.yaml --traffic events.har --event-from header:X-Event   events of many webhooks
  $ hookproof drift --against new.yaml --traffic events.ndjson   both, and who is to follow whom
  $ hookproof drift --against $URL --cache .hookproof --format github   nightly, asking only for what changed
  $ hookproof drift --contract api.yaml --against git:main   what does this branch change for receivers?
  $ hookproof drift --against $URL --baseline known.yaml --update-baseline
  $ hookproof drift --contract openapi.yaml --against new.yaml --accept

A change is breaking (something that may come is refused or misread; an event proves it), risky, safe or docs. Status 0:
nothing at or above --fail-on; 1: there is something; 2: a document cannot be fetched or read, or there is no event.`;

export function configure(command: Command, context: Context): void {
  addContractOptions(command)
    .option(
      '--against <file|url|git:rev>',
      'the published document; git:REV[:FILE]: what the contract was in a revision',
    )
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
    .action((flags: Flags) => drift(flags, context));
}

async function drift(flags: Flags, context: Context): Promise<void> {
  checkFlags(flags, context);
  await prepareFiles([flags.output], privateFolder);
  await prepareFiles([flags.accept ? flags.contract : undefined]);
  const [{ runDrift }, { readDriftDocuments }] = await Promise.all([
    import('../../drift/run.ts'),
    import('../../drift/documents/read.ts'),
  ]);
  await interruptibly(context, async (signal) => {
    const options = optionsOf(flags, context, signal);
    const documents = await readDriftDocuments(options);
    keepYoungSpace();
    const affectedCases: DriftOptions['affectedCases'] = async (changes) =>
      (await import('../../api/affected-cases.ts')).withAffectedCases(changes, documents.contract, options);
    const report = await runDrift({ ...options, affectedCases }, documents);
    const render = async (format: string, { color }: { color: boolean }): Promise<string> =>
      (await driftRenderers[format]?.(report, { version: packageVersion(), color })) ?? '';
    await writeOutputs([{ format: flags.format, file: flags.output }], render, context);
    if (flags.accept && flags.contract !== undefined && !signal.aborted)
      await accept(documents, flags.contract, context);
    context.exit(signal.aborted ? 130 : report.verdict === 'fail' ? 1 : 0);
  });
}

function checkFlags(flags: Flags, context: Context): void {
  const { against, traffic, implementation, accept, contract, cache } = flags;
  if (against === undefined && !traffic && implementation === undefined)
    throw userError('usage', 'nothing to compare the contract with', {
      hint: 'Give --against FILE|URL, --traffic FILE… or --implementation FILE|URL.',
    });
  baselineOption(flags, context);
  if (
    cache !== undefined &&
    ![against, implementation, contract].some((source) => source !== undefined && isUrl(source))
  )
    throw userError('usage', '--cache keeps what is fetched, and no document is named by a URL');
  if (!accept) return;
  if (against === undefined) throw userError('usage', '--accept wants the published document: --against FILE|URL');
  if (contract === undefined)
    throw userError('usage', '--accept does not write over the bundled contract', {
      hint: 'Name the file that it shall write: --contract FILE',
    });
  if (isRevision(against)) throw userError('usage', '--accept wants a newer document, and a revision is the older one');
  if (isUrl(contract)) throw userError('usage', `--accept cannot write to a URL: ${contract}`);
}

/** Lists the formats by which an editor or a review shows a change where it stands. */
const withLines = new Set(['github', 'sarif']);

function optionsOf(flags: Flags, context: Context, signal: AbortSignal): DriftOptions {
  const {
    contract,
    overlay,
    operation,
    eventFrom,
    allowHost,
    cache,
    against,
    traffic,
    implementation,
    side,
    failOn,
    scope,
  } = flags;
  return {
    ...{ contract, overlays: overlay, operation, eventFrom, allowedHosts: allowHost, cache },
    ...{ against, traffic, implementation, side, failOn, scope, signal },
    baseline: baselineOption(flags, context),
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
