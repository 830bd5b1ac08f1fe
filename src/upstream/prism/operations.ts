import { getHttpOperationsFromSpec } from '@stoplight/prism-http';
import type { IHttpOperation } from '@stoplight/types';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { messageOf } from '../../errors.ts';
import { hideReferences, showReferences } from '../../openapi/read/hide-references.ts';
import type { OpenApiDocument } from '../../openapi/read/read.ts';
import { isObject } from '../../schema/json.ts';

/** Hands a document to Prism, in a form that it understands, and gives the operations that it found. */
export async function prismOperations(document: OpenApiDocument): Promise<IHttpOperation[]> {
  return withSingleEnumValues(await getHttpOperationsFromSpec(withoutCallbacks(document)));
}

/**
 * Takes callbacks out: Prism would call back by itself, at any address at all, and with an example for an event. It knows no
 * 3.2, of which it gets what 3.1 can say.
 */
function withoutCallbacks(document: OpenApiDocument): OpenApiDocument {
  const copy = hideReferences(structuredClone(document), { extensions: true }) as OpenApiDocument;
  if (copy.openapi.startsWith('3.2')) copy.openapi = '3.1.0';
  const items = [copy.paths, copy.components?.pathItems].flatMap((group) => Object.values(group ?? {}));
  for (const operation of items.filter(isObject).flatMap((item) => Object.values(item)))
    if (isObject(operation)) delete operation.callbacks;
  return copy;
}

/**
 * Mends Prism's own translation. It adds null to the enum of whatever is nullable, though OpenAPI 3.0 asks that it stand
 * there already; Ajv refuses an enum with the same value twice, and Prism then lets every body pass without a word. Shows
 * again what was hidden from Prism, which would follow it.
 */
export function withSingleEnumValues(operations: readonly IHttpOperation[]): IHttpOperation[] {
  for (const operation of operations) mendEnums(operation, new Set());
  return [...operations];
}

function mendEnums(value: unknown, seen: Set<object>): void {
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'enum' && Array.isArray(inner) && isObject(value)) value.enum = [...new Set(inner.map(showReferences))];
    else if (key === 'examples' && Array.isArray(inner) && isObject(value)) value.examples = inner.map(showReferences);
    else mendEnums(inner, seen);
  }
}

/** Lists the bodies that Prism would not validate, since their schema does not compile: it says nothing of that itself. */
export function unvalidatedBodies(operations: readonly IHttpOperation[]): string[] {
  return operations.flatMap((operation) => {
    const { method, path, request } = operation;
    const bundle = '__bundled__' in operation ? { __bundled__: operation.__bundled__ } : {};
    return (request?.body?.contents ?? []).flatMap(({ mediaType, schema }) => {
      const error = schema && compileError({ ...schema, ...bundle });
      return error ? [`Prism takes every ${mediaType} body of ${method.toUpperCase()} ${path}: ${error}`] : [];
    });
  });
}

function compileError(schema: object): string | undefined {
  const draft = '$schema' in schema ? String(schema.$schema) : '';
  const Dialect = draft.includes('2020-12') ? Ajv2020 : Ajv;
  try {
    new Dialect({ strict: false, logger: false }).compile(schema);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}
