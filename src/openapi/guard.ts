import { userError } from '../errors.ts';
import { isObject } from '../schema/json.ts';
import { fromPointer, valueAt } from '../schema/pointer.ts';

/** An operation whose schemas, written out in full, exceed this many nodes is refused: tools would compile for minutes. */
const maxNodes = 200_000;

/**
 * Refuses a document whose references cannot be written out: a schema that contains itself, references that multiply
 * beyond all measure, and references to nothing. Takes time in proportion to the document as written.
 */
export function guardReferences(document: unknown, source: string): void {
  const sizes = new Map<unknown, number>();
  const open: { node: unknown; name: string }[] = [];

  const sizeOf = (node: unknown, name: string): number => {
    if (typeof node !== 'object' || node === null) return 1;
    const known = sizes.get(node);
    if (known !== undefined) return known;
    if (open.some((each) => each.node === node)) throw recursion(open, node, source);
    open.push({ node, name });
    const size = isReference(node) ? sizeOf(target(node.$ref), node.$ref) : childrenSize(node);
    open.pop();
    if (size > maxNodes)
      throw userError('input', `${source}: ${nearest(open, name)} multiplies to more than ${maxNodes} nodes`);
    sizes.set(node, size);
    return size;
  };
  const childrenSize = (node: object): number =>
    Object.entries(node).reduce((sum, [key, child]) => sum + sizeOf(child, key), 1);
  const target = (reference: string): unknown => {
    const value = valueAt(document, fromPointer(decodeURIComponent(reference.slice(1))));
    if (value === undefined) throw userError('input', `${source}: $ref "${reference}" leads to nothing`);
    return value;
  };

  sizeOf(document, '');
}

function isReference(node: object): node is { $ref: string } {
  return isObject(node) && typeof node.$ref === 'string' && node.$ref.startsWith('#');
}

function nearest(open: readonly { name: string }[], name: string): string {
  return [...open.map((each) => each.name), name].findLast((each) => each.startsWith('#')) ?? 'the document';
}

function recursion(open: readonly { node: unknown; name: string }[], node: unknown, source: string): Error {
  const circle = open.slice(open.findIndex((each) => each.node === node));
  const name = circle.findLast((each) => each.name.startsWith('#'))?.name ?? '#';
  return userError('input', `${source}: the schema ${name} contains itself, which is not supported`, {
    hint: 'Cut the circle with an overlay, for example by an object without properties at its innermost level.',
  });
}
