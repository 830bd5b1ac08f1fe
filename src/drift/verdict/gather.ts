import type { Change, Compared, Culprit, TrafficCoverage } from '../../change.ts';
import type { Contract } from '../../contract/load.ts';
import { userError } from '../../errors.ts';
import { recordingSources } from '../../recorded/sources.ts';
import type { DocumentNames, DriftDocuments } from '../documents/read.ts';
import { eventLocations } from '../traffic/locations.ts';
import { readTraffic, type TrafficReading } from '../traffic/read.ts';
import { type EventValidators, makeValidators } from '../traffic/validators.ts';
import { culpritsOf } from './culprits.ts';

/** Says by what events are judged, and where recorded ones are read. */
export interface EvidenceOptions extends Pick<DocumentNames, 'overlays'> {
  /** Narrows to one operation, by its id, path or name. */
  operation?: string | readonly string[] | undefined;
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
  const { operation, overlays = [], traffic: recordings } = options;
  const { contract, validators, notes } = await makeValidators(documents, operation, overlays);
  const traffic = recordings && (await readAll(recordings, contract, validators, options));
  const known = (source: 'spec' | 'implementation') => {
    const validator = validators.others.get(source);
    return validator && { changes: changes[source], validator };
  };
  const culprits = culpritsOf({
    root: eventLocations(contract),
    contract: validators.contract,
    spec: known('spec'),
    traffic,
    implementation: known('implementation'),
  });
  if (!traffic) return { changes: [], culprits, notes };
  const { events, illegal, coverage } = traffic;
  return {
    changes: traffic.changes,
    culprits,
    coverage,
    traffic: { recordings: [...recordings], events, illegal },
    notes: [...notes, ...traffic.notes],
  };
}

async function readAll(
  files: readonly string[],
  contract: Contract,
  validators: EventValidators,
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
    const reading = await readTraffic(contract, validators, sources, { onBytes, signal });
    if (reading.events === 0 && !signal?.aborted)
      throw userError('input', `${files.join(', ')}: no event found`, {
        hint: 'Nothing is no proof that nothing moved. HTTP Archives must hold the bodies of their requests.',
      });
    return reading;
  } finally {
    shown?.stop();
  }
}
