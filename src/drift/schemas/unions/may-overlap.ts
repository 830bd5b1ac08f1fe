import { isListed, meetsLimits } from '../model/listed-values.ts';
import { type ResolvedSchema, resolveMembers, resolveProperty } from '../model/resolved-schema.ts';
import { fits, sharedTypes } from '../model/types.ts';
import { resolveUnion } from '../model/unions.ts';

/** Of so many pairs of branches of two unions each is looked at. */
const mostParts = 60;
/** Deeper than this nothing is looked for that keeps two schemas apart. */
const deepestOverlap = 12;

/** Tells whether nothing keeps two schemas apart: not their types, and not the values of a property that one requires. */
export function mayOverlap(a: ResolvedSchema, b: ResolvedSchema, depth = 0): boolean {
  if (a.takesNull && b.takesNull) return true;
  if (a.types && b.types && sharedTypes(a.types.value, b.types.value).length === 0) return false;
  if (!mayShareValue(a, b) || !mayShareValue(b, a)) return false;
  if (depth > deepestOverlap) return true;
  // What is a union itself overlaps where one of its branches does.
  const [parts, others] = [partsOf(a), partsOf(b)];
  if (parts.length * others.length > 1 && parts.length * others.length <= mostParts)
    return parts.some((part) => others.some((other) => mayOverlap(part, other, depth + 1)));
  return [...a.names.keys()]
    .filter((name) => b.names.has(name) && (a.required.has(name) || b.required.has(name)))
    .every((name) => mayOverlap(resolveProperty(a, name), resolveProperty(b, name), depth + 1));
}

/** Tells whether one of the values that a schema lists may be one of another schema; true where it lists none. */
function mayShareValue({ values }: ResolvedSchema, { types, values: others, leaves }: ResolvedSchema): boolean {
  if (!values) return true;
  return values.value.some(
    (value) =>
      (!types || fits(value, types.value)) && (!others || isListed(others.value, value)) && meetsLimits(value, leaves),
  );
}

function partsOf(resolved: ResolvedSchema): ResolvedSchema[] {
  const union = resolveUnion(resolved);
  return union ? union.branches.map(({ members }) => resolveMembers(union.context, members)) : [resolved];
}
