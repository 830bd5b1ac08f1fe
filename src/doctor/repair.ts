import type { Repair } from '../diagnosis.ts';
import { dialectOf } from '../openapi/keywords.ts';
import { applyOverlay } from '../openapi/overlay.ts';
import type { OpenApiDocument } from '../openapi/read/read.ts';
import { toPointer } from '../schema/pointer.ts';
import { localSchemas } from './local-schemas.ts';
import type { Defect, DoctorRule, Subject } from './rule.ts';
import { doctorRules } from './rules.ts';
import { schemaNodes } from './schema-nodes.ts';
import type { Steps } from './steps.ts';

export interface RepairedDocument {
  document: OpenApiDocument;
  actions: Repair[];
}

/** Bounds the rounds of one rule: a contract has a handful of defects, and more rounds mean that a repair does not take. */
const mostRounds = 200;

/** Prepares a document for rules to look at; `original` is the same before anything was mended on reading. */
export function subjectOf(document: OpenApiDocument, original: OpenApiDocument, steps: Steps): Subject {
  const nodes = schemaNodes(document);
  return { document, original, dialect: dialectOf(document), nodes, local: localSchemas(document, steps), steps };
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
    if (rule.neverRepairs) continue;
    const tried = new Set<string>(except);
    for (let round = 0; round < mostRounds; round++) {
      const batch = await repairableDefects(rule, current, tried);
      if (batch.length === 0) break;
      let { document, original } = current;
      for (const { fix } of batch) {
        tried.add(repairKey(fix));
        document = applyOverlay(document, { actions: fix }).document;
        original = applyOverlay(original, { actions: fix }).document;
        actions.push(...fix);
      }
      current = subjectOf(document, original, subject.steps);
    }
  }
  return { document: current.document, actions };
}

/** Makes what tells one repair from another. */
export function repairKey(fix: readonly Repair[]): string {
  return JSON.stringify(fix);
}

const knownDefects = new WeakMap<Subject, Map<DoctorRule, Promise<Defect[]>>>();

/** Finds the defects of one rule; the same document is looked at once. */
export function defectsIn(subject: Subject, rule: DoctorRule): Promise<Defect[]> {
  const known = knownDefects.get(subject) ?? new Map<DoctorRule, Promise<Defect[]>>();
  knownDefects.set(subject, known);
  const found = known.get(rule) ?? Promise.resolve(rule.find?.(subject) ?? []);
  known.set(rule, found);
  return found;
}

/** Finds the defects to repair next: all at once, but only one where a repair moves what others point at. */
async function repairableDefects(rule: DoctorRule, subject: Subject, tried: ReadonlySet<string>): Promise<Defect[]> {
  const all = await defectsIn(subject, rule);
  const found = all.filter(({ fix }) => fix.length > 0 && !tried.has(repairKey(fix)));
  if (found.some(({ moves }) => moves)) return found.slice(0, 1);
  const pointers = new Set(found.map(({ pointer }) => toPointer(pointer)));
  return found.filter(({ pointer }) => !pointer.some((_, at) => pointers.has(toPointer(pointer.slice(0, at)))));
}
