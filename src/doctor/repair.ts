import type { Repair } from '../diagnosis.ts';
import type { Dialect } from '../openapi/normalise.ts';
import { applyOverlay } from '../openapi/overlay.ts';
import type { OpenApiDocument } from '../openapi/read.ts';
import { toPointer } from '../schema/pointer.ts';
import { schemaNodes } from './nodes.ts';
import type { Defect, Rule, Subject } from './rule.ts';
import { rules } from './rules.ts';

export interface Repaired {
  document: OpenApiDocument;
  actions: Repair[];
  /** False when time ran out before the last defect. */
  complete: boolean;
}

/** A contract has a handful of defects; more rounds than this mean that a repair does not take. */
const mostRounds = 200;

export function subjectOf(
  document: OpenApiDocument,
  original: OpenApiDocument,
  dialect: Dialect,
  deadline: number,
): Subject {
  return { document, original, dialect, nodes: schemaNodes(document), deadline };
}

/**
 * Repairs a document defect by defect, looking at it anew after each: one repair may solve two defects, or move a third.
 * `except` leaves defects alone, by the key of their repair.
 */
export async function repair(subject: Subject, except: ReadonlySet<string> = new Set()): Promise<Repaired> {
  let { document, original } = subject;
  const actions: Repair[] = [];
  for (const rule of rules) {
    const tried = new Set<string>(except);
    for (let round = 0; round < mostRounds; round++) {
      if (performance.now() > subject.deadline) return { document, actions, complete: false };
      const current = subjectOf(document, original, subject.dialect, subject.deadline);
      const batch = await fixable(rule, current, tried);
      if (batch.length === 0) break;
      for (const { fix } of batch) {
        tried.add(keyOf(fix));
        document = applyOverlay(document, { actions: fix }).document;
        original = applyOverlay(original, { actions: fix }).document;
        actions.push(...fix);
      }
    }
  }
  return { document, actions, complete: true };
}

/** What tells one repair from another. */
export function keyOf(fix: readonly Repair[]): string {
  return JSON.stringify(fix);
}

/** The defects to repair next: all at once, but only one where a repair moves what others point at. */
async function fixable(rule: Rule, subject: Subject, tried: ReadonlySet<string>): Promise<Defect[]> {
  const found = (await rule.find(subject)).filter(({ fix }) => fix.length > 0 && !tried.has(keyOf(fix)));
  const moves = found.some(({ fix }) => fix.some(({ target, remove }) => remove && target.includes('.properties.')));
  return moves ? found.slice(0, 1) : found.filter(({ pointer }, index) => !nested(found, pointer, index));
}

function nested(found: readonly Defect[], pointer: readonly string[], index: number): boolean {
  const own = toPointer(pointer);
  return found.slice(0, index).some((other) => own.startsWith(`${toPointer(other.pointer)}/`));
}
