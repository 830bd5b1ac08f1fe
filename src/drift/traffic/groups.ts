import type { Seen, SeenAt } from '../../change.ts';
import type { Reader } from './validators.ts';

/** What was found, without counts: findings with the same identity are one group. */
export interface Found {
  /** `declined`: the contract allows it, and an implementation's own document does not. */
  kind: 'refused' | 'unknown' | 'literal' | 'answered' | 'declined';
  /** The schema's keyword, or a name of ours. */
  rule: string;
  /** General terms: `/list/*`. */
  pointer: string;
  /** A value outside a closed list, or a status; undefined where none is to be named. */
  value: string | number | boolean | null | undefined;
  message: string;
}

export interface Group extends Found {
  count: number;
  first: SeenAt;
  last: SeenAt;
  statuses: Record<string, number>;
  types: Set<string>;
  /** How many of the events each other reading refuses at this place, too. */
  refused: Partial<Record<Reader, number>>;
  /** Number of the event that it was last found in. */
  event: number;
}

/** One occurrence. */
export interface Occurrence {
  event: number;
  place: SeenAt;
  status: number | undefined;
  type: string | undefined;
  refusedBy: readonly Reader[];
}

export interface Groups {
  add(found: Found, occurrence: Occurrence): void;
  all(): Group[];
  /** Occurrences that found no room any more. */
  overflow(): number;
}

/**
 * More than these of a kind are not told apart: a flood of findings must not fill the memory. Each kind has room of its
 * own, so that names nobody knows never crowd out what the contract refuses.
 */
const mostGroups = 1_000;
const mostTypes = 50;

export function newGroups(most = mostGroups): Groups {
  const groups = new Map<string, Group>();
  const kinds: Partial<Record<Found['kind'], number>> = {};
  let overflow = 0;
  return {
    add(found, occurrence) {
      const key = JSON.stringify([
        found.kind,
        found.rule,
        found.pointer,
        found.value ?? null,
        found.value === undefined,
      ]);
      const known = groups.get(key);
      if (known) {
        // Two items of one list are one event all the same.
        if (known.event !== occurrence.event) count(known, occurrence);
        return;
      }
      const same = kinds[found.kind] ?? 0;
      if (same >= most) {
        overflow++;
        return;
      }
      kinds[found.kind] = same + 1;
      groups.set(key, count(fresh(found, occurrence), occurrence));
    },
    all: () => [...groups.values()],
    overflow: () => overflow,
  };
}

function fresh(found: Found, { place }: Occurrence): Group {
  const none = { count: 0, statuses: {}, types: new Set<string>(), refused: {}, event: -1 };
  return { ...found, ...none, first: place, last: place };
}

function count(group: Group, { event, place, status, type, refusedBy }: Occurrence): Group {
  group.count++;
  group.event = event;
  group.last = place;
  if (status !== undefined) group.statuses[status] = (group.statuses[status] ?? 0) + 1;
  if (type !== undefined && group.types.size < mostTypes) group.types.add(type);
  for (const reader of refusedBy) group.refused[reader] = (group.refused[reader] ?? 0) + 1;
  return group;
}

export function seenOf({ count, first, last, statuses }: Group): Seen {
  return { count, first, last, ...(Object.keys(statuses).length > 0 ? { statuses } : {}) };
}
