import type { SeenAt } from '../../change.ts';
import type { Finding } from '../../finding.ts';
import { fromPointer, toPointer, valueAt } from '../../schema/pointer.ts';
import type { FindingGroups, Occurrence, TrafficFinding } from './groups.ts';
import type { EventLocation } from './locations.ts';
import { isPrintableName, printableEventValue } from './printable-words.ts';
import type { OperationReading, Reader } from './readings.ts';
import { generalPath, type WalkedEvent, walkEvent } from './walk.ts';

/** Holds one recorded event that is JSON, and where it stands. */
interface ObservedEvent extends Pick<Occurrence, 'index' | 'type' | 'status'> {
  event: unknown;
  /** Says what its operation refuses of it. */
  findings: readonly Finding[];
  /** Finds where a pointer of it stands in the recording. */
  locate(pointer: string): SeenAt;
}

/** Validates one event by all further readings of its operation, and counts what is found. */
export function observeEvent(
  recorded: ObservedEvent,
  { operation, validators, root, listed }: OperationReading,
  groups: FindingGroups,
): void {
  const { event, findings, index, type, status } = recorded;
  const walked = { ...walkEvent(root, event), listed: listed() };
  const others = [...validators.others].map(([reader, validate]) => ({ reader, findings: validate(event) }));
  const add = (found: TrafficFinding, pointer = '', refusedBy: readonly Reader[] = []): void => {
    groups.add(found, { operation, index, place: recorded.locate(pointer), status, type, refusedBy });
  };
  const general = (finding: Finding): string => generalPointer(finding, root, event);
  const findingsOf = (wanted: Reader): readonly Finding[] =>
    findings.length > 0 ? [] : (others.find(({ reader }) => reader === wanted)?.findings ?? []);
  const refusing = (isMeant: (finding: Finding) => boolean): Reader[] =>
    others.filter((each) => each.findings.some(isMeant)).map(({ reader }) => reader);

  for (const finding of findings) {
    const place = general(finding);
    const readers = refusing((other) => isRelated(general(other), place));
    for (const found of refusals(finding, place, event, walked)) add(found, finding.pointer, readers);
  }
  for (const path of walked.unknown) {
    const message = 'is a property that the contract does not know';
    add({ kind: 'unknown', rule: 'property-added', pointer: toPointer(path), message });
  }
  for (const finding of findingsOf('literal')) {
    const { rule, pointer } = finding;
    add({ kind: 'literal', rule, pointer: general(finding), message: withoutNames(finding) }, pointer);
  }
  for (const finding of findingsOf('implementation'))
    for (const found of refusals(finding, general(finding), event, walked))
      add({ ...found, kind: 'declined' }, finding.pointer);
  // A redirect is followed by no sender of events, and so is no acceptance either.
  if (findings.length === 0 && status !== undefined && status >= 300) {
    const message = 'is legal, and the receiver did not accept it';
    const readers = refusing(() => true);
    add({ kind: 'answered', rule: 'status', pointer: '', value: status, message }, '', readers);
  }
}

/**
 * Says what a finding comes to. A union's own finding says little; where a value outside a closed list stands below it, that
 * one is named instead.
 */
function refusals(
  finding: Finding,
  pointer: string,
  event: unknown,
  { undeclared, listed }: Pick<WalkedEvent, 'undeclared'> & { listed: ReadonlySet<string> },
): TrafficFinding[] {
  const { rule, message } = finding;
  const outside = (place: string, value: unknown): TrafficFinding => {
    return { kind: 'refused', rule: 'enum', pointer: place, value: printableEventValue(value, listed), message };
  };
  if (rule === 'oneOf' || rule === 'anyOf') {
    const all = undeclared.map(({ path, value }) => ({ place: toPointer(path), value }));
    const below = all.filter(({ place }) => isRelated(place, pointer) && place !== pointer);
    if (below.length > 0) return below.map(({ place, value }) => outside(place, value));
  }
  if (rule === 'enum' || rule === 'const') return [outside(pointer, valueAt(event, fromPointer(finding.pointer)))];
  return [{ kind: 'refused', rule, pointer, message: withoutNames(finding) }];
}

/** Gives the pointer of a finding in general terms; for a property that is missing or forbidden, the property's own. */
export function generalPointer({ rule, pointer, message }: Finding, root: EventLocation, event: unknown): string {
  const path = generalPath(root, event, fromPointer(pointer));
  const name = propertyIn(rule, message);
  if (name === undefined) return toPointer(path);
  return toPointer([...path, rule === 'required' || isPrintableName(name) ? name : '+']);
}

function propertyIn(rule: string, message: string): string | undefined {
  if (rule === 'required') return /^must have required property '(.*)'$/s.exec(message)?.[1];
  if (rule === 'additionalProperties') return /^must not have the property '(.*)'$/s.exec(message)?.[1];
  return undefined;
}

/** Leaves out the name of a property that an event brought along: it stands in the pointer, if at all. */
function withoutNames({ rule, message }: Finding): string {
  return rule === 'additionalProperties' ? 'must not be there' : message;
}

/** Tells whether one pointer leads into the other, or is the same. */
export function isRelated(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);
}
