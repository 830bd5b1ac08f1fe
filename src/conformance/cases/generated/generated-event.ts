import type { Level } from '../../../report.ts';
import { type Json, sameJson } from '../../../schema/json.ts';
import { toPointer, withValueAt } from '../../../schema/pointer.ts';
import type { Case, CaseNames } from '../case.ts';
import { type CaseSite, enclosingUnions, requirementAt } from './sites.ts';

/** Holds an event that was made for one purpose, and how its case is named. */
export interface GeneratedEvent extends Omit<CaseNames, 'group'>, Pick<Case, 'ignored'> {
  /** Is set where it belongs to none of the schema groups. */
  group?: 'evolution';
  event: Json;
  /** It is about the identity of the event: a fresh one would undo what is done to the one that is there. */
  keepsIdentity?: true;
  /** Only a hostile sender would send it. */
  isHostile?: true;
  /** For an invalid event: the places of which one may be named by the finding, as pointers. */
  blamed?: string[];
  /** For an invalid event: the keyword that it breaks. */
  keyword?: string;
  /** The constraint that an invalid event breaks, as constraintOf names it. */
  exercises?: string;
}

/** Describes a change of the event of a site: valid by itself, or one that breaks a keyword. */
interface Change {
  /** The id is of the kind, the place in words, and the name where there are several of a kind. */
  kind: string;
  name?: string | undefined;
  title: string;
  /** Put at the place of the site, or at another one; `undefined` takes out what stands there. */
  value: unknown;
  at?: readonly string[];
  /** Says what is broken; the kind by default. */
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
  return values.map(([name, says, value]) => {
    const title = `${site.words} ${says}`;
    return { ...changed(site, 'good', { kind, name, title, value }), requirement: requirementAt(site) };
  });
}

/** Makes the event of a site invalid. */
export function invalidEvent(site: CaseSite, change: Change): GeneratedEvent {
  const { keyword = change.kind, level = 'MUST', blamed = [site.place] } = change;
  return {
    ...changed(site, 'bad', change),
    level,
    requirement: requirementAt(site, keyword),
    blamed: [...blamed.map(toPointer), ...enclosingUnions(site)],
    keyword,
    exercises: constraintOf(site.words, keyword),
  };
}

/** Makes it invalid in the same way by several values, which have names or else numbers. */
export function invalidEvents(
  site: CaseSite,
  change: Omit<Change, 'name' | 'value'>,
  values: Readonly<Record<string, Json>> | readonly Json[],
): GeneratedEvent[] {
  return Array.isArray(values)
    ? values.map((value, index) => invalidEvent(site, { ...change, name: numberOf(index), value }))
    : Object.entries(values).map(([name, value]) => invalidEvent(site, { ...change, name, value }));
}

/** Numbers what breaks the same: the first has no number. */
export function numberOf(index: number): string | undefined {
  return index === 0 ? undefined : String(index + 1);
}

function changed(site: CaseSite, sort: 'good' | 'bad', { kind, name, title, value, at = site.place }: Change) {
  return {
    id: [`schema.${sort}`, kind, site.words, ...(name === undefined ? [] : [name])].join('.'),
    title,
    level: 'MUST' as const,
    event: withValueAt(site.event, at, value),
    ...(sameJson(site.path, site.contract.identity) ? { keepsIdentity: true as const } : {}),
  };
}

/** Names a constraint: the place in words, and the keyword. */
export function constraintOf(words: string, keyword: string): string {
  return `${words}#${keyword}`;
}
