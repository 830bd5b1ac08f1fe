import type { Change, ChangeLevel } from '../../change.ts';
import type { Contract } from '../../contract/load.ts';
import { toPointer } from '../../schema/pointer.ts';
import { type Group, seenOf } from './groups.ts';
import type { Place, Reading } from './places.ts';
import { isUnreadable, ruleOf } from './rules.ts';

/** What recorded events say, as changes: what the contract refuses first, then what it does not know. */
export function changesOf(groups: readonly Group[], overlaid: boolean): Change[] {
  // What an implementation's document declines, its comparison with the contract tells.
  const own = groups.filter(({ kind }) => kind !== 'declined');
  return own.map((group) => ({
    ...blank(),
    ...facts(group, overlaid),
    pointer: group.pointer,
    affects: [...group.types].toSorted(),
    seen: seenOf(group),
  }));
}

/** What no event showed: types, and properties that could have been there. */
export function unseenChanges(
  { eventTypes, typePath }: Contract,
  types: ReadonlySet<string>,
  places: readonly { place: Place; reading: Reading }[],
): Change[] {
  const never = eventTypes.filter((type) => !types.has(type));
  const typePointer = toPointer(typePath ?? []);
  return [
    ...never.map((type) => ({
      ...blank(),
      rule: 'event-type-unseen',
      pointer: typePointer,
      before: type,
      why: 'no recorded event is of this type',
      affects: [type],
    })),
    ...places.map(({ place, reading }) => ({
      ...blank(),
      rule: 'property-unseen',
      pointer: toPointer(place.path),
      why: 'no recorded event has this optional property, though some could have',
      affects: typesOf(reading, typePath).filter((type) => types.has(type)),
    })),
  ];
}

function blank(): Change {
  const nothing = { before: null, after: null, why: '', affects: [], cases: [], witness: null };
  return { rule: '', level: 'docs', source: 'traffic', pointer: '', ...nothing };
}

function typesOf({ condition }: Reading, typePath: readonly string[] | undefined): string[] {
  return condition && condition.tag.path.join('\0') === typePath?.join('\0') ? [...condition.values] : [];
}

interface Facts {
  rule: string;
  level: ChangeLevel;
  after: unknown;
  why: string;
}

function facts(group: Group, overlaid: boolean): Facts {
  const { kind, rule, value, message, count } = group;
  switch (kind) {
    case 'unknown':
      return { rule, level: 'safe', after: null, why: `${message}; the object is open, so it is allowed` };
    case 'literal':
      return {
        rule: 'document-refuses-legal',
        level: 'docs',
        after: null,
        why: `the document as published refuses ${events(count)} here (${message}) that it is meant to allow: a defect of the document, which the overlay repairs; a receiver that reads the document literally refuses them`,
      };
    case 'answered': {
      const failed = Number(value) >= 500;
      const what = failed ? 'failed on' : 'refused';
      return {
        rule: failed ? 'receiver-failed' : 'receiver-refused',
        level: failed ? 'risky' : 'breaking',
        after: value,
        why: `the receiver ${what} ${events(count)} that the contract allows, with status ${value}: a defect of the receiver${isOfDelivery(Number(value)) ? ', or of how they were delivered' : ''}`,
      };
    }
    default:
      return {
        rule: ruleOf(rule),
        level: 'breaking',
        after: value ?? null,
        why: `${blame(group, overlaid)} (${message})`,
      };
  }
}

/** Statuses that speak of keys, place or form of a delivery, which a recording of bodies does not show. */
function isOfDelivery(status: number): boolean {
  return [401, 403, 404, 405, 406, 410, 415].includes(status);
}

/** Which side is to blame for events that the contract refuses. */
function blame({ count, refused, pointer, rule }: Group, overlaid: boolean): string {
  if (pointer === '' && isUnreadable(rule)) return `${events(count)} cannot be read at all: a defect of the traffic`;
  if (!overlaid) return `the contract refuses ${events(count)} here: a defect of the traffic, or of the contract`;
  const literal = refused.literal ?? 0;
  if (literal === 0)
    return `the document as published lets ${events(count)} through here, its intended reading does not: a defect of the traffic, which one of the document hides`;
  const both = literal === count ? events(count) : `${literal} of ${events(count)}`;
  return `the document refuses ${both} here as published and as intended: a defect of the traffic, or the document does not say what is sent`;
}

function events(count: number): string {
  return `${count} ${count === 1 ? 'event' : 'events'}`;
}
