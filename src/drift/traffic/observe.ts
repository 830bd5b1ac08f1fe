import type { SeenAt } from '../../change.ts';
import type { Finding } from '../../finding.ts';
import { fromPointer, toPointer, valueAt } from '../../schema/pointer.ts';
import type { Found, Groups, Occurrence } from './groups.ts';
import type { Place } from './places.ts';
import { speakable, speakableValue } from './speakable.ts';
import type { EventValidators, Reader } from './validators.ts';
import { generalPath, type Walked, walk } from './walk.ts';

/** One recorded event that is JSON, and where it stands. */
export interface Recorded {
  event: unknown;
  index: number;
  type: string | undefined;
  status: number | undefined;
  /** Where a pointer of it stands in the recording. */
  placeOf(pointer: string): SeenAt;
}

/** Judges one event by all readings, and counts what is found. Gives whether the contract allows it. */
export function observe(recorded: Recorded, validators: EventValidators, root: Place, groups: Groups): boolean {
  const { event, index, type, status } = recorded;
  const walked = walk(root, event);
  const findings = validators.contract(event);
  const others = new Map([...validators.others].map(([reader, validate]) => [reader, validate(event)]));
  const add = (found: Found, at: string, refusedBy: readonly Reader[] = []): void => {
    const occurrence: Occurrence = { event: index, place: recorded.placeOf(at), status, type, refusedBy };
    groups.add(found, occurrence);
  };
  const general = (finding: Finding): string => placeOf(finding, root, event);

  for (const finding of findings) {
    const place = general(finding);
    const refusing = [...others].filter(([, own]) => own.some((other) => related(general(other), place)));
    const by = refusing.map(([reader]) => reader);
    for (const found of told(finding, place, event, walked)) add(found, finding.pointer, by);
  }
  for (const path of walked.unknown) {
    const message = 'is a property that the contract does not know';
    add({ kind: 'unknown', rule: 'property-added', pointer: toPointer(path), value: undefined, message }, '');
  }
  if (findings.length === 0) {
    for (const finding of others.get('literal') ?? []) {
      const { rule } = finding;
      const found = { kind: 'literal' as const, rule, pointer: general(finding), value: undefined };
      add({ ...found, message: withoutNames(finding) }, finding.pointer);
    }
    for (const finding of others.get('implementation') ?? []) {
      for (const found of told(finding, general(finding), event, walked))
        add({ ...found, kind: 'declined' }, finding.pointer);
    }
    // A redirect is followed by no sender of events, and so is no acceptance either.
    if (status !== undefined && status >= 300) {
      const message = 'is legal, and the receiver did not accept it';
      const refusing = [...others].filter(([, own]) => own.length > 0).map(([reader]) => reader);
      add({ kind: 'answered', rule: 'status', pointer: '', value: status, message }, '', refusing);
    }
  }
  return findings.length === 0;
}

/** A union's own finding says little; where a value outside a closed list stands below it, that one is named instead. */
function told(finding: Finding, place: string, event: unknown, { undeclared }: Walked): Found[] {
  const { rule, message } = finding;
  if (rule === 'oneOf' || rule === 'anyOf') {
    const below = undeclared.filter(({ path }) => related(toPointer(path), place) && toPointer(path) !== place);
    if (below.length > 0) return below.map(({ path, value }) => outside(toPointer(path), value, message));
  }
  if (rule === 'enum' || rule === 'const')
    return [outside(place, valueAt(event, fromPointer(finding.pointer)), message)];
  return [{ kind: 'refused', rule, pointer: place, value: undefined, message: withoutNames(finding) }];
}

function outside(pointer: string, value: unknown, message: string): Found {
  return { kind: 'refused', rule: 'enum', pointer, value: speakableValue(value), message };
}

/** Where a finding is, in general terms; for a property that is missing or forbidden, the property's own place. */
export function placeOf({ rule, pointer, message }: Finding, root: Place, event: unknown): string {
  const path = generalPath(root, event, fromPointer(pointer));
  const name = namedBy(rule, message);
  if (name === undefined) return toPointer(path);
  const own = rule === 'required' || speakable(name) ? name : '+';
  return toPointer([...path, own]);
}

function namedBy(rule: string, message: string): string | undefined {
  if (rule === 'required') return /^must have required property '(.*)'$/s.exec(message)?.[1];
  if (rule === 'additionalProperties') return /^must not have the property '(.*)'$/s.exec(message)?.[1];
  return undefined;
}

/** The name of a property that an event brought along stands in the pointer, if at all. */
function withoutNames({ rule, message }: Finding): string {
  return rule === 'additionalProperties' ? 'must not be there' : message;
}

/** One place lies within the other, or is it. */
export function related(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);
}
