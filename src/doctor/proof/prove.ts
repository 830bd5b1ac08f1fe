import type { Proof } from '../../diagnosis.ts';
import { applyOverlay } from '../../openapi/overlay.ts';
import type { Json } from '../../schema/json.ts';
import { toPointer, valueAt } from '../../schema/pointer.ts';
import { repairDefects, repairKey } from '../repair.ts';
import type { Defect, DoctorRule } from '../rule.ts';
import { eventsWith } from './event-with.ts';
import { type OperationReading, usableContract } from './operation-reading.ts';
import { type DefectReadings, findProof } from './verdicts.ts';

/** Holds a defect with the rule that found it. */
export type FoundDefect = Defect & { rule: DoctorRule };

/** Holds what trying a defect on events came to. */
export interface Trial {
  proof: Proof | undefined;
  /** Tells that the repair changes verdicts that it should not. */
  isFlaw: boolean;
}

/** Bounds the operations by whose events one defect is tried. */
const mostOperations = 3;
const mostValues = 4;

/** Tries a defect on the events of the operations that it reaches, until one shows it. */
export async function tryDefect(defect: FoundDefect, operations: readonly OperationReading[]): Promise<Trial> {
  let tried = 0;
  let isFlaw = false;
  for (const reading of operations) {
    if (tried >= mostOperations) break;
    if (valueAt(reading.slice(), defect.pointer) === undefined) continue;
    const readings = await defectReadings(defect, reading);
    if (!readings) continue;
    tried++;
    const trial = findProof(defect, readings, [...likelyEvents(defect, reading), ...(await reading.candidates())]);
    isFlaw ||= trial.isFlaw;
    if (trial.proof) return { proof: trial.proof, isFlaw };
  }
  return { proof: undefined, isFlaw };
}

/** Makes events in which a value that shows the defect stands where its schema is about it. */
function* likelyEvents({ pointer, values }: Defect, reading: OperationReading): Generator<Json> {
  const published = reading.published();
  // What is beyond all measure is so for these events, too.
  const route = values && published && 'contract' in published ? reading.routes()(pointer) : undefined;
  if (values && route)
    for (const value of values().slice(0, mostValues)) yield* eventsWith(reading.slice(), route, value);
}

/** Reads an operation with everything repaired but one defect, and with that, too; undefined where either cannot be used. */
async function defectReadings(defect: FoundDefect, reading: OperationReading): Promise<DefectReadings | undefined> {
  const { document: repaired, usable } = await reading.repaired();
  const common = { operation: reading.operation, source: 'the document', steps: reading.subject().steps };
  const published = reading.published();
  const raw = published && ('error' in published ? whyNotJudged : published.validate);
  if (raw === undefined) return undefined;
  if (defect.fix.length === 0) {
    if (!defect.meant || !usable || !('validate' in usable)) return undefined;
    const meant = usableContract(applyOverlay(repaired, { actions: defect.meant }).document, common);
    return meant && 'validate' in meant
      ? { published: raw, without: usable.validate, intended: meant.validate }
      : undefined;
  }
  if (!usable || !('validate' in usable)) return undefined;
  const own = await repairInSlice(defect, reading);
  const rest = usableContract((await repairDefects(reading.subject(), new Set([own]))).document, common);
  return rest && 'validate' in rest ? { published: raw, without: rest.validate, intended: usable.validate } : undefined;
}

const whyNotJudged = 'not judged: written out, the schema is beyond all measure, or cannot be compiled';

/** Finds the repair of a defect as it is in the slice of an operation, where fewer names are taken. */
async function repairInSlice({ rule, pointer, fix }: FoundDefect, reading: OperationReading): Promise<string> {
  const found = (await rule.find?.(reading.subject())) ?? [];
  const same = found.find((each) => toPointer(each.pointer) === toPointer(pointer));
  return repairKey(same?.fix ?? fix);
}
