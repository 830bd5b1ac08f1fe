import type { OpenApiDocument } from '../openapi/read.ts';
import { followReferences } from '../openapi/resolve.ts';
import { isObject } from '../schema/json.ts';
import { valueAt } from '../schema/pointer.ts';
import type { Schema } from '../schema/types.ts';

/** A schema where it is written; references are not followed. */
export interface SchemaNode {
  path: string[];
  schema: Schema;
}

const named = ['properties', 'patternProperties', '$defs', 'dependentSchemas'];
const listed = ['allOf', 'oneOf', 'anyOf', 'prefixItems'];
const single = ['items', 'additionalProperties', 'not', 'contains', 'propertyNames', 'if', 'then', 'else'];
/** Below these stand values, not parts of the description. */
const values = new Set(['example', 'examples', 'default', 'enum', 'const']);

/** Every schema of a document, parents before children. */
export function schemaNodes(document: OpenApiDocument): SchemaNode[] {
  const found: SchemaNode[] = [];
  const schema = (value: unknown, path: string[]): void => {
    if (!isObject(value)) return;
    found.push({ path, schema: value as Schema });
    for (const key of named) each(value[key], [...path, key], schema);
    for (const key of listed) each(value[key], [...path, key], schema);
    for (const key of single) schema(value[key], [...path, key]);
  };
  const other = (value: unknown, path: string[]): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, child] of Object.entries(value)) {
      if (values.has(key) || key.startsWith('x-')) continue;
      const here = [...path, key];
      if (key === 'schema') schema(child, here);
      else if (key === 'schemas' && path.length === 1 && path[0] === 'components') each(child, here, schema);
      else other(child, here);
    }
  };
  other(document, []);
  return found;
}

function each(value: unknown, path: string[], visit: (value: unknown, path: string[]) => void): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value)) visit(child, [...path, key]);
}

/** Finds the schema behind references, and where it is written; undefined for one that is no object. */
export function resolved(document: OpenApiDocument, node: SchemaNode): SchemaNode | undefined {
  const { path, value } = followReferences(document, { path: node.path, value: node.schema });
  return isObject(value) ? { path, schema: value as Schema } : undefined;
}

/** The values that a property is limited to, through references and `allOf`; undefined when it is free. */
export function listedValues(document: OpenApiDocument, schema: Schema | undefined, depth = 0): string[] | undefined {
  const found = schema && resolved(document, { path: [], schema })?.schema;
  if (!found || depth > 20) return undefined;
  const own = found.enum ?? (found.const === undefined ? undefined : [found.const]);
  if (own) return own.filter((value): value is string => typeof value === 'string');
  return (found.allOf ?? []).map((part) => listedValues(document, part, depth + 1)).find((part) => part !== undefined);
}

/** Where the schema of a place in an event is written, through references and unions; undefined when it is nowhere. */
export function siteNode(
  document: OpenApiDocument,
  start: SchemaNode,
  place: readonly string[],
  depth = 0,
): SchemaNode | undefined {
  const node = resolved(document, start);
  const [name, ...rest] = place;
  if (!node || depth > 50) return undefined;
  if (name === undefined) return node;
  const within = (keys: string[]): SchemaNode | undefined => {
    const schema = valueAt(node.schema, keys);
    return isObject(schema) ? { path: [...node.path, ...keys], schema: schema as Schema } : undefined;
  };
  const child = within(name === '*' ? ['items'] : ['properties', name]);
  const found = child && siteNode(document, child, rest, depth + 1);
  if (found) return found;
  const branches = ['allOf', 'oneOf', 'anyOf'].flatMap((key) =>
    (Array.isArray(node.schema[key]) ? (node.schema[key] as Schema[]) : []).map((_, index) =>
      within([key, String(index)]),
    ),
  );
  for (const branch of branches) {
    const inner = branch && siteNode(document, branch, place, depth + 1);
    if (inner) return inner;
  }
  return undefined;
}

/** The schema of an operation's JSON body, where it is written. */
export function bodyNode(document: OpenApiDocument, operation: readonly string[]): SchemaNode | undefined {
  const path = [...operation, 'requestBody'];
  const body = valueAt(document, path);
  const found = isObject(body) && resolved(document, { path, schema: body as Schema });
  const content = found && isObject(found.schema.content) ? found.schema.content : {};
  const type = Object.keys(content).find((each) => /^application\/([^;]+\+)?json\b/.test(each));
  if (!found || type === undefined) return undefined;
  const schema = valueAt(content, [type, 'schema']);
  return isObject(schema) ? { path: [...found.path, 'content', type, 'schema'], schema: schema as Schema } : undefined;
}
