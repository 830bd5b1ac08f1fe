/** One defect of an event or an exchange, as plain data: made in one place, printed in another. */
export interface Finding {
  /** The rule that is broken: a schema keyword (`required`, `enum`) or a name of ours (`json`, `utf-8`). */
  rule: string;
  /** RFC 6901 pointer to the place in the event; empty for the whole. */
  pointer: string;
  /** What is wrong, in plain words, without the value itself: values may be personal data. */
  message: string;
}

/** A finding in recorded events, and where it stands. */
export interface RecordedFinding extends Finding {
  /** The recording, as the user named it. */
  file: string;
  /** Counts from 1. */
  line: number;
}

/** What recorded events came to. */
export interface Tally {
  files: number;
  events: number;
  legal: number;
  /** What is no event at all counts as illegal too. */
  illegal: number;
  findings: number;
}
