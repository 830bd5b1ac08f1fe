import type { Level, Requirement } from '../../../report.ts';
import type { Json } from '../../../schema/json.ts';
import { toPointer } from '../../../schema/pointer.ts';

/** An event made for one purpose. */
export interface MadeEvent {
  /** The end of the case's id, after `schema.good.` or `schema.bad.`. */
  id: string;
  title: string;
  level: Level;
  requirement: Requirement;
  event: Json;
  /** It is about the identity of the event, which must then not be made anew. */
  keepsIdentity?: true;
  /** For a bad event: the places of which one may be named by the violation, as pointers. */
  blamed?: string[];
  /** For a bad event: the keyword that it breaks. */
  keyword?: string;
  /** The constraint that a bad event breaks, as constraintOf names it. */
  exercises?: string;
}

/** A change of an event at one place, before it becomes a case. */
export interface Edit {
  id: string;
  title: string;
  event: Json;
  blamed: string[];
  keyword: string;
  level?: Level;
}

/** A legal change: the end of the case's id, its title, and the event. */
export type GoodEdit = [id: string, title: string, event: Json];

/** The pointers that a violation at a place may name: the place itself, or its parent where something is missing. */
export function blame(place: readonly string[], missing = false): string[] {
  return [toPointer(missing ? place.slice(0, -1) : place)];
}

/** The name of a constraint: the place in words, and the keyword. */
export function constraintOf(words: string, keyword: string): string {
  return `${words}#${keyword}`;
}
