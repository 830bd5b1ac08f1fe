import type { Contract } from '../../contract/contract.ts';
import type { Proof } from '../../diagnosis.ts';
import { applyOverlay } from '../../openapi/overlay.ts';
import type { Json } from '../../schema/json.ts';
import { toPointer, valueAt } from '../../schema/pointer.ts';
import { countNodes } from '../local-schemas.ts';
import { defectsIn, repairDefects, repairKey } from '../repair.ts';
import type { Defect, DoctorRule } from '../rule.ts';
import { candidatesOf } from './candidates.ts';
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
/** Bounds the documents, in nodes, in which what is only worth knowing is shown: it is to cost little. */
const mostForNotes = 5_000;

/** Tries a defect, one of all that were found, on the events of the operations that it reaches, until one shows it. */
export async function tryDefect(
  defect: FoundDefect,
  all: readonly FoundDefect[],
  operations: readonly OperationReading[],
): Promise<Trial> {
  let tried = 0;
  let isFlaw = false;
  for (const reading of operations) {
    if (tried >= mostOperations) break;
    if (valueAt(reading.slice(), defect.pointer) === undefined) continue;
    const isNote = (defect.level ?? defect.rule.level) === 'note';
    if (isNote && countNodes(reading.slice()) > mostForNotes) continue;
    const readings = await defectReadings(defect, all, reading);
    if (!readings) continue;
    tried++;
    const candidates = await reading.candidates();
    const trial = findProof(defect, readings, {
      likely: likelyEvents(defect, reading),
      // Of a schema that no event meets events are made as it is meant.
      others: candidates.length > 0 ? candidates : readings.meant ? candidatesOf([readings.meant]) : [],
    });
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
async function defectReadings(
  defect: FoundDefect,
  all: readonly FoundDefect[],
  reading: OperationReading,
): Promise<(DefectReadings & { meant?: Contract }) | undefined> {
  const { document: repaired, usable } = await reading.repaired();
  const common = { operation: reading.operation, source: 'the document', steps: reading.subject().steps };
  const published = reading.published();
  const raw = published && (published.validate ?? whyNotJudged);
  if (raw === undefined) return undefined;
  if (defect.fix.length === 0) {
    if (!defect.meant) return undefined;
    const isHere = ({ pointer }: Defect): boolean => valueAt(reading.slice(), pointer) !== undefined;
    const others = all.filter((each) => each.pointer !== defect.pointer && each.fix.length === 0 && isHere(each));
    // What other defects refuse would hide what this one does.
    const actions = others.flatMap(({ meant = [] }) => meant);
    const rest = actions.length === 0 ? repaired : applyOverlay(repaired, { actions }).document;
    const without = actions.length === 0 ? usable : usableContract(rest, common);
    const meant = usableContract(applyOverlay(rest, { actions: defect.meant }).document, common);
    return without?.validate && meant?.validate
      ? {
          ...{ published: raw, without: without.validate, intended: meant.validate },
          ...('contract' in meant && { meant: meant.contract }),
        }
      : undefined;
  }
  if (!usable?.validate) return undefined;
  const own = await repairInSlice(defect, reading);
  const rest = usableContract((await repairDefects(reading.subject(), new Set([own]))).document, common);
  return rest?.validate ? { published: raw, without: rest.validate, intended: usable.validate } : undefined;
}

const whyNotJudged = 'not judged: written out, the schema is beyond all measure, or cannot be compiled';

/** Finds the repair of a defect as it is in the slice of an operation, where fewer names are taken. */
async function repairInSlice({ rule, pointer, fix }: FoundDefect, reading: OperationReading): Promise<string> {
  const found = await defectsIn(reading.subject(), rule);
  const same = found.find((each) => toPointer(each.pointer) === toPointer(pointer));
  return repairKey(same?.fix ?? fix);
}
