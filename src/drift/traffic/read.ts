import type { Change, SeenAt, TrafficCoverage } from '../../change.ts';
import type { Contract } from '../../contract/load.ts';
import { readRecording } from '../../recorded/read.ts';
import type { RecordingEntry } from '../../recorded/recording-entry.ts';
import type { Source } from '../../recorded/sources.ts';
import { valueAt } from '../../schema/pointer.ts';
import { parseBody } from '../../validator/event.ts';
import { trafficChanges, unseenChanges } from './changes.ts';
import { type FindingGroup, findingGroups } from './groups.ts';
import { eventLocations, neverSeen, trafficCoverage } from './locations.ts';
import { observeEvent } from './observe.ts';
import type { EventValidators } from './validators.ts';

/** Holds what recorded events came to, in the light of a contract. */
export interface TrafficReading {
  events: number;
  /** Events that the contract refuses; what is no event at all is among them. */
  illegal: number;
  changes: Change[];
  groups: FindingGroup[];
  coverage: TrafficCoverage;
  notes: string[];
}

/**
 * Validates all events of all sources in one pass; `signal` ends it between two events, `onBytes` takes each chunk's length.
 * Memory does not grow with their number: what is found is counted in groups, and the number of groups has a limit. Throws an
 * input error for a source that cannot be read or is no recording.
 */
export async function readTraffic(
  contract: Contract,
  validators: EventValidators,
  sources: readonly Source[],
  { onBytes, signal }: { onBytes?: (count: number) => void; signal?: AbortSignal | undefined } = {},
): Promise<TrafficReading> {
  const root = eventLocations(contract);
  const groups = findingGroups();
  const methods = [contract.operation.method.toUpperCase()];
  const types = new Set<string>();
  const tally = { events: 0, illegal: 0 };
  for (const source of sources) {
    if (signal?.aborted) break;
    const { name } = source;
    for await (const record of readRecording(source, { methods, onBytes })) {
      if (signal?.aborted) break;
      const index = tally.events++;
      const status = record.kind === 'event' ? record.status : undefined;
      const locate = (pointer: string): SeenAt => seenAt(record, name, pointer);
      const parsed = record.kind === 'event' ? parseBody(record.bytes) : { ok: false as const, ...record };
      if (!parsed.ok) {
        const { rule, message } = parsed.finding;
        const occurrence = { index, status, type: undefined, place: locate(''), refusedBy: [] };
        groups.add({ kind: 'refused', rule, pointer: '', message }, occurrence);
        tally.illegal++;
        continue;
      }
      const type = declaredType(parsed.value, contract);
      if (type !== undefined) types.add(type);
      const isLegal = observeEvent({ event: parsed.value, index, type, status, locate }, validators, root, groups);
      if (!isLegal) tally.illegal++;
    }
  }
  const found = groups.all();
  const changes = trafficChanges(found, validators.others.has('literal'));
  const overflow = groups.overflow();
  const limit = `a limit was reached: only the first ${found.length} kinds of findings are told apart; ${overflow} findings of others are not listed`;
  return {
    ...tally,
    changes: [...changes, ...unseenChanges(contract, types, neverSeen(root))],
    groups: found,
    coverage: trafficCoverage(root, { seen: types.size, total: contract.eventTypes.length }),
    notes: overflow > 0 ? [limit] : [],
  };
}

/** Finds a declared type; any other is found by the validator. */
function declaredType(event: unknown, { typePath, eventTypes }: Contract): string | undefined {
  const type = typePath && valueAt(event, typePath);
  return typeof type === 'string' && eventTypes.includes(type) ? type : undefined;
}

function seenAt(record: RecordingEntry, file: string, pointer: string): SeenAt {
  if (record.kind === 'fault') return { file, line: record.line };
  const line = pointer === '' ? record.line : record.lineOf(pointer);
  return { file, line, ...(record.at === undefined ? {} : { at: record.at }) };
}
