import { writtenBody } from '../contract/contract.ts';
import { validateOperations } from '../contract/standard.ts';
import type { Diagnosis, Repair } from '../diagnosis.ts';
import { isUserError, messageOf } from '../errors.ts';
import { sliceDocument } from '../openapi/dereference/slice.ts';
import { listOperations, noJsonBody, pickOperation, receivingOperations, takesBody } from '../openapi/operations.ts';
import { overlayDocument } from '../openapi/overlay.ts';
import type { OpenApiDocument, SourceDocument } from '../openapi/read/read.ts';
import { validateDocument } from '../openapi/read/validate.ts';
import { toPointer } from '../schema/pointer.ts';
import { type DefectGroup, groupDefects } from './groups.ts';
import { type OperationReading, operationReading } from './proof/operation-reading.ts';
import { slicerOf } from './proof/operation-slice.ts';
import { type FoundDefect, type Trial, tryDefect } from './proof/prove.ts';
import { defectsIn, type RepairedDocument, repairDefects, repairKey, subjectOf } from './repair.ts';
import type { Subject } from './rule.ts';
import { doctorRules } from './rules.ts';
import { newSteps } from './steps.ts';

export interface ExaminationOptions {
  /** Lists overlay files to apply first, in order. */
  overlays?: readonly string[];
  /** Bounds the work, in objects and values looked at; what is left out then is said. */
  steps?: number;
}

/** Holds what was found in a document. */
export interface Examination {
  diagnoses: Diagnosis[];
  /** Lists what repairs all that can be repaired, in order. */
  actions: Repair[];
  /** Tells whether all was looked at. */
  complete: boolean;
  /** Says what was not looked at, and why: one sentence each. */
  leftOut: string[];
}

/** Bounds the operations in whose contracts defects of meaning are looked for. */
const mostExamined = 20;

/** Looks for defects that mislead tools, proves each by an event, and says how to repair it. Throws an input error for a bad overlay. */
export async function runDoctor(source: SourceDocument, options: ExaminationOptions = {}): Promise<Examination> {
  const overlays = options.overlays ?? [];
  const { document } = await overlayDocument(source.document, overlays, source.source);
  const { document: original } = await overlayDocument(source.original, overlays, source.source);
  const subject = subjectOf(document, original, newSteps(options.steps));
  const operations = readingsOf(subject, source.source);
  const found: FoundDefect[] = [];
  for (const rule of doctorRules) {
    const defects = await defectsIn(subject, rule);
    found.push(...defects.map((defect) => ({ ...defect, rule })));
  }
  found.push(...(await defectsOfMeaning(operations)));
  await checkUsable(operations, source.source, {
    isFaulty: found.some(({ level, rule }) => (level ?? rule.level) === 'error'),
    subject,
  });
  const groups = groupDefects(subject, found);
  const trials = new Map<DefectGroup, Trial>();
  for (const group of groups) trials.set(group, await tryGroup(group, found, operations));
  const flawed = groups.filter((group) => trials.get(group)?.isFlaw).flat();
  const { actions, document: repaired } = await repairedBut(subject, flawed);
  await checkTaken(repaired, source.source, { isFaulty: groups.length > 0, subject });
  const diagnoses = groups.map((group) => diagnosisOf(group, trials.get(group) as Trial));
  const leftOut = [...subject.steps.leftOut];
  return { diagnoses, actions, complete: leftOut.length === 0, leftOut };
}

/** Lists a document's operations that take a body, those by which events arrive first. */
function readingsOf({ document, original, steps }: Subject, source: string): OperationReading[] {
  const all = listOperations(document);
  const first = receivingOperations(all);
  const operations = [...new Set([...first, ...all])].filter(takesBody);
  if (operations.length === 0) pickOperation(document, undefined, source);
  const shared = { slicer: slicerOf(document), original: slicerOf(original), source, steps };
  return operations.map((operation) => operationReading(shared, operation));
}

