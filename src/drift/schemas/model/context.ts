import { userError } from '../../../errors.ts';
import { withInheritedUnions } from '../../../openapi/inheritance.ts';
import { type Dialect, dialectOf } from '../../../openapi/keywords.ts';
import type { OpenApiDocument } from '../../../openapi/read/read.ts';
import { followReferences, referenceTarget } from '../../../openapi/resolve.ts';
import { isObject } from '../../../schema/json.ts';
import { toPointer } from '../../../schema/pointer.ts';

/** Holds a document, and how its references and keywords are to be read. */
export interface DocumentContext {
  /** File or URL, for errors. */
  source: string;
  document: OpenApiDocument;
  dialect: Dialect;
}

/** Prepares a document to be compared. */
export function documentContext(document: OpenApiDocument, source: string): DocumentContext {
  return { source, document: withInheritedUnions(document), dialect: dialectOf(document) };
}

interface NodeAtPointer {
  node: unknown;
  pointer: string;
}

/** Finds the node behind references, and where it is written. Throws an input error for a reference to nothing, or to itself. */
export function follow({ document, source }: DocumentContext, node: unknown, pointer: string): NodeAtPointer {
  if (!isObject(node) || typeof node.$ref !== 'string') return { node, pointer };
  const { value, path } = followReferences(document, { value: node, path: [] }, source);
  return { node: value, pointer: toPointer(path) };
}

/** Finds what a reference points at, which may be a reference again. */
export function target({ document, source }: DocumentContext, reference: string): NodeAtPointer {
  const { path, value } = referenceTarget(document, reference, source);
  return { node: value, pointer: toPointer(path) };
}

/** Reads a field of an operation's description, if it is there. Throws an input error where it is no list, or no object. */
export function checkedField<Kind extends 'list' | 'object'>(
  { source }: DocumentContext,
  value: unknown,
  kind: Kind,
  pointer: string,
): Kind extends 'list' ? unknown[] : Record<string, unknown> {
  const [right, empty] = kind === 'list' ? [Array.isArray(value), []] : [isObject(value), {}];
  if (value !== undefined && !right) throw userError('input', `${source}: ${pointer}: is no ${kind}`);
  return (value ?? empty) as Kind extends 'list' ? unknown[] : Record<string, unknown>;
}
