import type { Change, SeenAt, TrafficCoverage } from '../../change.ts';
import { type Contract, methodsOf } from '../../contract/load.ts';
import { readRecording } from '../../recorded/read.ts';
import type { RecordingEntry } from '../../recorded/recording-entry.ts';
import type { Source } from '../../recorded/sources.ts';
import { valueAt } from '../../schema/pointer.ts';
import { type DeliveryJudge, type DeliveryVerdict, deliveryJudge } from '../../validator/deliveries.ts';
import { trafficChanges, unseenChanges, unseenOperation } from './changes.ts';
import { type FindingGroup, type FindingGroups, findingGroups } from './groups.ts';
import { neverSeen, summedCoverage, trafficCoverage } from './locations.ts';
import { observeEvent } from './observe.ts';
import { printableEventValue } from './printable-words.ts';
import type { OperationReading, Readings } from './readings.ts';

/** Holds what recorded events came to, in the light of a contract. */
export interface TrafficReading {
  events: number;
  /** Events that the contract refuses; what is no event at all is among them. */
  illegal: number;
  /** Counts events of operations that were not chosen, which are not judged. */
  others: number;
  /** Counts events that may be of several operations, by all but their schemas. */
  ambiguous: number;
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
  readings: Readings,
  sources: readonly Source[],
  { onBytes, signal }: { onBytes?: (count: number) => void; signal?: AbortSignal | undefined } = {},
): Promise<TrafficReading> {
  const { contracts, overlaid } = readings;
  const groups = findingGroups();
  const methods = methodsOf(contracts);
  const observe = trafficObserver(readings, groups);
  for (const source of sources) {
    if (signal?.aborted) break;
    for await (const record of readRecording(source, { methods, onBytes })) {
      if (signal?.aborted) break;
      observe(record, source.name);
    }
  }
  const { tally, seen } = observe;
  const several = contracts.all.length > 1;
  const shown = contracts.all.filter((each) => !several || seen.has(each)).map(readings.of);
  const found = groups.all();
  const overflow = groups.overflow();
  const limit = `a limit was reached: only the first ${found.length} kinds of findings are told apart; ${overflow} findings of others are not listed`;
  return {
    ...tally,
    changes: [
      ...trafficChanges(groups, overlaid),
      ...contracts.all.filter((each) => several && !seen.has(each)).map(unseenOperation),
      ...shown.flatMap((each) => unseenChanges(each, neverSeen(each.root))),
    ],
    groups: found,
    coverage: {
      ...(several ? { operations: { seen: shown.length, total: contracts.all.length } } : {}),
      ...summedCoverage(
        shown.map(({ root, types, eventTypes }) =>
          trafficCoverage(root, { seen: types.size, total: eventTypes.length }),
        ),
      ),
    },
    notes: overflow > 0 ? [limit] : [],
  };
}

/** Makes what counts one entry of a recording after the other, each by the operation that it is for. */
function trafficObserver(readings: Readings, groups: FindingGroups) {
  const { contracts, of } = readings;
  const judge = deliveryJudge(contracts, { every: true, validatorOf: (contract) => of(contract).validators.contract });
  const seen = new Set<Contract>();
  const tally = { events: 0, illegal: 0, others: 0, ambiguous: 0 };
  const observe = (record: RecordingEntry, file: string): void => {
    const { event, findings, contract, possible, isOther, unknown } = verdictOn(record, judge);
    if (isOther) {
      tally.others++;
      return;
    }
    const index = tally.events++;
    const status = record.kind === 'event' ? record.status : undefined;
    const locate = (pointer: string): SeenAt => seenAt(record, file, pointer);
    if (possible > 1) tally.ambiguous++;
    if (findings.length > 0) tally.illegal++;
    if (!contract) {
      const occurrence = { index, status, type: undefined, operation: undefined, place: locate(''), refusedBy: [] };
      const value = printableEventValue(unknown?.value, readings.listed());
      for (const finding of findings) groups.add({ kind: 'refused', ...finding, value }, occurrence);
      return;
    }
    seen.add(contract);
    const reading = of(contract);
    const type = declaredType(event, reading);
    reading.events++;
    if (type !== undefined) reading.types.add(type);
    observeEvent({ event, findings, index, type, status, locate }, reading, groups);
  };
  return Object.assign(observe, { tally, seen });
}

function verdictOn(record: RecordingEntry, judge: DeliveryJudge): DeliveryVerdict {
  if (record.kind === 'event') return judge(record.bytes, record.header, record.url);
  return { event: undefined, findings: [record.finding], contract: undefined, possible: 0 };
}

/** Finds a declared type; any other is found by the validator. */
function declaredType(event: unknown, { typePath, eventTypes }: OperationReading): string | undefined {
  const type = typePath && valueAt(event, typePath);
  return typeof type === 'string' && eventTypes.includes(type) ? type : undefined;
}

function seenAt(record: RecordingEntry, file: string, pointer: string): SeenAt {
  if (record.kind === 'fault') return { file, line: record.line };
  const line = pointer === '' ? record.line : record.lineOf(pointer);
  return { file, line, ...(record.at === undefined ? {} : { at: record.at }) };
}