/** Finds what only contracts show; the same defect of several operations is one. */
async function defectsOfMeaning(operations: readonly OperationReading[]): Promise<FoundDefect[]> {
  const found: FoundDefect[] = [];
  for (const reading of operations.slice(0, mostExamined)) {
    // Only events with a type say anything by it.
    if (!JSON.stringify(reading.slice()).includes('"discriminator"')) continue;
    const [published, { usable: repaired }] = [reading.published(), await reading.repaired()];
    if (!published || !('contract' in published) || !repaired || !('contract' in repaired)) continue;
    for (const rule of doctorRules) {
      const defects = rule.findInMeaning?.(repaired.contract, published.contract) ?? [];
      found.push(...defects.map((defect) => ({ ...defect, rule })));
    }
  }
  const unique = new Map(found.map((defect) => [`${defect.rule.id} ${toPointer(defect.pointer)}`, defect]));
  return [...unique.values()];
}

/**
 * Looks for an operation that can be used once all is repaired. Where there is none, nothing can be proved: that is said, or
 * thrown as the input error of the first one where no error was found that tells of it.
 */
async function checkUsable(
  operations: readonly OperationReading[],
  source: string,
  { isFaulty, subject }: { isFaulty: boolean; subject: Subject },
): Promise<void> {
  const errors: unknown[] = [];
  for (const { operation, repaired } of operations.slice(0, mostExamined)) {
    const { document, usable } = await repaired();
    try {
      await validateDocument(sliceDocument(document, [operation]), source);
      if (usable && 'error' in usable) throw usable.error;
      return;
    } catch (error) {
      errors.push(error);
    }
  }
  if (!isFaulty) throw errors[0];
  subject.steps.leftOut.add(`no event could be tried: ${messageOf(errors[0])}`);
}

/** Throws the input error that other commands have for a document that no events can be judged by once all is repaired; beside defects it is said. */
async function checkTaken(
  document: OpenApiDocument,
  source: string,
  { isFaulty, subject }: { isFaulty: boolean; subject: Subject },
): Promise<void> {
  try {
    const received = receivingOperations(listOperations(document));
    await validateOperations(document, received, source);
    const isJson = received.some((each) => writtenBody({ inherited: document }, each).schema !== undefined);
    if (received[0] && !isJson) throw noJsonBody(received[0].id, source);
  } catch (error) {
    if (!isUserError(error) || !isFaulty) throw error;
    subject.steps.leftOut.add(`other commands refuse the document: ${error.message}`);
  }
}

/** Tries the members of a group, which are the same defect, until one is shown; nothing is tried that has neither repair nor meaning. */
async function tryGroup(
  group: DefectGroup,
  all: readonly FoundDefect[],
  operations: readonly OperationReading[],
): Promise<Trial> {
  const trials: Trial[] = [];
  for (const defect of group.slice(0, mostMembers)) {
    if (defect.proof || (defect.fix.length === 0 && !defect.meant)) return { proof: defect.proof, isFlaw: false };
    const trial = await tryDefect(defect, all, operations);
    trials.push(trial);
    if (trial.proof) break;
  }
  return { proof: trials.at(-1)?.proof, isFlaw: trials.some(({ isFlaw }) => isFlaw) };
}

const mostMembers = 3;

/** Repairs all but some defects. */
function repairedBut(subject: Subject, flawed: readonly FoundDefect[]): Promise<RepairedDocument> {
  return repairDefects(subject, new Set(flawed.map(({ fix }) => repairKey(fix))));
}

function diagnosisOf(group: DefectGroup, { proof, isFlaw }: Trial): Diagnosis {
  const [{ rule, pointer, message, consequence, level = rule.level }, ...others] = group;
  return {
    rule: rule.id,
    // What no event shows may be meant as it is.
    level: level === 'error' && !proof ? 'warning' : level,
    pointer: toPointer(pointer),
    also: others.map((each) => toPointer(each.pointer)),
    message,
    consequence,
    proof: proof ?? null,
    fix: isFlaw ? [] : group.flatMap(({ fix }) => fix),
  };
}
