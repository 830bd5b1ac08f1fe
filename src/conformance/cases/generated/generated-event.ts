import type { Level, Requirement } from '../../../report.ts';
import type { Json } from '../../../schema/json.ts';
import { toPointer, withValueAt } from '../../../schema/pointer.ts';
import type { CaseSite } from './sites.ts';

/** Holds an event that was made for one purpose. */
export interface GeneratedEvent {
  /** The end of the case's id, after `schema.good.` or `schema.bad.`. */
  id: string;
  title: string;
  level: Level;
  requirement: Requirement;
  event: Json;
  /** It is about the identity of the event, which must then not be made anew. */
  keepsIdentity?: true;
  /** For an invalid event: the places of which one may be named by the finding, as pointers. */
  blamed?: string[];
  /** For an invalid event: the keyword that it breaks. */
  keyword?: string;
  /** The constraint that an invalid event breaks, as constraintOf names it. */
  exercises?: string;
}

/** Holds a change of the event of a site by which it breaks one keyword. */
export interface InvalidChange {
  id: string;
  title: string;
  event: Json;
  blamed: string[];
  keyword: string;
  level?: Level;
}

/** Holds a change after which the event is still valid: the end of the case's id, its title, and the event. */
export type ValidChange = [id: string, title: string, event: Json];

/** Makes an invalid change of a value for the place of a site, or for another one; `undefined` takes out what stands there. */
export function invalidChange(
  site: Pick<CaseSite, 'event' | 'place'>,
  { value, at = site.place, ...change }: Omit<InvalidChange, 'event' | 'blamed'> & InvalidValue,
): InvalidChange {
  return { blamed: [toPointer(site.place)], ...change, event: withValueAt(site.event, at, value) };
}

interface InvalidValue {
  value: Json | undefined;
  at?: readonly string[];
  /** The places that the finding may name; the site's own by default. */
  blamed?: string[];
}

/** Names a constraint: the place in words, and the keyword. */
export function constraintOf(words: string, keyword: string): string {
  return `${words}#${keyword}`;
}
