import type { Change, Culprit } from '../../change.ts';
import type { Finding } from '../../finding.ts';
import type { Validator } from '../../schema/compile.ts';
import { sameJson } from '../../schema/json.ts';
import { fromPointer, valueAt } from '../../schema/pointer.ts';
import type { Group } from '../traffic/groups.ts';
import { placeOf, related } from '../traffic/observe.ts';
import type { Place } from '../traffic/places.ts';
import { speakableValue } from '../traffic/speakable.ts';

/** All that is known when the verdict is given; a source that was not given is undefined. */
export interface Known {
  /** How the contract's places are called; an empty tree will do where there is no traffic. */
  root: Place;
  contract: Validator;
  spec: { changes: readonly Change[]; validator: Validator } | undefined;
  traffic: { groups: readonly Group[]; events: number } | undefined;
  implementation: { changes: readonly Change[]; validator: Validator } | undefined;
}

export type Evidence = Culprit['evidence'];

/** The event that shows a change, and what the side that it was shown to finds wrong with it. */
export interface Shown {
  event: unknown;
  place: string;
  /** One of a closed list, or what stands in a document where no event can show it. */
  value: unknown;
  /** How often recorded events showed the same; undefined where none could, or none were given. */
  count: number | undefined;
}

/** Holds a change's witness against the document that is to refuse it, and counts what was recorded of its kind. */
export function shown(change: Change, validator: Validator, kind: Group['kind'], { root, traffic }: Known): Shown {
  const event = change.witness?.event;
  const finding = event === undefined ? undefined : validator(event)[0];
  if (!finding) return { event, place: change.pointer, value: change.after, count: undefined };
  const place = placeOf(finding, root, event);
  const value = isListed(finding) ? valueAt(event, fromPointer(finding.pointer)) : undefined;
  // A value that is new in a list is one kind of event, whatever else stands there.
  const alone = change.rule === 'enum-value-added';
  const groups = traffic?.groups.filter(
    (each) =>
      each.kind === kind &&
      (each.pointer === place || isOtherName(each, finding, place)) &&
      (!alone || each.value === speakableValue(value)),
  );
  return { event, place, value, count: groups?.reduce((sum, each) => sum + each.count, 0) };
}

/** A witness makes up the name of a property that nobody declares; recorded events have names of their own. */
function isOtherName({ rule, pointer }: Group, finding: Finding, place: string): boolean {
  const parent = (of: string): string => of.slice(0, of.lastIndexOf('/'));
  return finding.rule === 'additionalProperties' && rule === finding.rule && parent(pointer) === parent(place);
}

function isListed({ rule }: Finding): boolean {
  return rule === 'enum' || rule === 'const';
}

/** Whether a document has nothing against an event at a place. */
export function allows(validator: Validator, event: unknown, place: string, { root }: Known): boolean {
  return !validator(event).some((finding) => related(placeOf(finding, root, event), place));
}

/** What an implementation has already of what the published document changed, where no event tells. */
export function alreadyHas(implementation: Known['implementation'], { rule, before, after }: Change): boolean {
  return (implementation?.changes ?? []).some(
    (each) => each.rule === rule && sameJson([each.before, each.after], [after, before]),
  );
}

/** What no list of words can hold is not named. */
export function printableValue(value: unknown): unknown {
  return speakableValue(value) ?? null;
}

export function trafficSays({ traffic }: Known, count: number | undefined): Evidence {
  if (!traffic || count === undefined) return [];
  const says = count === 0 ? `not seen in ${eventsText(traffic.events)}` : `${count} of ${eventsText(traffic.events)}`;
  return [{ source: 'traffic', says }];
}

export function implementationSays(agrees: boolean): Evidence {
  return [{ source: 'implementation', says: agrees ? 'allows it' : 'refuses it' }];
}

export function specSays({ spec }: Known, refused = 0, count = 0): Evidence {
  if (!spec) return [];
  const some = refused === count ? 'refuses it' : `refuses ${refused} of them`;
  return [{ source: 'spec', says: refused === 0 ? 'allows it' : some }];
}

export function eventsText(count: number): string {
  return `${count} ${count === 1 ? 'event' : 'events'}`;
}
