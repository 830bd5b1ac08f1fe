import type { Contract } from '../contract/load.ts';
import type { DiagnosisLevel, Proof, Repair } from '../diagnosis.ts';
import type { Dialect } from '../openapi/keywords.ts';
import type { OpenApiDocument } from '../openapi/read/read.ts';
import type { Json } from '../schema/json.ts';
import type { LocalSchemas } from './local-schemas.ts';
import type { SchemaNode } from './schema-nodes.ts';
import type { Steps } from './steps.ts';

/** Holds what a rule looks at. */
export interface Subject {
  /** Holds the document as events are validated by it, overlays applied. */
  document: OpenApiDocument;
  /** Holds the same before anything was mended on reading. */
  original: OpenApiDocument;
  dialect: Dialect;
  /** Lists every schema in it, once each, where it is written. */
  nodes: SchemaNode[];
  /** Reads single schemas of it. */
  local: LocalSchemas;
  /** Counts the work that may still be done. */
  steps: Steps;
}

/** Holds one defect, before it is proved. */
export interface Defect {
  /** Leads to it in the document. */
  pointer: string[];
  message: string;
  consequence: string;
  fix: Repair[];
  /** Lists what would make the document say what is meant, where no overlay should be written; for the proof only. */
  meant?: Repair[];
  proof?: Proof;
  /** Weighs it otherwise than the rule does. */
  level?: DiagnosisLevel;
  /** Makes values of the schema at the pointer, or of the nearest one above, that show it. */
  values?: () => Json[];
  /** Tells which wrong verdict shows the defect best. */
  shows?: 'taken' | 'refused';
  /** Tells that the repair may change verdicts one way only, that of `shows`. */
  oneWay?: true;
  /** Tells that the repair takes away or moves what other defects point at. */
  moves?: true;
}

export interface DoctorRule {
  id: string;
  /** Weighs its defects; an `error` that no event shows is reported as a warning. */
  level: DiagnosisLevel;
  /** Finds defects of the document. */
  find?(subject: Subject): Defect[] | Promise<Defect[]>;
  /** Tells that it has no repair for anything. */
  neverRepairs?: true;
  /** Finds defects of meaning in the contract once it is repaired; they stand in the one that is published. */
  findInMeaning?(repaired: Contract, published: Contract): Defect[];
}
