import type { Change, SeenAt, TrafficCoverage } from '../../change.ts';
import type { Contract } from '../../contract/load.ts';
import { readRecording } from '../../recorded/read.ts';
import type { RecordingEntry } from '../../recorded/recording-entry.ts';
import type { Source } from '../../recorded/sources.ts';
import { valueAt } from '../../schema/pointer.ts';
import { parseBody } from '../../validator/body.ts';
import { changesOf, unseenChanges } from './changes.ts';
import { coverageOf, neverSeen } from './coverage.ts';
import { type Group, type Groups, newGroups } from './groups.ts';
import { observe } from './observe.ts';
import { placesOf } from './places.ts';
import type { EventValidators } from './validators.ts';

export interface TrafficOptions {
  contract: Contract;
  validators: EventValidators;
  sources: readonly Source[];
  /** Told of each chunk's length in bytes. */
  onBytes?: (count: number) => void;
  /** Ends the reading early, between two events. */
  signal?: AbortSignal;
}

/** What recorded events came to, in the light of a contract. */
export interface TrafficReading {
  events: number;
  /** Events that the contract refuses; what is no event at all is among them. */
  illegal: number;
  changes: Change[];
  groups: Group[];
  coverage: TrafficCoverage;
  notes: string[];
}

/**
 * Judges all events of all sources in one pass. Memory does not grow with their number: what is found is counted in groups,
 * and the number of groups has a limit. Throws an input error for a source that cannot be read or is no recording.
 */
export async function readTraffic({
  contract,
  validators,
  sources,
  onBytes,
  signal,
}: TrafficOptions): Promise<TrafficReading> {
  const root = placesOf(contract);
  const groups = newGroups();
  const method = contract.operation.method.toUpperCase();
  const types = new Set<string>();
  const tally = { events: 0, illegal: 0 };
  for (const source of sources) {
    if (signal?.aborted) break;
    const options = { name: source.name, strict: source.named, method, ...(onBytes ? { onBytes } : {}) };
    for await (const record of readRecording(source.open(), options)) {
      if (signal?.aborted) break;
      const index = tally.events++;
      const event = eventOf(record, source.name, index, groups);
      const type = event === undefined ? undefined : typeOf(event.value, contract);
      if (type !== undefined) types.add(type);
      const status = record.kind === 'event' ? record.status : undefined;
      const placeOf = (pointer: string): SeenAt => seenAt(record, source.name, pointer);
      const legal = event && observe({ event: event.value, index, type, status, placeOf }, validators, root, groups);
      if (!legal) tally.illegal++;
    }
  }
  const share = { seen: types.size, total: contract.eventTypes.length };
  const found = groups.all();
  return {
    ...tally,
    changes: [
      ...changesOf(found, validators.others.has('literal')),
      ...unseenChanges(contract, types, neverSeen(root)),
    ],
    groups: found,
    coverage: coverageOf(root, share),
    notes: notesOf(groups),
  };
}

/** A declared type; any other is found by the validator. */
function typeOf(event: unknown, { typePath, eventTypes }: Contract): string | undefined {
  const type = typePath && valueAt(event, typePath);
  return typeof type === 'string' && eventTypes.includes(type) ? type : undefined;
}

function eventOf(record: RecordingEntry, file: string, index: number, groups: Groups): { value: unknown } | undefined {
  const parsed = record.kind === 'event' ? parseBody(record.bytes) : { ok: false as const, finding: record.finding };
  if (parsed.ok) return { value: parsed.value };
  const { rule, message } = parsed.finding;
  const status = record.kind === 'event' ? record.status : undefined;
  const found = { kind: 'refused' as const, rule, pointer: '', value: undefined, message };
  groups.add(found, { event: index, place: seenAt(record, file, ''), status, type: undefined, refusedBy: [] });
  return undefined;
}

function seenAt(record: RecordingEntry, file: string, pointer: string): SeenAt {
  if (record.kind === 'fault') return { file, line: record.line };
  const line = pointer === '' ? record.line : record.lineOf(pointer);
  return { file, line, ...(record.at === undefined ? {} : { at: record.at }) };
}

function notesOf(groups: Groups): string[] {
  const overflow = groups.overflow();
  const count = groups.all().length;
  if (overflow === 0) return [];
  return [
    `a limit was reached: only the first ${count} kinds of findings are told apart; ${overflow} findings of others are not listed`,
  ];
}
