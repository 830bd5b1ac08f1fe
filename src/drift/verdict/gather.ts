import type { Change, Culprit, TrafficCoverage } from '../../change.ts';
import type { Contract } from '../../contract/load.ts';
import { userError } from '../../errors.ts';
import { recordingSources } from '../../recorded/sources.ts';
import { prepareContracts } from '../contracts.ts';
import type { DriftDocuments } from '../documents/read.ts';
import { eventLocations } from '../traffic/locations.ts';
import { readTraffic, type TrafficReading } from '../traffic/read.ts';
import { type EventValidators, makeValidators } from '../traffic/validators.ts';
import { culpritsOf } from './culprits.ts';

/** Holds what recorded events say, and who is to follow whom. */
export interface GatheredEvidence {
  changes: Change[];
  culprits: Culprit[];
  coverage?: TrafficCoverage | undefined;
  traffic?: { recordings: string[]; events: number; illegal: number } | undefined;
  notes: string[];
}

/** Begins to show how many bytes of the traffic are read, of so many in all. */
export type TrafficProgress = (totalBytes: number) => Promise<{ update(bytes: number): void; stop(): void }>;

interface GatherOptions {
  operation?: string | undefined;
  overlays?: readonly string[] | undefined;
  traffic?: readonly string[] | undefined;
  signal?: AbortSignal;
  stdin?: () => AsyncIterable<Buffer>;
  progress?: TrafficProgress;
}

/**
 * Reads the traffic, if any, and gives one verdict over all sources. Throws an input error where the contract cannot
 * validate, or the traffic cannot be read or holds no event.
 */
export async function gatherEvidence(
  documents: DriftDocuments,
  changes: { spec: readonly Change[]; implementation: readonly Change[] },
  options: GatherOptions,
): Promise<GatheredEvidence> {
  const { operation, overlays = [] } = options;
  const contracts = await prepareContracts(documents, operation, overlays);
  const overlaid = documents.overlays.length > 0;
  const { validators, notes } = await makeValidators({
    ...contracts,
    published: documents.contract,
    overlaid,
    operation,
  });
  const traffic = options.traffic && (await readAll(options.traffic, contracts.contract, validators, options));
  const known = (source: 'spec' | 'implementation') => {
    const validator = validators.others.get(source);
    return validator && { changes: changes[source], validator };
  };
  const culprits = culpritsOf({
    root: eventLocations(contracts.contract),
    contract: validators.contract,
    spec: known('spec'),
    traffic,
    implementation: known('implementation'),
  });
  const { events, illegal } = traffic ?? { events: 0, illegal: 0 };
  return {
    changes: traffic?.changes ?? [],
    culprits,
    coverage: traffic?.coverage,
    traffic: options.traffic && { recordings: [...options.traffic], events, illegal },
    notes: [...contracts.notes, ...notes, ...(traffic?.notes ?? [])],
  };
}

async function readAll(
  files: readonly string[],
  contract: Contract,
  validators: EventValidators,
  { signal, progress, stdin = () => process.stdin }: GatherOptions,
): Promise<TrafficReading> {
  const sources = await recordingSources(files, stdin);
  const shown = await progress?.(sources.reduce((sum, { size }) => sum + (size ?? 0), 0));
  let bytes = 0;
  const onBytes = (count: number): void => {
    bytes += count;
    shown?.update(bytes);
  };
  try {
    const reading = await readTraffic({ contract, validators, sources, onBytes, ...(signal ? { signal } : {}) });
    if (reading.events === 0 && !signal?.aborted)
      throw userError('input', `${files.join(', ')}: no event found`, {
        hint: 'Nothing is no proof that nothing moved. HTTP Archives must hold the bodies of their requests.',
      });
    return reading;
  } finally {
    shown?.stop();
  }
}
