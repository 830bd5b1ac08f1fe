/** Holds one defect of an event or an exchange, as plain data: made in one place, printed in another. */
export interface Finding {
  /** Names the rule that is broken: a schema keyword (`required`, `enum`) or a name of ours (`json`, `utf-8`). */
  rule: string;
  /** Points to the location in the event (RFC 6901); empty for the whole. */
  pointer: string;
  /** Says what is wrong, in plain words, without the value itself: values may be personal data. */
  message: string;
}

/** Holds a finding in recorded events, and where it stands. */
export interface RecordedFinding extends Finding {
  /** Names the recording, as the user did. */
  file: string;
  /** Counts from 1. */
  line: number;
  /** Names the operation that the event was judged by, where the contract has several. */
  operation?: string;
}

/** Sums up the findings in recorded events. */
export interface Tally {
  files: number;
  events: number;
  legal: number;
  /** Counts what is no event at all, too. */
  illegal: number;
  findings: number;
  /** Counts events that may be of several operations, by all but their schemas; absent where there are none. */
  ambiguous?: number;
  /** Sums up the signatures of recorded deliveries; absent where they are not judged. */
  signatures?: SignatureTally;
  /** Counts recorded requests that deliver no event, by reason; absent where there are none. */
  skipped?: Record<string, number>;
}

/** Sums up the signatures of recorded deliveries. */
export interface SignatureTally {
  right: number;
  wrong: number;
  /** Counts those of the above whose age is not judged, because nobody recorded when they came. */
  undated: number;
  /** Counts events whose signature is not judged, by reason. */
  skipped: Record<string, number>;
}
