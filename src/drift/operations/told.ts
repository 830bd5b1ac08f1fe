import type { Effect } from '../schemas/difference.ts';

/** A difference around the body: of the request's head, or of an answer. No event shows it. */
export interface HeadDifference {
  rule: string;
  effect: Effect;
  before: unknown;
  after: unknown;
  at: string;
  what: string;
  /** Which way it goes: with the event, or with our answer to it. */
  way: 'event' | 'answer';
}
