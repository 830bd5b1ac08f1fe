import { userError } from '../../../errors.ts';
import type { OpenApiDocument } from '../../../openapi/read.ts';
import type { Dialect } from '../../../schema/compile.ts';
import { isObject } from '../../../schema/json.ts';
import { fromPointer, toPointer, valueAt } from '../../../schema/pointer.ts';
import { withUnionsOfChildren } from './inheritance.ts';

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
    document: withUnionsOfChildren(document),
    dialect: document.openapi.startsWith('3.0') ? '3.0' : '3.1',
  };
}

/** A node of a document, and the pointer to where it is written. */
export interface Located<T = Record<string, unknown>> {
  node: T;
  at: string;
}

const mostHops = 50;

/** The node behind a reference, and where it is written. Throws an input error for a reference to nothing, or to itself. */
export function follow(world: World, node: unknown, at: string): Located<unknown> {
  let found: Located<unknown> = { node, at };
  for (let hops = 0; isObject(found.node) && typeof found.node.$ref === 'string'; hops++) {
    if (hops > mostHops) throw userError('input', `${world.source}: ${at}: its $ref leads in a circle`);
    found = target(world, found.node.$ref, found.at);
  }
  return found;
}

/** What a reference points at, which may be a reference again. */
export function target(world: World, reference: string, at: string): Located<unknown> {
  const path = reference.startsWith('#') ? fromPointer(decoded(reference.slice(1))) : undefined;
  const node = path && valueAt(world.document, path);
  if (node === undefined || !path) {
    throw userError('input', `${world.source}: ${at || '/'}: $ref "${reference}" points at nothing`);
  }
  return { node, at: toPointer(path) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
