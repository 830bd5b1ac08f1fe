import type { Repair } from '../diagnosis.ts';
import { applyOverlay } from '../openapi/overlay.ts';
import type { OpenApiDocument } from '../openapi/read/read.ts';
import { toPointer } from '../schema/pointer.ts';
import type { Defect, DoctorRule, Subject } from './rule.ts';
import { doctorRules } from './rules.ts';
import { schemaNodes } from './schema-nodes.ts';

export interface RepairedDocument {
  document: OpenApiDocument;
  actions: Repair[];
  /** Tells whether the last defect was reached before time ran out. */
  complete: boolean;
}

/** Bounds the rounds of one rule: a contract has a handful of defects, and more rounds mean that a repair does not take. */
const mostRounds = 200;

export function subjectOf(subject: Omit<Subject, 'nodes'>): Subject {
  return { ...subject, nodes: schemaNodes(subject.document) };
}

/**
 * Repairs a document defect by defect, looking at it anew after each: one repair may solve two defects, or move a third.
 * `except` leaves defects alone, by the key of their repair.
 */
export async function repairDefects(
  subject: Subject,
  except: ReadonlySet<string> = new Set(),
): Promise<RepairedDocument> {
  let current = subject;
  const actions: Repair[] = [];
  for (const rule of doctorRules) {
    const tried = new Set<string>(except);
    for (let round = 0; round < mostRounds; round++) {
      if (performance.now() > subject.deadline) return { document: current.document, actions, complete: false };
      const batch = await repairableDefects(rule, current, tried);
      if (batch.length === 0) break;
      let { document, original } = current;
      for (const { fix } of batch) {
        tried.add(repairKey(fix));
        document = applyOverlay(document, { actions: fix }).document;
        original = applyOverlay(original, { actions: fix }).document;
        actions.push(...fix);
      }
      current = subjectOf({ ...subject, document, original });
    }
  }
  return { document: current.document, actions, complete: true };
}

/** Makes what tells one repair from another. */
export function repairKey(fix: readonly Repair[]): string {
  return JSON.stringify(fix);
}

/** Finds the defects to repair next: all at once, but only one where a repair moves what others point at. */
async function repairableDefects(rule: DoctorRule, subject: Subject, tried: ReadonlySet<string>): Promise<Defect[]> {
  const all = (await rule.find?.(subject)) ?? [];
  const found = all.filter(({ fix }) => fix.length > 0 && !tried.has(repairKey(fix)));
  const moves = found.some(({ fix }) => fix.some(({ target, remove }) => remove && target.includes('.properties.')));
  return moves ? found.slice(0, 1) : found.filter((defect, index) => !isBelow(found.slice(0, index), defect));
}

function isBelow(others: readonly Defect[], { pointer }: Defect): boolean {
  return others.some((other) => toPointer(pointer).startsWith(`${toPointer(other.pointer)}/`));
}
