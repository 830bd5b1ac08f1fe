import { userError } from '../../errors.ts';

/** Limits nesting: what is deeper is nobody's contract, and would overflow the stack of the tools that follow. */
export const maxDepth = 400;
/** Limits the values that are repeated through aliases: enough for any hand-written document; an alias bomb needs millions. */
const maxRepeated = 100_000;

/** Holds what a value comes to when it is written out. */
interface Extent {
  /** Counts values, itself among them. */
  size: number;
  /** Levels below it. */
  height: number;
}

const leaf: Extent = { size: 1, height: 0 };

/** Refuses JSON that is nested too deep; no value of it stands in two places. */
export function checkDepth(data: unknown, source: string): void {
  const visit = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null) return;
    if (depth > maxDepth) throw tooDeep(source);
    for (const child of Object.values(value)) visit(child, depth + 1);
  };
  visit(data, 0);
}

/** Refuses data that is nested too deep, or that aliases of aliases make endless. */
export function checkBounds(data: unknown, source: string): void {
  const known = new Map<object, Extent>();
  let repeated = 0;
  const extentOf = (value: unknown, depth: number): Extent => {
    if (typeof value !== 'object' || value === null) return leaf;
    if (depth > maxDepth) throw tooDeep(source);
    const met = known.get(value);
    if (met) {
      repeated += met.size;
      if (depth + met.height > maxDepth) throw tooDeep(source);
      if (repeated > maxRepeated) throw userError('input', `${source}: aliases repeat more than ${maxRepeated} values`);
      return met;
    }
    const extent = { size: 1, height: 0 };
    for (const child of Object.values(value)) {
      const { size, height } = extentOf(child, depth + 1);
      extent.size += size;
      extent.height = Math.max(extent.height, height + 1);
    }
    known.set(value, extent);
    return extent;
  };
  extentOf(data, 0);
}

export function tooDeep(source: string, cause?: unknown): Error {
  return userError('input', `${source}: nested more than ${maxDepth} levels deep`, { cause });
}
