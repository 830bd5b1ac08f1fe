import { schemaKeywords, valueKeywords } from '../../../openapi/keywords.ts';
import { referencePath } from '../../../openapi/resolve.ts';
import { isObject, sameJson } from '../../../schema/json.ts';
import { valueAt } from '../../../schema/pointer.ts';
import type { Comparison } from '../difference.ts';
import { annotationKeywords, type Member } from './conjunction.ts';

/**
 * Tells whether two conjunctions are written in the same words, what they refer to included. Most of two documents is, and
 * what is needs no comparison.
 */
export function isIdentical(sides: Comparison, old: readonly Member[], now: readonly Member[]): boolean {
  if (sides.old.dialect !== sides.new.dialect || old.length !== now.length) return false;
  return old.every(({ schema }, index) => isSameNode(sides, schema, now[index]?.schema));
}

function isSameNode(sides: Comparison, a: unknown, b: unknown, hasNames = false): boolean {
  // One object in both documents may still refer to different things.
  if (typeof a !== 'object' && Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => isSameNode(sides, item, b[index]));
  if (!isObject(a) || !isObject(b)) return a === null && b === null;
  if (typeof a.$ref === 'string' && a.$ref === b.$ref && !hasSameTarget(sides, a.$ref)) return false;
  const keysOf = (node: object): string[] =>
    Object.keys(node).filter((key) => hasNames || !annotationKeywords.has(key));
  const keys = keysOf(a);
  return (
    keys.length === keysOf(b).length &&
    keys.every((key) => {
      if (!Object.hasOwn(b, key)) return false;
      if (!hasNames && valueKeywords.has(key)) return sameJson(a[key], b[key]);
      return isSameNode(sides, a[key], b[key], !hasNames && schemaKeywords.map.includes(key));
    })
  );
}

/** Tells whether a reference leads to the same; one that is being compared further up does until something differs. */
function hasSameTarget(sides: Comparison, reference: string): boolean {
  const { references } = sides;
  const before = references.get(reference);
  if (before !== undefined) return before;
  references.set(reference, true);
  const path = referencePath(reference) ?? [''];
  const [a, b] = [valueAt(sides.old.document, path), valueAt(sides.new.document, path)];
  const result = a !== undefined && isSameNode(sides, a, b);
  references.set(reference, result);
  return result;
}
