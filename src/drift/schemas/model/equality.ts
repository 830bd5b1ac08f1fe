import { referencePath } from '../../../openapi/resolve.ts';
import { isObject, sameJson } from '../../../schema/json.ts';
import { valueAt } from '../../../schema/pointer.ts';
import { type Part, prose } from './conjunction.ts';
import type { World } from './context.ts';

/** Pairs of documents, and which of their references lead to the same things. */
const known = new WeakMap<object, Map<string, boolean>>();

/**
 * Whether two conjunctions are written in the same words, what they refer to included. Most of two documents is, and what
 * is needs no comparison.
 */
export function identical(sides: { old: World; new: World }, old: readonly Part[], now: readonly Part[]): boolean {
  if (sides.old.dialect !== sides.new.dialect || old.length !== now.length) return false;
  let references = known.get(sides);
  if (!references) {
    references = new Map();
    known.set(sides, references);
  }
  return old.every((part, index) => same(sides, references, part.schema, now[index]?.schema));
}

type References = Map<string, boolean>;

/** Below these keys stand names that the author chose, not keywords. */
const nameMaps = new Set([
  ...['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas', 'dependentRequired'],
  ...['dependencies', 'mapping'],
]);
/** Below these stand values of events, in which no key is a keyword. */
const valueKeys = new Set(['enum', 'const', 'default']);

function same(
  sides: { old: World; new: World },
  references: References,
  a: unknown,
  b: unknown,
  names = false,
): boolean {
  // One object in both documents may still refer to different things.
  if (typeof a !== 'object' && Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => same(sides, references, item, b[index]));
  if (!isObject(a) || !isObject(b)) return a === null && b === null;
  if (typeof a.$ref === 'string' && a.$ref === b.$ref && !sameTarget(sides, references, a.$ref)) return false;
  const counts = (object: Record<string, unknown>): string[] =>
    Object.keys(object).filter((key) => names || !prose.has(key));
  const keys = counts(a);
  return (
    keys.length === counts(b).length &&
    keys.every((key) => {
      if (!Object.hasOwn(b, key)) return false;
      if (!names && valueKeys.has(key)) return sameJson(a[key], b[key]);
      return same(sides, references, a[key], b[key], !names && nameMaps.has(key));
    })
  );
}

/** A reference that is being compared further up is taken to be the same until something differs. */
function sameTarget(sides: { old: World; new: World }, references: References, reference: string): boolean {
  const before = references.get(reference);
  if (before !== undefined) return before;
  references.set(reference, true);
  const path = referencePath(reference) ?? [''];
  const [a, b] = [valueAt(sides.old.document, path), valueAt(sides.new.document, path)];
  const result = a !== undefined && same(sides, references, a, b);
  references.set(reference, result);
  return result;
}
