import { type Authenticator, authenticator } from '../edge/authenticator.ts';
import { isUserError } from '../errors.ts';
import type { OpenApiDocument } from '../openapi/read/read.ts';
import { type Security, securityOf } from '../openapi/security.ts';
import type { Keys } from '../signature/keys.ts';
import { pathOperations } from './callbacks/declared.ts';

/** Finds what is asked of the requests to one operation; `path` is spelt as in the document. */
export type Guard = (method: string, path: string) => Authenticator | undefined;

/**
 * Makes a guard for each operation of a document that asks for keys. Prism only looks whether they are there; what is no key
 * in a header or query is left to it.
 */
export function operationGuards(document: OpenApiDocument, keys: Keys): Guard {
  const guards = new Map<string, Authenticator>();
  for (const { method, path, node } of pathOperations(document)) {
    const security = knownSecurity(document, node);
    if (security.length > 0) guards.set(`${method} ${path}`, authenticator(security, keys));
  }
  return (method, path) => guards.get(`${method.toLowerCase()} ${path}`);
}

/** Reads the security of an operation; none where it is of a kind that we do not know. */
export function knownSecurity(document: OpenApiDocument, operation: Record<string, unknown>): Security {
  try {
    return securityOf(document, operation, 'the document');
  } catch (error) {
    if (isUserError(error)) return [];
    throw error;
  }
}
