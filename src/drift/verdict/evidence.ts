import type { Change, Culprit } from '../../change.ts';
import type { Finding } from '../../finding.ts';
import { sameJson } from '../../schema/json.ts';
import { fromPointer, valueAt } from '../../schema/pointer.ts';
import type { Validator } from '../../schema/validate/compile.ts';
import { eventsText } from '../traffic/changes.ts';
import type { FindingGroup } from '../traffic/groups.ts';
import type { EventLocation } from '../traffic/locations.ts';
import { generalPointer, isRelated } from '../traffic/observe.ts';
import { printableValue } from '../traffic/printable-words.ts';

/** Holds the changes of a document, and what validates events by it. */
export interface KnownDocument {
  changes: readonly Change[];
  validator: Validator;
}

/** Holds all that is known when the verdict is given; a source that was not given is undefined. */
export interface KnownSources {
  /** The contract's locations; an empty tree will do where there is no traffic. */
  root: EventLocation;
  contract: Validator;
  spec: KnownDocument | undefined;
  traffic: { groups: readonly FindingGroup[]; events: number } | undefined;
  implementation: KnownDocument | undefined;
}

export type Evidence = Culprit['evidence'];

/**
 * Validates a change's witness by the document that is to refuse it: gives the event, the location and value that are in
 * question (those of the document where no event can show it), and how often recorded events showed the same; no count where
 * none could, or none were given.
 */
export function showChange(
  change: Change,
  validator: Validator,
  kind: FindingGroup['kind'],
  { root, traffic }: KnownSources,
): { event: unknown; pointer: string; value: unknown; count: number | undefined } {
  const event = change.witness?.event;
  const finding = event === undefined ? undefined : validator(event)[0];
  if (!finding) return { event, pointer: change.pointer, value: change.after, count: undefined };
  const pointer = generalPointer(finding, root, event);
  const fromList = finding.rule === 'enum' || finding.rule === 'const';
  const value = fromList ? valueAt(event, fromPointer(finding.pointer)) : undefined;
  // A value that is new in a list is one kind of event, whatever else stands there.
  const alone = change.rule === 'enum-value-added';
  const groups = traffic?.groups
    .filter((each) => each.kind === kind && (each.pointer === pointer || isOtherName(each, finding, pointer)))
    .filter((each) => !alone || each.value === printableValue(value));
  return { event, pointer, value, count: groups?.reduce((sum, each) => sum + each.count, 0) };
}

/** Tells whether names differ only: a witness makes up that of an undeclared property, recorded events have names of their own. */
function isOtherName({ rule, pointer }: FindingGroup, finding: Finding, shown: string): boolean {
  const parent = (of: string): string => of.slice(0, of.lastIndexOf('/'));
  return finding.rule === 'additionalProperties' && rule === finding.rule && parent(pointer) === parent(shown);
}

/** Tells whether a document has nothing against an event at a location. */
export function allowsAt(validator: Validator, event: unknown, pointer: string, { root }: KnownSources): boolean {
  return !validator(event).some((finding) => isRelated(generalPointer(finding, root, event), pointer));
}

/** Tells whether a document has already what another one changed, where no event tells. */
export function alreadyHas(document: KnownDocument | undefined, { rule, before, after }: Change): boolean {
  return (document?.changes ?? []).some(
    (each) => each.rule === rule && sameJson([each.before, each.after], [after, before]),
  );
}

/** Writes what the traffic says: how many of its events showed it. */
export function trafficSays({ traffic }: KnownSources, count: number | undefined): Evidence {
  if (!traffic || count === undefined) return [];
  const all = eventsText(traffic.events);
  return [{ source: 'traffic', says: count === 0 ? `not seen in ${all}` : `${count} of ${all}` }];
}

/** Writes whether a source allows it; nothing where that is not known. */
export function sourceSays(source: 'spec' | 'implementation', allows: boolean | undefined): Evidence {
  return allows === undefined ? [] : [{ source, says: allows ? 'allows it' : 'refuses it' }];
}

/** Writes whether the published document allows a group of events, or how many of them it refuses. */
export function specSays({ spec }: KnownSources, { count, refused: { spec: refused = 0 } }: FindingGroup): Evidence {
  if (spec && refused > 0 && refused < count) return [{ source: 'spec', says: `refuses ${refused} of them` }];
  return sourceSays('spec', spec && refused === 0);
}
