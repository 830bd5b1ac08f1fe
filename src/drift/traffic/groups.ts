import type { Seen, SeenAt } from '../../change.ts';
import { fromPointer } from '../../schema/pointer.ts';
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

/** Holds findings that have one cause, at whatever places and in whatever operations, counted: each event once. */
export interface FindingCause extends Omit<FindingGroup, 'operation'> {
  key: string;
  groups: FindingGroup[];
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
  const causes = new Map<string, FindingCause>();
  const causeOf = (found: TrafficFinding, { operation, place }: Occurrence): FindingCause => {
    const key = causeKey(found, operation);
    const cause = causes.get(key) ?? { ...found, ...newCount(place), key, groups: [] };
    causes.set(key, cause);
    return cause;
  };
  const kinds: Partial<Record<TrafficFinding['kind'], number>> = {};
  let overflow = 0;
  return {
    add(found: TrafficFinding, occurrence: Occurrence): void {
      const { kind, rule, pointer, value } = found;
      const { operation } = occurrence;
      const key = JSON.stringify([operation ?? null, kind, rule, pointer, value ?? null, value === undefined]);
      const known = groups.get(key);
      if (known) {
        countOccurrence(known, occurrence);
        countOccurrence(causeOf(found, occurrence), occurrence);
        return;
      }
      const same = kinds[kind] ?? 0;
      if (same >= mostGroups) {
        overflow++;
        return;
      }
      kinds[kind] = same + 1;
      const group: FindingGroup = { ...found, operation, ...newCount(occurrence.place) };
      countOccurrence(group, occurrence);
      groups.set(key, group);
      const cause = causeOf(found, occurrence);
      countOccurrence(cause, occurrence);
      cause.groups.push(group);
    },
    all: () => [...groups.values()],
    causes: () => [...causes.values()],
    overflow: () => overflow,
  };
}

function newCount(place: SeenAt) {
  return { count: 0, statuses: {}, types: new Set<string>(), refused: {}, event: -1, first: place, last: place };
}

/** Lists the rules whose finding is of a name that the object around it does not know. */
const ofNames = new Set(['property-added', 'additionalProperties', 'unevaluatedProperties']);

/**
 * Says what findings of one cause have in common: the rule, the words, and the name at which they stand; of names that are not
 * known, the object that has them. A shared schema is met in many places, and a list misses many values.
 */
function causeKey({ kind, rule, pointer, value, message }: TrafficFinding, operation: string | undefined): string {
  const named = fromPointer(pointer).filter((token) => token !== '*');
  const name = named.at(ofNames.has(rule) ? -2 : -1) ?? operation;
  const isOfList = rule === 'enum' || rule === 'const';
  return JSON.stringify([kind, rule, message, name ?? null, isOfList ? null : (value ?? null)]);
}

/** Counts an event once: two items of one list are one event all the same. */
function countOccurrence(
  group: Omit<FindingGroup, 'operation'>,
  { index, place, status, type, refusedBy }: Occurrence,
): void {
  if (group.event === index) return;
  group.count++;
  group.event = index;
  group.last = place;
  if (status !== undefined) group.statuses[status] = (group.statuses[status] ?? 0) + 1;
  if (type !== undefined && group.types.size < mostTypes) group.types.add(type);
  for (const reader of refusedBy) group.refused[reader] = (group.refused[reader] ?? 0) + 1;
}

/** Gives what a report says of a group. */
export function seenOf({
  count,
  first,
  last,
  statuses,
}: Pick<FindingGroup, 'count' | 'first' | 'last' | 'statuses'>): Seen {
  return { count, first, last, ...(Object.keys(statuses).length > 0 ? { statuses } : {}) };
}
