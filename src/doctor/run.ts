import { compileEvents } from '../contract/compile-events.ts';
import type { Contract } from '../contract/load.ts';
import type { Diagnosis, Proof, Repair } from '../diagnosis.ts';
import { dialectOf } from '../openapi/keywords.ts';
import { operationsWithBody, pickOperation } from '../openapi/operations.ts';
import { overlayDocument } from '../openapi/overlay.ts';
import type { OpenApiDocument, SourceDocument } from '../openapi/read/read.ts';
import { toPointer } from '../schema/pointer.ts';
import { prepareReading, proofOf, type Readings, readingsOf } from './proof.ts';
import { repairDefects, repairKey, subjectOf } from './repair.ts';
import type { Defect, DoctorRule, Subject } from './rule.ts';
import { doctorRules } from './rules.ts';

export interface ExaminationOptions {
  /** Lists overlay files to apply first, in order. */
  overlays?: readonly string[];
  /** Bounds how long to look, in milliseconds; findings come without a proof where it runs out. */
  timeMs?: number;
}

/** Holds what was found in a document. */
export interface Examination {
  diagnoses: Diagnosis[];
  /** Lists what repairs all that can be repaired, in order. */
  actions: Repair[];
  /** Tells whether all was looked at before time ran out. */
  complete: boolean;
}

const defaultTimeMs = 20_000;
/** Bounds the operations whose events are tried for proofs. */
const mostOperations = 20;

type FoundDefect = Defect & { rule: DoctorRule };

/** Looks for defects that mislead tools, proves each by an event, and says how to repair it. Throws an input error for a bad overlay. */
export async function runDoctor(source: SourceDocument, options: ExaminationOptions = {}): Promise<Examination> {
  const deadline = performance.now() + (options.timeMs ?? defaultTimeMs);
  const overlays = options.overlays ?? [];
  const { document } = await overlayDocument(source.document, overlays, source.source);
  const { document: original } = await overlayDocument(source.original, overlays, source.source);
  const subject = subjectOf({ document, original, dialect: dialectOf(document), deadline });
  const found: FoundDefect[] = [];
  for (const rule of doctorRules) {
    const defects = (await rule.find?.(subject)) ?? [];
    found.push(...defects.map((defect) => ({ ...defect, rule })));
  }
  const repaired = await repairDefects(subject);
  const operations = await readOperations(subject, repaired.document, source.source);
  found.push(...defectsOfMeaning(operations));
  const diagnoses: Diagnosis[] = [];
  for (const defect of found) diagnoses.push(diagnosisOf(defect, await prove(defect, operations, subject)));
  return { diagnoses, actions: repaired.actions, complete: repaired.complete && performance.now() < deadline };
}

function diagnosisOf({ rule, pointer, message, consequence, fix }: FoundDefect, proof: Proof | undefined): Diagnosis {
  const { id, level } = rule;
  return { rule: id, level, pointer: toPointer(pointer), message, consequence, proof: proof ?? null, fix };
}

/** Holds one operation as published and as meant. */
interface ReadOperation {
  id: string;
  published: Contract;
  repaired: Contract;
  readings: Readings;
}

/** Reads the operations that events arrive by. Throws the first one's input error when a receiver could use none of them. */
async function readOperations(
  { document, deadline }: Subject,
  repairedDocument: OpenApiDocument,
  source: string,
): Promise<ReadOperation[]> {
  const operations = operationsWithBody(document);
  if (operations.length === 0) pickOperation(document, undefined, source);
  const read: ReadOperation[] = [];
  const errors: unknown[] = [];
  for (const { id, path } of operations.slice(0, mostOperations)) {
    if (performance.now() > deadline) break;
    const name = operations.filter((each) => each.id === id).length === 1 ? id : path;
    try {
      const published = await prepareReading(document, name, source);
      const repaired = await prepareReading(repairedDocument, name, source);
      read.push({ id: name, published, repaired, readings: readingsOf(published, repaired) });
    } catch (error) {
      errors.push(error);
    }
  }
  if (read.length === 0 && errors.length > 0) throw errors[0];
  return read;
}

/** Finds what only contracts show; the same defect of several operations is one. */
function defectsOfMeaning(operations: readonly ReadOperation[]): FoundDefect[] {
  const found = operations.flatMap(({ published, repaired }) =>
    doctorRules.flatMap((rule) =>
      (rule.findInMeaning?.(repaired, published) ?? []).map((defect) => ({ ...defect, rule })),
    ),
  );
  const unique = new Map(found.map((defect) => [`${defect.rule.id} ${toPointer(defect.pointer)}`, defect]));
  return [...unique.values()];
}

/** Finds the event that shows a defect; undefined where there is none, or time ran out. */
async function prove(
  defect: FoundDefect,
  operations: readonly ReadOperation[],
  subject: Subject,
): Promise<Proof | undefined> {
  if (defect.proof || defect.fix.length === 0 || performance.now() > subject.deadline) return defect.proof;
  const rest = await repairDefects(subject, new Set([repairKey(defect.fix)]));
  for (const { id, readings } of operations) {
    const without = await prepareReading(rest.document, id, 'the document').catch(() => undefined);
    const proof = without && proofOf(defect, readings, compileEvents(without));
    if (proof || performance.now() > subject.deadline) return proof;
  }
  return undefined;
}
