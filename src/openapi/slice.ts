import { isObject } from '../schema/json.ts';
import { fromPointer, valueAt, withValueAt } from '../schema/pointer.ts';
import type { Operation } from './operations.ts';
import type { OpenApiDocument } from './read.ts';

/**
 * The part of a document that one operation needs: itself, what it refers to, and the security schemes. A description
 * of a thousand operations then costs no more than one.
 */
export function sliceDocument(document: OpenApiDocument, operation: Operation): OpenApiDocument {
  const { openapi, info, servers, security } = document;
  const item = (valueAt(document, operation.location.slice(0, -1)) ?? {}) as Record<string, unknown>;
  const own = {
    [operation.method]: item[operation.method],
    ...(item.parameters ? { parameters: item.parameters } : {}),
  };
  let slice: OpenApiDocument = {
    openapi,
    info,
    ...(servers ? { servers } : {}),
    ...(security ? { security } : {}),
    paths: { [operation.path]: own },
    components: schemesOf(document),
  };
  const waiting = referencesIn(slice);
  const done = new Set<string>();
  for (let reference = waiting.pop(); reference !== undefined; reference = waiting.pop()) {
    if (done.has(reference)) continue;
    done.add(reference);
    const path = fromPointer(decodeURIComponent(reference.slice(1)));
    const value = valueAt(document, path);
    if (value === undefined || valueAt(slice, path) !== undefined) continue;
    slice = withValueAt(slice, path, value);
    waiting.push(...referencesIn(value));
  }
  return slice;
}

function schemesOf(document: OpenApiDocument): Record<string, Record<string, unknown>> {
  const schemes = document.components?.securitySchemes;
  return schemes ? { securitySchemes: schemes } : {};
}

function referencesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = isObject(value) && typeof value.$ref === 'string' && value.$ref.startsWith('#') ? [value.$ref] : [];
  const mapping =
    isObject(value) && isObject(value.discriminator) ? Object.values(value.discriminator.mapping ?? {}) : [];
  const mapped = mapping.filter((target) => typeof target === 'string' && target.startsWith('#')) as string[];
  return [...own, ...mapped, ...Object.values(value).flatMap(referencesIn)];
}
