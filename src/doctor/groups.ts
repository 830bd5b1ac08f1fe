import { isObject } from '../schema/json.ts';
import { toPointer, valueAt } from '../schema/pointer.ts';
import type { FoundDefect } from './proof/prove.ts';
import type { Subject } from './rule.ts';

/** Holds defects that are the same but for where they stand; at least one. */
export type DefectGroup = [FoundDefect, ...FoundDefect[]];

/** Keywords that say nothing about values: schemas that differ in these only have the same defect. */
const prose = new Set(['title', 'description', 'summary', 'example', 'examples', 'externalDocs', 'deprecated']);

/** Puts together the defects that one rule finds, in the same words, in schemas that are written alike. */
export function groupDefects({ document }: Subject, defects: readonly FoundDefect[]): DefectGroup[] {
  const schemaAt = (pointer: readonly string[]): unknown => {
    const value = valueAt(document, pointer);
    return isObject(value) ? value : valueAt(document, pointer.slice(0, -1));
  };
  const groups = Map.groupBy(defects, ({ rule, message, pointer }) =>
    JSON.stringify([rule.id, message, schemaAt(pointer)], (key, value) => (prose.has(key) ? undefined : value)),
  );
  return [...groups.values()].map((group) => uniquePlaces(group) as DefectGroup);
}

function uniquePlaces(group: readonly FoundDefect[]): FoundDefect[] {
  return [...new Map(group.map((defect) => [toPointer(defect.pointer), defect])).values()];
}
