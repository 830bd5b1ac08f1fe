import { inPathItem } from '../openapi/path-item.ts';
import { isObject, type Json } from '../schema/json.ts';
import { valueAt } from '../schema/pointer.ts';
import type { Contract } from './load.ts';

/** Lists the whole events that a contract shows: the examples of its media types and of their schemas (OpenAPI 3.2, 4.14, 4.19). */
export function contractExamples({ document, operation: { path, method }, body }: Contract): Json[] {
  const content = valueAt(document, ['paths', path, ...inPathItem(method), 'requestBody', 'content']);
  const media = body.mediaTypes.map((name) => valueAt(content, [name])).filter(isObject);
  return media.flatMap(({ example, examples, schema }) => {
    const named = isObject(examples) ? Object.values(examples).filter(isObject) : [];
    const shown = named.map(({ dataValue, value }) => dataValue ?? value);
    const own = isObject(schema) ? [schema.example, ...(Array.isArray(schema.examples) ? schema.examples : [])] : [];
    return [example, ...shown, ...own].filter((each) => each !== undefined) as Json[];
  });
}
