import type { Dialect } from '../schema/compile.ts';
import { isObject, mapValues } from '../schema/json.ts';
import { valueAt } from '../schema/pointer.ts';
import type { Schema } from '../schema/types.ts';
import { guardReferences } from './guard.ts';
import { normalise } from './normalise.ts';
import type { OpenApiDocument } from './read.ts';
import { sliceDocument } from './slice.ts';

/** A document as a validator reads it, without references. They must have been guarded: nothing here bounds them. */
export async function writtenOut(document: OpenApiDocument, dialect: Dialect): Promise<OpenApiDocument> {
  const normalised = normalise(document, dialect);
  const { default: SwaggerParser } = await import('@apidevtools/swagger-parser');
  const shared = await SwaggerParser.dereference(normalised as never, { resolve: { external: false } } as never);
  return unshare(shared) as OpenApiDocument;
}

/** One schema of a document, written out. Throws an input error for one that contains itself or multiplies too far. */
export async function writtenOutSchema(document: OpenApiDocument, schema: Schema, dialect: Dialect): Promise<Schema> {
  const operation = { id: 'one', method: 'post', path: '/one', location: ['paths', '/one', 'post'] };
  const holder = { ...document, paths: { '/one': { post: { requestBody: schema } } } };
  const slice = sliceDocument(holder, operation);
  guardReferences(slice, 'the document');
  const written = await writtenOut(slice, dialect);
  return valueAt(written, [...operation.location, 'requestBody']) as Schema;
}

/** Validators keep notes by object identity, so no object may stand in two places. */
function unshare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unshare);
  return isObject(value) ? mapValues(value, unshare) : value;
}
