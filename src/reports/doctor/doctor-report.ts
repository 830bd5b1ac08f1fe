import type { Diagnosis } from '../../diagnosis.ts';

/** Holds what was looked at, and what was found. */
export interface DoctorReport {
  source: string;
  /** Gives the line on which a place of it is written. */
  lineOf: (pointer: string) => number;
  diagnoses: readonly Diagnosis[];
  /** False when time ran out before everything was looked at. */
  complete: boolean;
  version: string;
  color: boolean;
}
