import type { Repair } from '../diagnosis.ts';

/** Makes the overlay action that takes out what stands at a path of the document. */
export function removeAction(path: readonly string[], description: string): Repair {
  return { target: toJsonPath(path), description, remove: true };
}

/** Makes the overlay action that merges an update into what stands at a path of the document. */
export function updateAction(path: readonly string[], description: string, update: unknown): Repair {
  return { target: toJsonPath(path), description, update };
}

/** Writes a path into a document as JSONPath (RFC 9535): `$.paths['/hook'].post`. */
function toJsonPath(path: readonly string[]): string {
  return `$${path.map(toSegment).join('')}`;
}

function toSegment(token: string): string {
  if (/^\d+$/.test(token)) return `[${token}]`;
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(token)) return `.${token}`;
  const escapeControl = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  const quoted = token.replace(/[\\']/g, '\\$&').replace(/[\u0000-\u001f]/g, escapeControl);
  return `['${quoted}']`;
}
