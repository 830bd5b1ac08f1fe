import type { Contract } from '../contract/load.ts';
import type { DiagnosisLevel, Proof, Repair } from '../diagnosis.ts';
import type { Dialect } from '../openapi/normalise.ts';
import type { OpenApiDocument } from '../openapi/read.ts';
import type { SchemaNode } from './nodes.ts';

/** What a rule looks at. */
export interface Subject {
  /** The document as it is judged by, overlays applied. */
  document: OpenApiDocument;
  /** The same before anything was mended on reading. */
  original: OpenApiDocument;
  dialect: Dialect;
  /** Every schema in it, once each, where it is written. */
  nodes: SchemaNode[];
  /** When to stop looking, in milliseconds of `performance.now()`. */
  deadline: number;
}

export interface Defect {
  /** A path into the document. */
  pointer: string[];
  message: string;
  consequence: string;
  fix: Repair[];
  proof?: Proof;
  /** Which wrong verdict shows the defect best. */
  shows?: 'taken' | 'refused';
}

export interface Rule {
  id: string;
  level: DiagnosisLevel;
  find(subject: Subject): Defect[] | Promise<Defect[]>;
  /** Defects of meaning, found in the contract once it is repaired; its pointers lead into the subject's document. */
  findInMeaning?(contract: Contract, subject: Subject): Defect[];
}
