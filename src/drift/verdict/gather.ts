import type { Change, Compared, Culprit, TrafficCoverage } from '../../change.ts';
import { userError } from '../../errors.ts';
import { recordingSources } from '../../recorded/sources.ts';
import type { DriftDocuments } from '../documents/read.ts';
import { eventsText } from '../traffic/changes.ts';
import { readTraffic, type TrafficReading } from '../traffic/read.ts';
import { prepareReadings, type ReadingOptions, type Readings } from '../traffic/readings.ts';
import { allCulprits } from './culprits.ts';

/** Says by what events are judged, and where recorded ones are read. */
export interface EvidenceOptions extends ReadingOptions {
  /** Recorded events: files, folders, or `-` for standard input. */
  traffic?: readonly string[] | undefined;
  /** Ends the reading of traffic early; the report then says so. */
  signal?: AbortSignal;
  /** Opens standard input, for traffic named `-`. */
  stdin?: () => AsyncIterable<Buffer>;
  /** Begins to show how many bytes of the traffic are read, of so many in all. */
  progress?: (totalBytes: number) => Promise<{ update(bytes: number): void; stop(): void }>;
}

/** Holds what recorded events say, and who is to follow whom. */
export interface GatheredEvidence {
  changes: Change[];
  culprits: Culprit[];
  coverage?: TrafficCoverage | undefined;
  traffic?: Compared['traffic'];
  notes: string[];
}

/**
 * Reads the traffic, if any, and gives one verdict over all sources. Throws an input error where the contract cannot
 * validate, or the traffic cannot be read or holds no event.
 */
export async function gatherEvidence(
  documents: DriftDocuments,
  changes: { spec: readonly Change[]; implementation: readonly Change[] },
  options: EvidenceOptions,
): Promise<GatheredEvidence> {
  const { traffic: recordings } = options;
  const readings = await prepareReadings(documents, options);
  const traffic = recordings && (await readAll(recordings, readings, options));
  const culprits = allCulprits(readings, changes, traffic);
  const { notes } = readings;
  if (!traffic) return { changes: [], culprits, notes };
  const { events, illegal, others, ambiguous, coverage } = traffic;
  return {
    changes: traffic.changes,
    culprits,
    coverage,
    traffic: {
      ...{ recordings: [...recordings], events, illegal },
      ...(others > 0 ? { others } : {}),
      ...(ambiguous > 0 ? { ambiguous } : {}),
    },
    notes: [...notes, ...traffic.notes],
  };
}

async function readAll(
  files: readonly string[],
  readings: Readings,
  { signal, progress, stdin = () => process.stdin }: EvidenceOptions,
): Promise<TrafficReading> {
  const sources = await recordingSources(files, stdin);
  const shown = await progress?.(sources.reduce((sum, { size }) => sum + (size ?? 0), 0));
  let bytes = 0;
  const onBytes = (count: number): void => {
    bytes += count;
    shown?.update(bytes);
  };
  try {
    const reading = await readTraffic(readings, sources, { onBytes, signal });
    if (reading.events === 0 && !signal?.aborted)
      throw userError('input', `${files.join(', ')}: no event found`, {
        hint:
          reading.others > 0
            ? `Nothing is no proof that nothing moved. ${eventsText(reading.others)} of operations that were not chosen are there.`
            : 'Nothing is no proof that nothing moved. HTTP Archives must hold the bodies of their requests.',
      });
    return reading;
  } finally {
    shown?.stop();
  }
}
