import type { SpoiltCredentials } from '../delivery/delivery.ts';
import type { Framing, Header } from '../exchange.ts';
import type { Level, Requirement } from '../report.ts';
import type { Shell } from './spoil.ts';

/** One thing that the suite asks of a receiver. */
export interface Case {
  /** Words, stable for ever; usable as a selector. */
  id: string;
  title: string;
  group: string;
  level: Level;
  requirement: Requirement;
  send: Send;
  expect: Expectation;
  /** Further demands on the answer, by name (see answers.ts). */
  answer: string[];
  /** Why the case does not apply under this profile; absent when it does. */
  notApplicable?: string;
}

/** The request of a case, before keys, a fresh identity and a signature are put in. */
export interface Send {
  method: string;
  /** Appended to the receiver's path. */
  suffix: string;
  headers: Header[];
  /** The bytes, already spoilt where that is the point. */
  body: Buffer | null;
  /** Whether the contract allows the body; checked before it is sent. `any` is not checked. */
  bodyIs: 'legal' | 'illegal' | 'any';
  framing?: Framing;
  spoilt: SpoiltCredentials;
  /** The credentials as a shell would write them, where they are spoilt; for the command that reproduces the case. */
  shell: Partial<Record<string, Shell>>;
  /** Sends credential headers by these names instead, as they are spelt here. */
  headerCase: 'as-is' | 'upper' | 'lower';
}

/**
 * - `accepted`: 2xx
 * - `refused`: 4xx
 * - `denied`: 401, 403 or the documented 400
 * - `not-accepted`: neither 2xx nor 5xx
 * - `not-redirected`: not 3xx
 * - `alive`: any answer but 5xx, or a closed connection; and the next good event is accepted
 * - a list: one of these statuses
 * - `observed`: nothing is asked
 */
export type Expectation =
  | 'accepted'
  | 'refused'
  | 'denied'
  | 'not-accepted'
  | 'not-redirected'
  | 'alive'
  | 'observed'
  | { statuses: number[] };
