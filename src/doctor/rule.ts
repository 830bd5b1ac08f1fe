import type { Contract } from '../contract/load.ts';
import type { DiagnosisLevel, Proof, Repair } from '../diagnosis.ts';
import type { Dialect } from '../openapi/keywords.ts';
import type { OpenApiDocument } from '../openapi/read/read.ts';
import type { SchemaNode } from './schema-nodes.ts';

/** Holds what a rule looks at. */
export interface Subject {
  /** Holds the document as events are validated by it, overlays applied. */
  document: OpenApiDocument;
  /** Holds the same before anything was mended on reading. */
  original: OpenApiDocument;
  dialect: Dialect;
  /** Lists every schema in it, once each, where it is written. */
  nodes: SchemaNode[];
  /** Tells when to stop looking, in milliseconds of `performance.now()`. */
  deadline: number;
}

/** Holds one defect, before it is proved. */
export interface Defect {
  /** Leads to it in the document. */
  pointer: string[];
  message: string;
  consequence: string;
  fix: Repair[];
  proof?: Proof;
  /** Tells which wrong verdict shows the defect best. */
  shows?: 'taken' | 'refused';
}

export interface DoctorRule {
  id: string;
  level: DiagnosisLevel;
  /** Finds defects of the document. */
  find?(subject: Subject): Defect[] | Promise<Defect[]>;
  /** Finds defects of meaning in the contract once it is repaired; they stand in the one that is published. */
  findInMeaning?(repaired: Contract, published: Contract): Defect[];
}
