/** `breaking`: refused or misread; `risky`: nothing is refused, but something relied on is gone or cannot be decided. */
export type ChangeLevel = 'breaking' | 'risky' | 'safe' | 'docs';

/** Which comparison showed a change: with a published document, with recorded events, or with a receiver's own document. */
export type ChangeSource = 'spec' | 'traffic' | 'implementation';

/** We receive events, or we send them. */
export type Side = 'receiver' | 'sender';

/** One difference and what it means, as plain data: made in one place, printed in another. */
export interface Change {
  /** What kind of change it is, e.g. `enum-value-added`. */
  rule: string;
  level: ChangeLevel;
  source: ChangeSource;
  /** RFC 6901 pointer into the document that changed, as published; into the old one for what is gone; into the event for traffic. */
  pointer: string;
  /** What stood there before, as JSON; null where nothing did. */
  before: unknown;
  after: unknown;
  /** What follows for the side that was asked about, in one sentence. */
  why: string;
  /** The event types that the change touches; empty where it touches all, or none can be named. */
  affects: string[];
  /** Ids of the conformance cases that it touches. */
  cases: string[];
  /** The event that shows it; null where the change is not of a body, or breaks nothing. */
  witness: Witness | null;
  /** Set by a baseline: why it is borne, and until when. */
  known?: { reason: string; expires: string };
}

/** An event that one reading allows and the other refuses, or reads as something else. Both were checked. */
export interface Witness {
  event: unknown;
  /** `refused`: the other side refuses it; `misread`: it takes it for something else. */
  kind: 'refused' | 'misread';
  /** What the side that stays as it was says of the event, e.g. `/event/type must be one of …`. */
  says: string;
}

/** The JSON report, `schemaVersion` 1. */
export interface DriftReport {
  schemaVersion: 1;
  side: Side;
  failOn: FailOn;
  verdict: 'pass' | 'fail';
  summary: Record<ChangeLevel, number>;
  changes: Change[];
}

export type FailOn = 'breaking' | 'risky' | 'any' | 'never';

export const changeLevels: readonly ChangeLevel[] = ['breaking', 'risky', 'safe', 'docs'];
