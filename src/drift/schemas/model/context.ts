import { withInheritedUnions } from '../../../openapi/discriminator.ts';
import type { Dialect } from '../../../openapi/normalise.ts';
import type { OpenApiDocument } from '../../../openapi/read.ts';
import { followReferences, referenceTarget } from '../../../openapi/resolve.ts';
import { isObject } from '../../../schema/json.ts';
import { toPointer } from '../../../schema/pointer.ts';

/** A document, and how its references and keywords are to be read. */
export interface World {
  /** File or URL, for errors. */
  source: string;
  document: OpenApiDocument;
  dialect: Dialect;
}

export function worldOf(document: OpenApiDocument, source: string): World {
  return {
    source,
    document: withInheritedUnions(document),
    dialect: document.openapi.startsWith('3.0') ? '3.0' : '3.1',
  };
}

/** A node of a document, and the pointer to where it is written. */
export interface Located<T = Record<string, unknown>> {
  node: T;
  at: string;
}

/** Finds the node behind references, and where it is written. Throws an input error for a reference to nothing, or to itself. */
export function follow(world: World, node: unknown, at: string): Located<unknown> {
  if (!isObject(node) || typeof node.$ref !== 'string') return { node, at };
  const found = followReferences(world.document, { value: node, path: [] }, world.source);
  return { node: found.value, at: toPointer(found.path) };
}

/** Finds what a reference points at, which may be a reference again. */
export function target(world: World, reference: string): Located<unknown> {
  const { path, value } = referenceTarget(world.document, reference, world.source);
  return { node: value, at: toPointer(path) };
}
