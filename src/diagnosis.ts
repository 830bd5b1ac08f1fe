/** `error` misleads tools into wrong verdicts and gates; `warning` leaves them to guess; `note` is worth knowing. */
export type DiagnosisLevel = 'error' | 'warning' | 'note';

/** One defect of a contract, as plain data. */
export interface Diagnosis {
  rule: string;
  level: DiagnosisLevel;
  /** RFC 6901 pointer into the document as published. */
  pointer: string;
  message: string;
  /** What follows for a receiver if nothing repairs it. */
  consequence: string;
  /** Null where no event shows it, or none was found in time. */
  proof: Proof | null;
  /** OpenAPI Overlay actions that repair it, in order; empty where the document alone cannot. */
  fix: Repair[];
}

/** A delivery that is judged wrongly. */
export interface Proof {
  /** The event, or undefined where the delivery's head shows it. */
  event?: unknown;
  /** What the document says of it as published. */
  raw: string;
  /** What it is meant to say. */
  intended: string;
}

/** An action of OpenAPI Overlay 1.0.0. */
export interface Repair {
  target: string;
  description: string;
  update?: unknown;
  remove?: true;
}
