/** Weighs a defect: `error` misleads tools into wrong verdicts and gates; `warning` leaves them to guess; `note` is worth knowing. */
export type DiagnosisLevel = 'error' | 'warning' | 'note';

/** Holds one defect of a contract, as plain data. */
export interface Diagnosis {
  rule: string;
  level: DiagnosisLevel;
  /** Points into the document as published (RFC 6901). */
  pointer: string;
  /** Points to the other places where the same stands in the same words. */
  also: string[];
  message: string;
  /** Says what follows for a receiver if nothing repairs it. */
  consequence: string;
  /** Shows the defect; null where no event does, or none was found in time. */
  proof: Proof | null;
  /** Lists the overlay actions that repair it, in order; empty where the document alone cannot. */
  fix: Repair[];
}

/** Holds a delivery whose verdict is wrong. */
export interface Proof {
  /** Holds the event, or undefined where the delivery's head shows it. */
  event?: unknown;
  /** Says what the document makes of it as published. */
  raw: string;
  /** Says what it is meant to make of it. */
  intended: string;
}

/** Holds an action of OpenAPI Overlay 1.0.0. */
export interface Repair {
  target: string;
  description: string;
  update?: unknown;
  remove?: true;
}
