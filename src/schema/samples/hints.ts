import { includesJson } from '../json.ts';
import type { Hints, Schema } from '../types.ts';

/** Adds a hint to a schema. */
export function hinted(schema: Schema, hints: Hints): Schema {
  return { ...schema, hints: { ...schema.hints, ...hints } };
}

/** Puts the hints of two schemas into their conjunction. */
export function combineHints(both: Schema, a: Schema, b: Schema): Schema {
  if (!a.hints || !b.hints) return both;
  const [left, right] = [a.hints, b.hints];
  const values =
    left.values && right.values
      ? left.values.filter((value) => includesJson(right.values ?? [], value))
      : (left.values ?? right.values);
  const opposed = left.there !== undefined && right.there !== undefined && left.there !== right.there;
  const none = opposed || values?.length === 0 || left.impossible || right.impossible;
  const hints: Hints = { ...left, ...right, ...(values ? { values } : {}), ...(none ? { impossible: true } : {}) };
  return { ...both, hints };
}

/** Tells whether no example can do justice to the hints of a schema and of its properties. */
export function impossible(schema: Schema): boolean {
  return schema.hints?.impossible === true || Object.values(schema.properties ?? {}).some(impossible);
}
