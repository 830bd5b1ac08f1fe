import type { Contract } from '../contract/load.ts';
import type { Diagnosis, Repair } from '../diagnosis.ts';
import { operationsOf, pickOperation } from '../openapi/operations.ts';
import { applyOverlay, readOverlay } from '../openapi/overlay.ts';
import type { OpenApiDocument, SourceDocument } from '../openapi/read.ts';
import { toPointer } from '../schema/pointer.ts';
import { contractOf, judgeOf, proofOf, type Readings, readingsOf } from './proof.ts';
import { keyOf, repair, subjectOf } from './repair.ts';
import type { Defect, Rule, Subject } from './rule.ts';
import { rules } from './rules.ts';

export interface ExaminationOptions {
  /** Overlay files to apply first, in order. */
  overlays?: readonly string[];
  /** How long to look, in milliseconds; findings come without a proof where it runs out. */
  timeMs?: number;
}

export interface Examination {
  diagnoses: Diagnosis[];
  /** What repairs all that can be repaired, in order. */
  actions: Repair[];
  /** False when time ran out. */
  complete: boolean;
}

const defaultTimeMs = 20_000;
/** Operations whose events are tried for proofs. */
const mostOperations = 20;

type Found = Defect & { rule: Rule };

/** Looks for defects that mislead tools, proves each by an event, and says how to repair it. Throws an input error for a bad overlay. */
export async function runDoctor(source: SourceDocument, options: ExaminationOptions = {}): Promise<Examination> {
  const deadline = performance.now() + (options.timeMs ?? defaultTimeMs);
  const document = await overlaid(source.document, options.overlays ?? []);
  const original = await overlaid(source.original, options.overlays ?? []);
  const dialect = document.openapi.startsWith('3.0') ? '3.0' : '3.1';
  const subject = subjectOf(document, original, dialect, deadline);
  const found: Found[] = [];
  for (const rule of rules) found.push(...(await rule.find(subject)).map((defect) => ({ ...defect, rule })));
  const repaired = await repair(subject);
  const operations = await readOperations(subject, repaired.document, source.source);
  found.push(...meanings(operations, subject));
  const proofs = await prove(found, operations, subject);
  return {
    diagnoses: found.map((defect) => diagnosis(defect, proofs.get(defect))),
    actions: repaired.actions,
    complete: repaired.complete && performance.now() < deadline,
  };
}

async function overlaid(document: OpenApiDocument, files: readonly string[]): Promise<OpenApiDocument> {
  let result = document;
  for (const file of files) result = applyOverlay(result, await readOverlay(file), file).document;
  return result;
}

function diagnosis({ rule, pointer, message, consequence, fix }: Found, proof: Diagnosis['proof'] = null): Diagnosis {
  return { rule: rule.id, level: rule.level, pointer: toPointer(pointer), message, consequence, proof, fix };
}

interface ReadOperation {
  id: string;
  intended: Contract;
  readings: Readings;
}

/** Throws the first operation's input error when a receiver could use none of them. */
async function readOperations(
  { document, deadline }: Subject,
  repaired: OpenApiDocument,
  source: string,
): Promise<ReadOperation[]> {
  const operations = operationsOf(document);
  if (operations.length === 0) pickOperation(document, undefined, source);
  const read: ReadOperation[] = [];
  const errors: unknown[] = [];
  for (const { id, path } of operations.slice(0, mostOperations)) {
    if (performance.now() > deadline) break;
    const name = operations.filter((each) => each.id === id).length === 1 ? id : path;
    try {
      const raw = await contractOf(document, name, source);
      const intended = await contractOf(repaired, name, source);
      read.push({ id: name, intended, readings: readingsOf(raw, intended) });
    } catch (error) {
      errors.push(error);
    }
  }
  if (read.length === 0 && errors.length > 0) throw errors[0];
  return read;
}

/** What only the repaired contract shows, since only there each type has its data. */
function meanings(operations: readonly ReadOperation[], subject: Subject): Found[] {
  const all = operations.flatMap(({ intended }) =>
    rules.flatMap((rule) => (rule.findInMeaning?.(intended, subject) ?? []).map((defect) => ({ ...defect, rule }))),
  );
  const keys = all.map(({ rule, pointer }) => `${rule.id} ${toPointer(pointer)}`);
  return all.filter((_, index) => keys.indexOf(keys[index] as string) === index);
}

async function prove(
  found: readonly Found[],
  operations: readonly ReadOperation[],
  subject: Subject,
): Promise<Map<Found, Diagnosis['proof']>> {
  const proofs = new Map<Found, Diagnosis['proof']>();
  for (const defect of found) {
    if (defect.proof) proofs.set(defect, defect.proof);
    if (defect.proof || defect.fix.length === 0 || performance.now() > subject.deadline) continue;
    const rest = await repair(subject, new Set([keyOf(defect.fix)]));
    for (const { id, readings } of operations) {
      const without = await contractOf(rest.document, id, 'the document').catch(() => undefined);
      const proof = without && proofOf(defect, readings, judgeOf(without));
      if (proof) proofs.set(defect, proof);
      if (proof || performance.now() > subject.deadline) break;
    }
  }
  return proofs;
}
