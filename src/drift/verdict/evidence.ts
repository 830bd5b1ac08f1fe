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

/** Holds the event that shows a change, and what the side that it was shown to finds wrong with it. */
export interface ShownChange {
  event: unknown;
  pointer: string;
  /** One of a closed list, or what stands in a document where no event can show it. */
  value: unknown;
  /** Says how often recorded events showed the same; undefined where none could, or none were given. */
  count: number | undefined;
}

/** Validates a change's witness by the document that is to refuse it, and counts what was recorded of its kind. */
export function showChange(
  change: Change,
  validator: Validator,
  kind: FindingGroup['kind'],
  { root, traffic }: KnownSources,
): ShownChange {
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

/** Writes whether an implementation allows it. */
export function implementationSays(agrees: boolean): Evidence {
  return [{ source: 'implementation', says: agrees ? 'allows it' : 'refuses it' }];
}

/** Writes whether the published document allows it, or how many of the events it refuses. */
export function specSays({ spec }: KnownSources, refused = 0, count = 0): Evidence {
  if (!spec) return [];
  const some = refused === count ? 'refuses it' : `refuses ${refused} of them`;
  return [{ source: 'spec', says: refused === 0 ? 'allows it' : some }];
}
