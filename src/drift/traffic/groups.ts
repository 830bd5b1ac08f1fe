import type { Seen, SeenAt } from '../../change.ts';
import type { Reader } from './readings.ts';

/** Holds what was found, without counts: findings with the same identity are one group. */
export interface TrafficFinding {
  /** `declined`: the contract allows it, and an implementation's own document does not. */
  kind: 'refused' | 'unknown' | 'literal' | 'answered' | 'declined';
  /** The schema's keyword, or a name of ours. */
  rule: string;
  /** General terms: `/list/*`. */
  pointer: string;
  /** A value outside a closed list, or a status; undefined where none is to be named. */
  value?: string | number | boolean | null | undefined;
  message: string;
}

/** Holds equal findings, counted. */
export interface FindingGroup extends TrafficFinding {
  operation: string | undefined;
  count: number;
  first: SeenAt;
  last: SeenAt;
  statuses: Record<string, number>;
  types: Set<string>;
  /** Says how many of the events each other reading refuses at this location, too. */
  refused: Partial<Record<Reader, number>>;
  /** Number of the event that it was last found in. */
  event: number;
}

/** Holds where and how a finding occurred. */
export interface Occurrence {
  /** Names the operation of the event, where there are several and it is known. */
  operation: string | undefined;
  /** Number of the event. */
  index: number;
  place: SeenAt;
  status: number | undefined;
  type: string | undefined;
  refusedBy: readonly Reader[];
}

/** Counts findings in groups. */
export type FindingGroups = ReturnType<typeof findingGroups>;

/**
 * More than these of a kind are not told apart: a flood of findings must not fill the memory. Each kind has room of its
 * own, so that names nobody knows never crowd out what the contract refuses.
 */
const mostGroups = 1_000;
const mostTypes = 50;

/** Begins to count findings in groups; `overflow` counts those that found no room any more. */
export function findingGroups() {
  const groups = new Map<string, FindingGroup>();
  const kinds: Partial<Record<TrafficFinding['kind'], number>> = {};
  let overflow = 0;
  return {
    add(found: TrafficFinding, occurrence: Occurrence): void {
      const { kind, rule, pointer, value } = found;
      const { operation } = occurrence;
      const key = JSON.stringify([operation ?? null, kind, rule, pointer, value ?? null, value === undefined]);
      const known = groups.get(key);
      if (known) {
        // Two items of one list are one event all the same.
        if (known.event !== occurrence.index) countOccurrence(known, occurrence);
        return;
      }
      const same = kinds[kind] ?? 0;
      if (same >= mostGroups) {
        overflow++;
        return;
      }
      kinds[kind] = same + 1;
      const none = { count: 0, statuses: {}, types: new Set<string>(), refused: {}, event: -1 };
      const group: FindingGroup = { ...found, operation, ...none, first: occurrence.place, last: occurrence.place };
      countOccurrence(group, occurrence);
      groups.set(key, group);
    },
    all: () => [...groups.values()],
    overflow: () => overflow,
  };
}

function countOccurrence(group: FindingGroup, { index, place, status, type, refusedBy }: Occurrence): void {
  group.count++;
  group.event = index;
  group.last = place;
  if (status !== undefined) group.statuses[status] = (group.statuses[status] ?? 0) + 1;
  if (type !== undefined && group.types.size < mostTypes) group.types.add(type);
  for (const reader of refusedBy) group.refused[reader] = (group.refused[reader] ?? 0) + 1;
}

/** Gives what a report says of a group. */
export function seenOf({ count, first, last, statuses }: FindingGroup): Seen {
  return { count, first, last, ...(Object.keys(statuses).length > 0 ? { statuses } : {}) };
}
