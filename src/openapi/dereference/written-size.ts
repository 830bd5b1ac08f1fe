import { userError } from '../../errors.ts';
import { isObject } from '../../schema/json.ts';
import { valueAt } from '../../schema/pointer.ts';
import type { OpenApiDocument } from '../read/read.ts';
import { referencePath } from '../resolve.ts';
import { recursiveTargets } from './recursion.ts';

/** A document that comes to more nodes than this with its references written out takes seconds to walk. */
const mostWrittenNodes = 5_000_000;
/** Bounds how deep is looked, references followed: what is nested deeper is for whoever walks it to refuse. */
const mostLevels = 1_000;

/**
 * Counts, each object once, what a document comes to when its references are written out, before anybody walks that. Throws an
 * input error that names the reference by which it becomes too much. What is in `kept` stays a reference: by default what leads back
 * to itself, which some tools write out all the same, until it comes back.
 */
export function refuseMultiplied(
  document: OpenApiDocument,
  source: string,
  kept: ReadonlySet<string> = recursiveTargets(document, source),
): void {
  const sizes = new Map<object, number>();
  const sizeOf = (node: unknown, depth: number, within?: string): number => {
    if (typeof node !== 'object' || node === null) return 1;
    const known = sizes.get(node);
    if (known !== undefined) return known;
    sizes.set(node, 1);
    if (depth > mostLevels) return 1;
    const reference = isObject(node) && typeof node.$ref === 'string' ? node.$ref : within;
    if (reference !== within && kept.has(reference ?? '')) return 1;
    const path = reference === within ? undefined : referencePath(reference ?? '');
    const inner = path ? [valueAt(document, path)] : Object.values(node);
    const size = inner.reduce<number>((sum, each) => sum + sizeOf(each, depth + 1, reference), 1);
    if (size > mostWrittenNodes)
      throw userError('input', `${source}: ${reference ?? 'the document'} multiplies to too many nodes`);
    sizes.set(node, size);
    return size;
  };
  sizeOf(document, 0);
}
