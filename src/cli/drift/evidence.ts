import type { Change, Culprit, TrafficCoverage } from '../../change.ts';
import { judgesOf } from '../../drift/traffic/judges.ts';
import { placesOf } from '../../drift/traffic/places.ts';
import { readTraffic, type TrafficReading } from '../../drift/traffic/read.ts';
import { culpritsOf } from '../../drift/verdict/culprits.ts';
import { userError } from '../../errors.ts';
import { recordingSources, type Source } from '../../recorded/sources.ts';
import type { Context } from '../context.ts';
import { progressBar } from '../progress.ts';
import { stdinUntil } from '../signals.ts';
import { contractsOf } from './contracts.ts';
import type { Documents } from './documents.ts';
import type { DriftFlags } from './flags.ts';

/** What recorded events say, and who is to follow whom. */
export interface Evidence {
  changes: Change[];
  culprits: Culprit[];
  coverage: TrafficCoverage | undefined;
  traffic: { recordings: string[]; events: number; illegal: number } | undefined;
  notes: string[];
}

/** Reads the traffic, if any, and gives one verdict over all sources. Loaded only where events are to be judged. */
export async function evidenceOf(
  documents: Documents,
  changes: { spec: readonly Change[]; implementation: readonly Change[] },
  flags: DriftFlags,
  context: Context,
  signal: AbortSignal,
): Promise<Evidence> {
  const contracts = await contractsOf(documents, flags);
  const { contract, spec, implementation } = contracts;
  const overlaid = documents.overlays.length > 0;
  const { operation } = flags;
  const { judges, notes } = await judgesOf({
    contract,
    published: documents.contract,
    overlaid,
    operation,
    spec,
    implementation,
  });
  const traffic = flags.traffic && (await read(flags.traffic, { contract, judges, signal }, context));
  const judged = (source: 'spec' | 'implementation') => {
    const judge = judges.others.get(source);
    return judge && { changes: changes[source], judge };
  };
  const culprits = culpritsOf({
    root: placesOf(contract),
    contract: judges.contract,
    spec: judged('spec'),
    traffic,
    implementation: judged('implementation'),
  });
  const { events, illegal } = traffic ?? { events: 0, illegal: 0 };
  return {
    changes: traffic?.changes ?? [],
    culprits,
    coverage: traffic?.coverage,
    traffic: flags.traffic && { recordings: flags.traffic, events, illegal },
    notes: [...contracts.notes, ...notes, ...(traffic?.notes ?? [])],
  };
}

/** What is left where no document can be made to judge events. */
export function unjudged(why: string): Evidence {
  const notes = [`who is to follow whom cannot be told: ${why}`];
  return { changes: [], culprits: [], coverage: undefined, traffic: undefined, notes };
}

async function read(
  files: readonly string[],
  options: Pick<Parameters<typeof readTraffic>[0], 'contract' | 'judges'> & { signal: AbortSignal },
  context: Context,
): Promise<TrafficReading> {
  const sources = await recordingSources(files, () => stdinUntil(options.signal));
  const bar = await progressBar(context, totalMegabytes(sources), 'MB');
  let bytes = 0;
  const onBytes = (count: number): void => {
    bytes += count;
    bar.update(Math.round(bytes / 1e6));
  };
  try {
    const reading = await readTraffic({ ...options, sources, onBytes });
    if (reading.events === 0 && !options.signal.aborted) throw noEvent(files);
    return reading;
  } finally {
    bar.stop();
  }
}

export function totalMegabytes(sources: readonly Source[]): number {
  return Math.ceil(sources.reduce((sum, { size }) => sum + (size ?? 0), 0) / 1e6);
}

function noEvent(files: readonly string[]): Error {
  return userError('input', `${files.join(', ')}: no event found`, {
    hint: 'Nothing is no proof that nothing moved. HTTP Archives must hold the bodies of their requests.',
  });
}
