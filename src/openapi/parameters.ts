import { isObject } from '../schema/json.ts';
import { valueAt } from '../schema/pointer.ts';
import type { Schema } from '../schema/types.ts';
import { isJsonMediaType } from './media-types.ts';
import { inPathItem, pathItemOf } from './path-item.ts';
import type { OpenApiDocument } from './read/read.ts';
import { nodeAt } from './resolve.ts';

/** Holds a parameter that an operation declares (OpenAPI 3.1.0, 4.8.12). */
export interface Parameter {
  in: 'path' | 'query' | 'header' | 'cookie';
  name: string;
  required: boolean;
  /** Allows everything for a parameter that is described by a media type other than JSON. */
  schema: Schema;
  /** Tells how lists and objects are written; `json` for what is described by that media type. */
  style: string;
  /** Has each item or property of a value written by itself. */
  explode: boolean;
  /** Lists the values that the document shows, the best first. */
  examples: unknown[];
  /** Tells where it is declared, as a path from the path item. */
  location: string[];
}

/** Lists the parameters of an operation and of its path item as they are written, references followed. */
export function writtenParameters(document: unknown, operation: Parameters<typeof pathItemOf>[0]): unknown[] {
  return [pathItemOf(operation), operation.location].flatMap((holder) => {
    const at = [...holder, 'parameters'];
    const list = valueAt(document, at);
    return Array.isArray(list) ? list.map((_, index) => nodeAt(document, [...at, String(index)]).value) : [];
  });
}

/** Names headers that other parts of an operation describe: their parameters are to be ignored (OpenAPI 3.1.0, 4.8.12.2.1). */
const describedElsewhere = new Set(['accept', 'content-type', 'authorization']);

/**
 * Lists the parameters of an operation and of its path item, those of the operation in place of the item's; without references, and
 * without a query that is described as a whole (OpenAPI 3.2.0, 4.12.1).
 */
export function declaredParameters(
  document: OpenApiDocument,
  operation: { path: string; method: string },
): Parameter[] {
  const item = valueAt(document.paths, [operation.path]);
  const declared = [['parameters'], [...inPathItem(operation.method), 'parameters']].flatMap((place) => {
    const listed = valueAt(item, place);
    return Array.isArray(listed) ? listed.map((node, index) => ({ node, location: [...place, String(index)] })) : [];
  });
  const parameters = declared.flatMap(({ node, location }) => (isObject(node) ? [parameterOf(node, location)] : []));
  const own = parameters.filter(({ in: place, name }) =>
    place === 'header' ? !describedElsewhere.has(name.toLowerCase()) : ['path', 'query', 'cookie'].includes(place),
  );
  return [...new Map(own.map((each) => [`${each.in} ${each.name}`, each])).values()];
}

function parameterOf(node: Record<string, unknown>, location: string[]): Parameter {
  const place = node.in as Parameter['in'];
  const [mediaType, media] = Object.entries(isObject(node.content) ? node.content : {})[0] ?? [];
  const isJson = mediaType !== undefined && isJsonMediaType(mediaType);
  const described = mediaType === undefined ? node : isJson && isObject(media) ? media : {};
  const style = String(node.style ?? (place === 'query' || place === 'cookie' ? 'form' : 'simple'));
  const examples = isObject(described.examples) ? Object.values(described.examples) : [];
  return {
    in: place,
    name: String(node.name),
    required: node.required === true,
    schema: (described.schema ?? {}) as Schema,
    style: isJson ? 'json' : style,
    explode: typeof node.explode === 'boolean' ? node.explode : ['form', 'cookie'].includes(style),
    examples: [described.example, ...examples.map((each) => valueAt(each, ['value']))].filter(
      (each) => each !== undefined,
    ),
    location,
  };
}
