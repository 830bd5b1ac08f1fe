import type { Level, Requirement } from '../../../report.ts';
import { type Json, sameJson } from '../../../schema/json.ts';
import { toPointer, withValueAt } from '../../../schema/pointer.ts';
import { type CaseSite, enclosingUnions, requirementAt } from './sites.ts';

/** Holds an event that was made for one purpose. */
export interface GeneratedEvent {
  /** The end of the case's id, after `schema.good.` or `schema.bad.`. */
  id: string;
  title: string;
  level: Level;
  requirement: Requirement;
  event: Json;
  /** It is about the identity of the event: a fresh one would undo what is done to the one that is there. */
  keepsIdentity?: true;
  /** For an invalid event: the places of which one may be named by the finding, as pointers. */
  blamed?: string[];
  /** For an invalid event: the keyword that it breaks. */
  keyword?: string;
  /** The constraint that an invalid event breaks, as constraintOf names it. */
  exercises?: string;
}

/** Describes a change of the event of a site. */
interface Change {
  /** The id is of the kind, the place in words, and the name where there are several of a kind. */
  kind: string;
  name?: string | undefined;
  title: string;
  /** Put at the place of the site, or at another one; `undefined` takes out what stands there. */
  value: unknown;
  at?: readonly string[];
}

/** Describes a change by which the event of a site breaks one keyword. */
interface Breach extends Change {
  /** The kind by default. */
  keyword?: string;
  level?: Level;
  /** The places that the finding may name; the site's own by default. */
  blamed?: readonly (readonly string[])[];
}

/** Makes the event of a site valid in other ways: each with a name, what is said of the place, and the value for it. */
export function validEvents(
  site: CaseSite,
  kind: string,
  values: readonly (readonly [name: string | undefined, says: string, value: unknown])[],
): GeneratedEvent[] {
  return values.map(([name, says, value]) => changed(site, { kind, name, title: `${site.words} ${says}`, value }));
}

/** Makes the event of a site invalid. */
export function invalidEvent(
  site: CaseSite,
  { keyword, level = 'MUST', blamed = [site.place], ...change }: Breach,
): GeneratedEvent {
  const broken = keyword ?? change.kind;
  return {
    ...changed(site, change),
    level,
    requirement: requirementAt(site, broken),
    blamed: [...blamed.map(toPointer), ...enclosingUnions(site)],
    keyword: broken,
    exercises: constraintOf(site.words, broken),
  };
}

/** Makes it invalid in the same way by several values, which have names or else numbers. */
export function invalidEvents(
  site: CaseSite,
  breach: Omit<Breach, 'name' | 'value'>,
  values: Readonly<Record<string, Json>> | readonly Json[],
): GeneratedEvent[] {
  return Array.isArray(values)
    ? values.map((value, index) => invalidEvent(site, { ...breach, name: numberOf(index), value }))
    : Object.entries(values).map(([name, value]) => invalidEvent(site, { ...breach, name, value }));
}

/** Numbers what breaks the same: the first has no number. */
export function numberOf(index: number): string | undefined {
  return index === 0 ? undefined : String(index + 1);
}

function changed(site: CaseSite, { kind, name, title, value, at = site.place }: Change): GeneratedEvent {
  return {
    id: [kind, site.words, ...(name === undefined ? [] : [name])].join('.'),
    title,
    level: 'MUST',
    event: withValueAt(site.event, at, value),
    requirement: requirementAt(site),
    ...(sameJson(site.path, site.contract.identity) ? { keepsIdentity: true } : {}),
  };
}

/** Names a constraint: the place in words, and the keyword. */
export function constraintOf(words: string, keyword: string): string {
  return `${words}#${keyword}`;
}
