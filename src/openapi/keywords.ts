import { isObject, mapValues } from '../schema/json.ts';

/** Names the HTTP methods that a path item holds operations for; `query` came with OpenAPI 3.2. */
export const httpMethods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query'] as const;

const one = <K extends string>(kind: K) => ({ kind, holds: 'one' }) as const;
const listOf = <K extends string>(kind: K) => ({ kind, holds: 'list' }) as const;
const mapOf = <K extends string>(kind: K) => ({ kind, holds: 'map' }) as const;
const each = <F>(names: readonly string[], field: F) => Object.fromEntries(names.map((name) => [name, field]));

/** Names the keywords by which schemas hold others, of all dialects (JSON Schema 2020-12, 10 and 11; draft 4). */
export const schemaKeywords: Readonly<Record<'one' | 'list' | 'map', readonly string[]>> = {
  one: [
    ...['items', 'additionalProperties', 'not', 'contains', 'propertyNames', 'if', 'then', 'else'],
    ...['unevaluatedItems', 'unevaluatedProperties', 'additionalItems', 'contentSchema'],
  ],
  list: ['allOf', 'oneOf', 'anyOf', 'prefixItems'],
  map: ['properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions', 'dependencies'],
};

/** Names the keywords of a schema whose values are data of events, or names: no key in them is a keyword. */
export const valueKeywords: ReadonlySet<string> = new Set([
  ...['example', 'examples', 'default', 'enum', 'const', 'required', 'dependentRequired', 'mapping'],
]);

/** Stands for every key but `x-…` of the objects whose keys the author chooses. */
const anyKey = '*';

const content = { content: mapOf('MediaType') };
const described = { schema: one('Schema'), examples: mapOf('Example'), ...content };
const encodings = { encoding: mapOf('Encoding'), prefixEncoding: listOf('Encoding'), itemEncoding: one('Encoding') };

/** Lists the fields of the objects that a document is made of (OpenAPI 3.2, 4). What is not named here is plain data. */
const kinds = {
  Document: { paths: one('Paths'), webhooks: mapOf('PathItem'), components: one('Components') },
  Components: {
    schemas: mapOf('Schema'),
    responses: mapOf('Response'),
    parameters: mapOf('Parameter'),
    examples: mapOf('Example'),
    requestBodies: mapOf('RequestBody'),
    headers: mapOf('Header'),
    securitySchemes: mapOf('SecurityScheme'),
    links: mapOf('Link'),
    callbacks: mapOf('Callback'),
    pathItems: mapOf('PathItem'),
    mediaTypes: mapOf('MediaType'),
  },
  Paths: { [anyKey]: one('PathItem') },
  PathItem: {
    ...each(httpMethods, one('Operation')),
    parameters: listOf('Parameter'),
    additionalOperations: mapOf('Operation'),
  },
  Operation: {
    parameters: listOf('Parameter'),
    requestBody: one('RequestBody'),
    responses: one('Responses'),
    callbacks: mapOf('Callback'),
  },
  Parameter: described,
  Header: described,
  RequestBody: content,
  Responses: { [anyKey]: one('Response') },
  Response: { headers: mapOf('Header'), links: mapOf('Link'), ...content },
  MediaType: { schema: one('Schema'), itemSchema: one('Schema'), examples: mapOf('Example'), ...encodings },
  Encoding: { headers: mapOf('Header'), ...encodings },
  Example: {},
  Link: {},
  Callback: { [anyKey]: one('PathItem') },
  SecurityScheme: {},
  Schema: {
    ...each(schemaKeywords.one, one('Schema')),
    ...each(schemaKeywords.list, listOf('Schema')),
    ...each(schemaKeywords.map, mapOf('Schema')),
  },
};

export type NodeKind = keyof typeof kinds;

/** Says what a field holds: one object of a kind, a list of them, or a map from names that the author chose. */
interface Field {
  kind: NodeKind;
  holds: 'one' | 'list' | 'map';
}

const fieldsOf: Record<NodeKind, Record<string, Field>> = kinds;

/** Names the keys below which stand names that the author chose, whatever object they are keys of. */
export const nameMapFields: ReadonlySet<string> = new Set([
  ...Object.values(fieldsOf).flatMap((fields) =>
    Object.keys(fields).filter(
      (key) => fields[key]?.holds === 'map' || fieldsOf[fields[key]?.kind ?? 'Schema'][anyKey],
    ),
  ),
  ...['dependentRequired', 'mapping'],
]);

/** Tells what the value of a field holds; undefined for plain data, which nobody looks into for keywords or references. */
export function fieldOf(kind: NodeKind, key: string, node?: Record<string, unknown>): Field | undefined {
  const fields = fieldsOf[kind];
  if (Object.hasOwn(fields, key)) return fields[key];
  if (key === 'x-webhooks' && kind === 'Document' && dialectOf(node) === '3.0') return fieldsOf.Document.webhooks;
  return key.startsWith('x-') ? undefined : fields[anyKey];
}

/** Names the keywords that a document's schemas may use: 3.0 has a dialect of its own, 3.1 and later use JSON Schema 2020-12. */
export type Dialect = '3.0' | '3.1';

export function dialectOf(document: Record<string, unknown> | undefined): Dialect {
  return typeof document?.openapi === 'string' && document.openapi.startsWith('3.0') ? '3.0' : '3.1';
}

/** Holds an object of a document: what it is, and the path by which it is reached from where one looked. */
export interface TypedNode {
  kind: NodeKind;
  value: unknown;
  path: string[];
}

/** Lists the objects right below another, lists and maps opened; `path` is where the other one stands. */
export function childNodes({ kind, value, path }: TypedNode): TypedNode[] {
  if (!isObject(value)) return [];
  const found: TypedNode[] = [];
  for (const key of Object.keys(value)) {
    const child = value[key];
    const field = typeof child === 'object' && child !== null ? fieldOf(kind, key, value) : undefined;
    if (!field) continue;
    // Draft 4 also had lists of items, and lists of names among dependencies.
    if (field.holds === 'one' && !Array.isArray(child))
      found.push({ kind: field.kind, value: child, path: [...path, key] });
    else
      for (const name of Object.keys(child as object))
        found.push({ kind: field.kind, value: (child as Record<string, unknown>)[name], path: [...path, key, name] });
  }
  return found;
}

/** Lists an object of a document and all below it, parents before children; not below `x-…`, nor in examples and other values. */
export function* nodesIn(value: unknown, kind: NodeKind = 'Document'): Generator<TypedNode> {
  const waiting: TypedNode[] = [{ kind, value, path: [] }];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    yield node;
    for (const child of childNodes(node).reverse()) waiting.push(child);
  }
}

/**
 * Copies an object, what stands in its fields changed: each object of a list or map by itself, by its kind (undefined for plain
 * data), the key of the field, and its own name in a map.
 */
export function mapFields(
  node: Record<string, unknown>,
  kind: NodeKind | undefined,
  change: (value: unknown, kind: NodeKind | undefined, key: string, name: string) => unknown,
): Record<string, unknown> {
  return mapValues(node, (child, key) => {
    const field = kind && fieldOf(kind, key, node);
    if (field && Array.isArray(child)) return child.map((each) => change(each, field.kind, key, key));
    if (!field || field.holds === 'one' || !isObject(child)) return change(child, field?.kind, key, key);
    return mapValues(child, (each, name) => change(each, field.kind, key, name));
  });
}
