import type { Change } from '../../change.ts';
import type { Contract } from '../../contract/load.ts';
import { toPointer } from '../../schema/pointer.ts';
import type { FoundChange, Together } from '../together.ts';
import { type FindingCause, type FindingGroup, type FindingGroups, seenOf } from './groups.ts';
import type { LocationReading } from './locations.ts';
import type { OperationReading } from './readings.ts';

function emptyTrafficChange(): Change {
  const nothing = { before: null, after: null, why: '', affects: [], cases: [], witness: null, proof: null };
  return { rule: '', level: 'docs', source: 'traffic', pointer: '', ...nothing };
}

/**
 * Reports what recorded events show: what the contract refuses first, then what it does not know; `overlaid`: overlays changed
 * the contract's document. What an implementation's document declines, its comparison with the contract reports.
 */
export function trafficChanges(found: FindingGroups, overlaid: boolean): FoundChange[] {
  const told = new Map(found.causes().flatMap((cause) => toldOfCause(cause, overlaid)));
  return found
    .all()
    .filter(({ kind }) => kind !== 'declined')
    .map((group) => ({
      ...emptyTrafficChange(),
      ...describedGroup(group, overlaid),
      pointer: group.pointer,
      affects: [...namedBy(group), ...[...group.types].toSorted()],
      seen: seenOf(group),
      together: told.get(group),
    }));
}

/** Shows so many places of a cause at most, besides the first. */
const mostPlaces = 8;

/** Says how the findings of a cause are told together, for each group of them. */
function toldOfCause(cause: FindingCause, overlaid: boolean): [FindingGroup, Together][] {
  const { key, pointer, groups } = cause;
  if (groups.length === 1) return [];
  const others = [...new Set(groups.map((group) => group.pointer))].filter((each) => each !== pointer);
  const more = others.length > mostPlaces ? `, and ${others.length - mostPlaces} more` : '';
  const same = others.length > 0 ? `; the same goes for ${others.slice(0, mostPlaces).join(', ')}${more}` : '';
  const why = describedGroup(cause, overlaid).why + same;
  return groups.map((group) => [group, { key, pointer, why, seen: seenOf(cause) }]);
}

function namedBy({ operation }: { operation: string | undefined }): string[] {
  return operation === undefined ? [] : [operation];
}

/** Reports an operation that no event came for. */
export function unseenOperation({ operation }: Contract): Change {
  return {
    ...emptyTrafficChange(),
    ...{ rule: 'operation-unseen', pointer: '', before: operation.name, affects: [operation.name] },
    why: 'no recorded event is of this operation',
  };
}

/** Reports what no event of an operation showed: types, and properties that could have been there. */
export function unseenChanges(reading: OperationReading, unseen: readonly LocationReading[]): Change[] {
  const { eventTypes, typePath, types } = reading;
  const named = namedBy(reading);
  const typeKey = typePath?.join('\0');
  const never = eventTypes.filter((type) => !types.has(type));
  return [
    ...never.map((type) => ({
      ...emptyTrafficChange(),
      ...{ rule: 'event-type-unseen', pointer: toPointer(typePath ?? []), before: type, affects: [...named, type] },
      why: 'no recorded event is of this type',
    })),
    ...unseen.map(({ path, condition }) => {
      const own = condition && condition.path.join('\0') === typeKey ? [...condition.values] : [];
      const affects = [...named, ...own.filter((type) => types.has(type))];
      const why = 'no recorded event has this optional property, though some could have';
      return { ...emptyTrafficChange(), rule: 'property-unseen', pointer: toPointer(path), why, affects };
    }),
  ];
}

function describedGroup(
  group: Omit<FindingGroup, 'operation'>,
  overlaid: boolean,
): Pick<Change, 'rule' | 'level' | 'after' | 'why'> {
  const { kind, rule, value, message, count } = group;
  switch (kind) {
    case 'unknown':
      return { rule, level: 'safe', after: null, why: `${message}; the object is open, so it is allowed` };
    case 'literal': {
      const why = `the document as published refuses ${eventsText(count)} here (${message}) that it is meant to allow: a defect of the document, which the overlay repairs; a receiver that reads the document literally refuses them`;
      return { rule: 'document-refuses-legal', level: 'docs', after: null, why };
    }
    case 'answered': {
      const failed = Number(value) >= 500;
      const what = `the receiver ${failed ? 'failed on' : 'refused'} ${eventsText(count)} that the contract allows`;
      const doubt = ofDelivery.has(Number(value)) ? ', or of how they were delivered' : '';
      const why = `${what}, with status ${value}: a defect of the receiver${doubt}`;
      const [name, level] = failed
        ? (['receiver-failed', 'risky'] as const)
        : (['receiver-refused', 'breaking'] as const);
      return { rule: name, level, after: value, why };
    }
    default: {
      const why = `${blame(group, overlaid)} (${message})`;
      return { rule: violationRule(rule), level: 'breaking', after: value ?? null, why };
    }
  }
}

/** Names what a violation of a keyword is called where two documents are compared: equal things have one name. */
const comparisonRules: Record<string, string> = {
  enum: 'enum-value-added',
  required: 'required-dropped',
  additionalProperties: 'property-added',
  unevaluatedProperties: 'property-added',
  type: 'type-changed',
  format: 'format-changed',
  oneOf: 'union-branch-added',
  anyOf: 'union-branch-added',
  operation: 'operation-added',
  pattern: 'pattern-removed',
};
const limit = /^((min|max)(Length|Items|Properties|imum)|exclusive(Min|Max)imum|multipleOf|uniqueItems)$/;
const unreadable = new Set(['json', 'utf-8', 'size', 'depth']);

function violationRule(keyword: string): string {
  if (limit.test(keyword)) return 'limit-loosened';
  if (isUnreadable(keyword)) return `unreadable-${keyword}`;
  const dashed = keyword.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return comparisonRules[keyword] ?? `${dashed}-broken`;
}

/** Tells whether a finding says that something is no event at all. */
export function isUnreadable(rule: string): boolean {
  return unreadable.has(rule);
}

/** Names what is wrong with an event whose name no operation has. */
export const unknownOperation = 'operation';

/** Lists statuses that speak of keys, place or form of a delivery, which a recording of bodies does not show. */
const ofDelivery = new Set([401, 403, 404, 405, 406, 410, 415]);

/** Says which side is to blame for events that the contract refuses. */
function blame({ count, refused, pointer, rule }: Omit<FindingGroup, 'operation'>, overlaid: boolean): string {
  const all = eventsText(count);
  if (rule === unknownOperation)
    return `the contract has no operation for ${all}: a defect of the traffic, or of the contract`;
  if (pointer === '' && isUnreadable(rule)) return `${all} cannot be read at all: a defect of the traffic`;
  if (!overlaid) return `the contract refuses ${all} here: a defect of the traffic, or of the contract`;
  const literal = refused.literal ?? 0;
  if (literal === 0)
    return `the document as published lets ${all} through here, its intended reading does not: a defect of the traffic, which one of the document hides`;
  const both = literal === count ? all : `${literal} of ${all}`;
  return `the document refuses ${both} here as published and as intended: a defect of the traffic, or the document does not say what is sent`;
}

/** Writes a number of events: `1 event`, `2 events`. */
export function eventsText(count: number): string {
  return `${count} ${count === 1 ? 'event' : 'events'}`;
}
