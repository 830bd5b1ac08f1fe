/** `breaking`: refused or misread; `risky`: nothing is refused, but something relied on is gone or cannot be decided. */
export type ChangeLevel = 'breaking' | 'risky' | 'safe' | 'docs';

/** Says which comparison showed a change: with a published document, with recorded events, or with a receiver's own document. */
export type ChangeSource = 'spec' | 'traffic' | 'implementation';

/** We receive events, or we send them. */
export type Side = 'receiver' | 'sender';

/** One difference and what it means, as plain data: made in one place, printed in another. */
export interface Change {
  /** Says what kind of change it is, e.g. `enum-value-added`. */
  rule: string;
  level: ChangeLevel;
  source: ChangeSource;
  /** RFC 6901 pointer into the document that changed, as published; into the old one for what is gone; into the event for traffic. */
  pointer: string;
  /** Says what stood there before, as JSON; null where nothing did. */
  before: unknown;
  after: unknown;
  /** Says what follows for the side that was asked about, in one sentence. */
  why: string;
  /** The operations that the change touches, where the contract has several, then the event types; empty where it touches all, or none can be named. */
  affects: string[];
  /** Counts the operations among these, which are named first. */
  operations?: number;
  /** The other places where the same is written, for the same cause, and what each of them affects; `affects` says it of all. */
  also?: AlsoWritten[];
  /** Ids of the conformance cases that it touches. */
  cases: string[];
  /** The event that shows it; null where the change is not of a body, or breaks nothing, and where none was found. */
  witness: Witness | null;
  /** Says how an event was looked for; null where no event can show the change, or it breaks nothing. */
  proof: Proof | null;
  /** Set by a baseline: why it is suppressed, and until when. */
  known?: { reason: string; expires: string };
  /** Says where recorded events showed it. */
  seen?: Seen;
  /** Says where a person finds it; looked up for the reports that point there. */
  place?: { file: string; line: number };
}

/** Says where else a change is written. */
interface AlsoWritten extends Pick<Change, 'pointer' | 'affects' | 'place'> {}

/** Counts how often recorded events showed a change, and where. No value of an event stands here. */
export interface Seen {
  /** Events, not places in them. */
  count: number;
  first: SeenAt;
  last: SeenAt;
  /** Says how often the receiver answered with which status, where that was recorded: `{"400": 12}`. */
  statuses?: Record<string, number>;
}

export interface SeenAt {
  /** The recording, as the user named it. */
  file: string;
  /** Counts from 1. */
  line: number;
  /** When it was recorded, RFC 3339, where the recording says so. */
  at?: string;
}

/** Says whether an event was found that shows a change, and what was tried for it. */
export interface Proof {
  status: 'found' | 'none-found';
  /** Says in a sentence how many events were tried, what became of them, and which bound was reached. */
  tried: string;
}

/** An event that one reading allows and the other refuses, or reads as something else. Both were checked. */
export interface Witness {
  event: unknown;
  /** `refused`: the other side refuses it; `misread`: it takes it for something else. */
  kind: 'refused' | 'misread';
  /** Says what the side that stays as it was says of the event, e.g. `/event/type must be one of …`. */
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
  /** Says what was compared, as the user named it. */
  compared?: Compared;
  /** Says who is to follow whom, one entry a place; there where several sources speak. */
  culprits?: Culprit[];
  coverage?: TrafficCoverage;
  /** Entries of the baseline that nothing fits any more: each fails the run. */
  stale?: StaleEntry[];
  /** Says what else is to be known: limits that were reached, what was mended on reading, what could not be judged. */
  notes?: string[];
}

export interface Compared {
  contract: string;
  /** Counts the operations that were compared, where there are several. */
  operations?: number;
  spec?: string;
  traffic?: ComparedTraffic;
  implementation?: string;
}

/** Counts recorded events; what is counted of several operations is there where they occur. */
export interface ComparedTraffic {
  recordings: string[];
  events: number;
  illegal: number;
  /** Events of operations that were not chosen, which are not judged, nor counted above. */
  others?: number;
  /** Events that may be of several operations, by all but their schemas. */
  ambiguous?: number;
}

export type CulpritName = 'upstream changed' | 'contract wrong' | 'implementation wrong';

/** One verdict over all sources about one kind of event, with what each says side by side. */
export interface Culprit {
  culprit: CulpritName;
  /** Says where it is, in the event; in the document for what is no part of a body. */
  pointer: string;
  /** The value in question, where it is one of a closed list. */
  value: unknown;
  /** Names the operation, where the contract has several. */
  operation?: string;
  why: string;
  /** Says what each source says of it: `refuses it`, `allows it`, `12 events`. Only those that were given. */
  evidence: { source: 'contract' | ChangeSource; says: string }[];
}

/** Counts how much of a contract recorded events have shown: of event types (or alternatives), properties, enums' values. */
export interface TrafficCoverage extends Record<'types' | 'properties' | 'values', Share> {
  /** Counts operations, where the contract has several; the rest is counted of those that were seen. */
  operations?: Share;
}

export type Share = Record<'seen' | 'total', number>;

/** An entry of a baseline, as it names a change. */
export type StaleEntry = Pick<Change, 'rule' | 'source' | 'pointer'> & { reason: string; expires: string };

export type FailOn = 'breaking' | 'risky' | 'any' | 'never';

export const changeLevels: readonly ChangeLevel[] = ['breaking', 'risky', 'safe', 'docs'];

/** Orders changes by their weight. */
export function worstFirst(changes: readonly Change[]): Change[] {
  return changes.toSorted((a, b) => changeLevels.indexOf(a.level) - changeLevels.indexOf(b.level));
}

/** Tells whether a change fails a run: at or above the level that was asked for, and not known. */
export function gates({ level, known }: Pick<Change, 'level' | 'known'>, failOn: FailOn): boolean {
  if (known || failOn === 'never') return false;
  return failOn === 'any' || changeLevels.indexOf(level) <= changeLevels.indexOf(failOn);
}

/** Makes the report of what was found, the worst first. Stale entries of the baseline fail a run that anything can fail. */
export function driftReport({
  side,
  failOn,
  changes,
  stale = [],
  ...more
}: Omit<DriftReport, 'schemaVersion' | 'verdict' | 'summary'>): DriftReport {
  const failed = changes.some((change) => gates(change, failOn)) || (stale.length > 0 && failOn !== 'never');
  const count = (wanted: ChangeLevel): number => changes.filter(({ level }) => level === wanted).length;
  return {
    schemaVersion: 1,
    side,
    failOn,
    verdict: failed ? 'fail' : 'pass',
    summary: { breaking: count('breaking'), risky: count('risky'), safe: count('safe'), docs: count('docs') },
    changes: worstFirst(changes),
    ...more,
    ...(stale.length > 0 ? { stale } : {}),
  };
}
