import type { Shape } from './model/resolved-schema.ts';

/**
 * What a difference does to the set of values that are allowed: `widens` adds some, `narrows` takes some away, `both` does
 * both. `vanishes` takes away what was never promised, `ends` refuses it besides; `unclear` cannot be decided; `none` changes no value, `prose` not even a form.
 */
export type Effect = 'widens' | 'narrows' | 'both' | 'vanishes' | 'ends' | 'unclear' | 'none' | 'prose';

/** One difference between two schemas, seen from the old one to the new one; whom it hurts is for others to say. */
export interface Difference {
  rule: string;
  effect: Effect;
  before: unknown;
  after: unknown;
  /** Where it is written: in the new document, or in the old one for what is gone. */
  at: string;
  /** What happened, in plain words: `may now also be …`. */
  what: string;
  /** How to get there, from the outermost object; the last step is the place itself. */
  trail: Trail;
  /** Breaks readers even where both documents allow the event: they take it for something else. */
  misread?: true;
  /** Undecided by the rules alone, but validators know the keyword: an event may show that it breaks readers. */
  provable?: true;
  /** What it is about chooses what else holds: an event type, an action. */
  tag?: true;
  /** The values of the outermost tag that it belongs to; undefined for all. */
  types?: readonly string[];
  /** Narrower than `widens` says where this is the only witness that is wanted. */
  show?: { old?: unknown[]; new?: unknown[] };
}

/** One level on the way from the whole body to a place: both sides' shapes, and how one goes on from there. */
export interface Step {
  old: Shape;
  new: Shape;
  /** A property's name, `*` for any item or any undeclared property, or the index of an item; undefined at the end. */
  token?: string;
}

/** In a trail: what follows is not a value but the name of one. No document can have a property of this name. */
export const nameToken = '\uD800name';

export type Trail = readonly Step[];

/** The same place in both documents. */
export interface Pair {
  old: Shape;
  new: Shape;
  trail: Trail;
  /** The values of the outermost tag that lead here. */
  types: readonly string[] | undefined;
  /** The value here chooses what else holds. */
  tag: boolean;
  /** How much of the trail was walked before, by another comparison. */
  from: number;
}

/** What a rule says of a place; the walker adds how it got there. */
export type Told = Omit<Difference, 'trail' | 'types'>;

/** Compares one aspect of a place. */
export type Rule = (pair: Pair) => Told[];
