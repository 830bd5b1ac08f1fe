import { type Command, Option } from 'commander';
import { type Change, type ChangeSource, type DriftReport, driftReport } from '../../change.ts';
import { isUserError } from '../../errors.ts';
import type { Context } from '../context.ts';
import { type Documents, implementationChanges, readDocuments, specChanges } from '../drift/documents.ts';
import type { Evidence } from '../drift/evidence.ts';
import { checkFlags, type DriftFlags } from '../drift/flags.ts';
import { formats, print, writable } from '../drift/output.ts';
import { addContractOptions, collect } from '../options.ts';
import { interruption } from '../signals.ts';

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
    .addOption(
      new Option('--side <side>', 'we receive events, or we send them')
        .choices(['receiver', 'sender'])
        .default('receiver'),
    )
    .addOption(
      new Option('--fail-on <level>', 'what fails the run')
        .choices(['breaking', 'risky', 'any', 'never'])
        .default('breaking'),
    )
    .addOption(
      new Option('--scope <scope>', 'operation: the URL is our own, and may differ')
        .choices(['operation', 'document'])
        .default('document'),
    )
    .option('--cache <folder>', 'keep what is fetched, and ask only for what changed')
    .option('--baseline <file>', 'changes that are known, each with a reason and a last day')
    .option('--update-baseline', 'write what gates now into the baseline')
    .addOption(new Option('--format <format>', 'how the report is written').choices(formats).default('tty'))
    .option('--output <file>', 'write the report to a file')
    .option('--accept', 'write the published document over the contract, and say what must follow')
    .addHelpText('after', help)
    .action((flags: DriftFlags) => drift(flags, context));
}

async function drift(flags: DriftFlags, context: Context): Promise<void> {
  checkFlags(flags);
  const written = [flags.output, flags.accept ? flags.contract : undefined].filter((file) => file !== undefined);
  for (const file of written) await writable(file);
  const stop = interruption(context.endNow);
  try {
    const documents = await readDocuments(flags);
    const spec = await specChanges(documents, flags);
    const implementation = await implementationChanges(documents, flags);
    const evidence = await evidenceFor(documents, { spec, implementation }, flags, context, stop.signal);
    const found = [...spec, ...implementation, ...(evidence?.changes ?? [])];
    // What the traffic holds beside the contract touches no case, and is common.
    const cased = found.some(({ level, source }) => level !== 'docs' && !(level === 'safe' && source === 'traffic'))
      ? await (await import('../drift/affected-cases.ts')).withCases(found, documents, flags)
      : { changes: found, notes: [] };
    const notes = [...documents.contract.mended, ...(evidence?.notes ?? []), ...cased.notes];
    const report = await reportOf(cased.changes, notes, { documents, evidence }, flags, stop.signal.aborted);
    await print(report, flags, context);
    if (flags.accept && flags.contract !== undefined && !stop.signal.aborted)
      await accept(documents, flags.contract, context);
    context.exit(stop.signal.aborted ? 130 : report.verdict === 'fail' ? 1 : 0);
  } finally {
    stop.release();
  }
}

/** Only where events are to be judged: real ones, or the witnesses of several sources. */
async function evidenceFor(
  documents: Documents,
  changes: { spec: Change[]; implementation: Change[] },
  flags: DriftFlags,
  context: Context,
  signal: AbortSignal,
): Promise<Evidence | undefined> {
  const several = flags.against !== undefined && flags.implementation !== undefined;
  const differ = changes.spec.length + changes.implementation.length > 0;
  if (!flags.traffic && !(several && differ)) return undefined;
  const { evidenceOf, unjudged } = await import('../drift/evidence.ts');
  return evidenceOf(documents, changes, flags, context, signal).catch((error) => {
    // The comparison of documents stands by itself; real events cannot do without a judge.
    if (flags.traffic || !isUserError(error)) throw error;
    return unjudged(error.message);
  });
}

/** Formats by which an editor or a review shows a change where it stands. */
const pointing = new Set(['github', 'sarif']);

async function reportOf(
  found: readonly Change[],
  notes: readonly string[],
  { documents, evidence }: { documents: Documents; evidence: Evidence | undefined },
  flags: DriftFlags,
  interrupted: boolean,
): Promise<DriftReport> {
  const { side, failOn } = flags;
  const today = new Date().toISOString().slice(0, 10);
  const { changes, stale } = await borne(found, flags, today, interrupted);
  const followed = flags.accept ? await import('../drift/accept.ts') : undefined;
  const follow = (await followed?.followUps(documents, changes, flags)) ?? [];
  const shown = pointing.has(flags.format)
    ? await (await import('../drift/places.ts')).withPlaces(changes, documents, flags)
    : changes;
  const culprits = evidence?.culprits ?? [];
  return driftReport({
    side,
    failOn,
    changes: followed?.accepted(shown, flags.contract ?? '', today) ?? shown,
    compared: {
      contract: flags.contract ?? 'the bundled contract',
      ...(flags.against === undefined ? {} : { spec: flags.against }),
      ...(evidence?.traffic ? { traffic: evidence.traffic } : {}),
      ...(flags.implementation === undefined ? {} : { implementation: flags.implementation }),
    },
    ...(culprits.length > 0 ? { culprits } : {}),
    ...(evidence?.coverage ? { coverage: evidence.coverage } : {}),
    stale,
    notes: [...notes, ...follow, ...(interrupted ? ['interrupted: not all of the traffic was read'] : [])],
  });
}

/** Changes in the light of the baseline; what an interrupted run did not see says nothing about it. */
async function borne(found: readonly Change[], flags: DriftFlags, today: string, interrupted: boolean) {
  if (flags.baseline === undefined) return { changes: [...found], stale: [] };
  const { applyChangeBaseline } = await import('../../drift/baseline.ts');
  const sources = new Set<ChangeSource>([
    ...(flags.against === undefined ? [] : ['spec' as const]),
    ...(flags.traffic === undefined || interrupted ? [] : ['traffic' as const]),
    ...(flags.implementation === undefined ? [] : ['implementation' as const]),
  ]);
  return applyChangeBaseline(found, {
    file: flags.baseline,
    update: flags.updateBaseline ?? false,
    failOn: flags.failOn,
    today,
    sources,
  });
}

async function accept(documents: Documents, file: string, context: Context): Promise<void> {
  const { writeAccepted } = await import('../drift/accept.ts');
  const wrote = await writeAccepted(documents, file);
  context.stderr.write(wrote ? `wrote the published document to ${file}\n` : `${file} is the published document\n`);
}
