import { userError } from '../../errors.ts';
import { type Definitions, definitionReference } from '../../schema/definitions.ts';
import { isObject } from '../../schema/json.ts';
import { valueAt } from '../../schema/pointer.ts';
import type { Schema } from '../../schema/types.ts';
import { childNodes, mapFields, type NodeKind } from '../keywords.ts';
import { tooDeep } from '../read/parse.ts';
import type { OpenApiDocument } from '../read/read.ts';
import { referenceTarget } from '../resolve.ts';
import { normaliseSchema } from './normalise.ts';
import { recursiveTargets } from './recursion.ts';
import { sliceDocument } from './slice.ts';

/** An operation whose schemas, written out, come to more nodes than this is refused: tools would compile for minutes. */
const maxNodes = 200_000;
/**
 * Alternatives that each lead to the same alternatives twice multiply: of the schemas that one value must meet, so many are written
 * again for each that there is, and no fewer in all. Validators of many more, below `maxNodes` still, would take gigabytes.
 */
const mostRepeats = 30;
const mostSchemasOfValue = 600;
/** Deeper nesting than this, references followed, would overflow the stack of the tools that follow. */
const maxWrittenDepth = 1_000;

/** Holds a document as validators read it. No object of it stands in two places. */
interface Dereferenced {
  document: OpenApiDocument;
  /** The schemas that contain themselves: the only references that are left lead to these. */
  definitions: Definitions;
}

/**
 * Writes out a document in JSON Schema 2020-12, with what its references lead to in their place. A schema that contains
 * itself becomes a definition: `$ref` to it stands by itself, where the schema of a property or an item does. Throws an
 * input error for references to nothing or beyond all measure, and for a schema that contains itself without going deeper.
 */
export function dereference(document: OpenApiDocument, source: string, most = maxNodes): Dereferenced {
  const writer = newWriter(document, source, most);
  const written = writeWhole(writer, document, 'Document') as OpenApiDocument;
  return { document: written, definitions: writer.definitions };
}

/** Writes out schemas of one document; what several of them refer to is a definition that they share. */
interface SharedWriter {
  write(schema: Schema): Schema;
  /** Grow with each schema that is written. */
  definitions: Definitions;
}

/**
 * Makes a writer of schemas in the same way, but that the schema of a property or an item stays a reference where it is one: of
 * hundreds of operations each schema is then written, and compiled, once.
 */
export function sharedWriter(document: OpenApiDocument, source: string): SharedWriter {
  const writer = { ...newWriter(document, source, maxNodes), isShared: true };
  return {
    definitions: writer.definitions,
    write(schema) {
      writer.left = maxNodes;
      // Each schema is one value, whatever those before it were.
      writer.values.clear();
      return writeWhole(writer, schema, 'Schema') as Schema;
    },
  };
}

/** Makes a writer of schemas that keeps every reference one, to a definition: for readers who know the names of the document. */
export function namingWriter(document: OpenApiDocument, source: string): SharedWriter {
  const writer = { ...newWriter(document, source, maxNodes), keepsAll: true };
  return {
    definitions: writer.definitions,
    write(schema) {
      writer.values.clear();
      return writeWhole(writer, schema, 'Schema') as Schema;
    },
  };
}

function newWriter(document: OpenApiDocument, source: string, left: number): Writer {
  const recursive = recursiveTargets(document, source);
  const found = { recurring: new Map(), names: new Map(), definitions: {}, waiting: [], values: new Map() };
  return { document, source, recursive, isShared: false, keepsAll: false, left, ...found };
}

function writeWhole(writer: Writer, node: object, kind: NodeKind): unknown {
  const root = { kind, name: '', isInner: false, open: [], depth: 0, location: '' };
  const written = writeNode(writer, node, root);
  for (let next = writer.waiting.pop(); next; next = writer.waiting.pop()) {
    const position = { ...root, kind: 'Schema', name: next.name, location: next.reference } as const;
    writer.definitions[next.reference] = writeNode(writer, next.schema, position) as Schema;
  }
  return written;
}

/** Writes out one schema of a document, in the same way, where it comes to no more than so many nodes. */
export function dereferenceSchema(
  document: OpenApiDocument,
  schema: Schema,
  most?: number,
): { schema: Schema; definitions: Definitions } {
  const operation = { id: 'one', method: 'post', path: '/one', location: ['paths', '/one', 'post'] };
  const holder = { ...document, paths: { '/one': { post: { requestBody: { content: { json: { schema } } } } } } };
  const written = dereference(sliceDocument(holder, [operation]), 'the document', most);
  const location = [...operation.location, 'requestBody', 'content', 'json', 'schema'];
  return { schema: valueAt(written.document, location) as Schema, definitions: written.definitions };
}

interface Writer {
  document: OpenApiDocument;
  source: string;
  recursive: ReadonlySet<string>;
  /** Keeps references where a definition may stand for what they lead to. */
  isShared: boolean;
  /** Keeps them everywhere. */
  keepsAll: boolean;
  /** Tells of schemas whether they lead, without going deeper into an event, to one that contains itself. */
  recurring: Map<object, boolean>;
  /** The reference to each definition, by its schema as the document has it. */
  names: Map<object, string>;
  definitions: Record<string, Schema>;
  waiting: { reference: string; schema: object; name: string }[];
  /** Bounds how many nodes may still be written. */
  left: number;
  /** Holds the schemas that were written for each location of an event: all of them, and each once. */
  values: Map<string, { written: number; schemas: Set<unknown> }>;
}

/** Holds where a node stands: what it is, and which references led to it without going deeper into an event. */
interface NodePosition {
  kind: NodeKind | undefined;
  name: string;
  /** It is the schema of a property or an item, and so of another value than the schema around it. */
  isInner: boolean;
  open: readonly string[];
  depth: number;
  /** Says where in an event the value stands. */
  location: string;
}

/** Names the keywords whose schemas are of a value inside the value. */
const innerKeywords = new Set([
  ...['properties', 'patternProperties', 'additionalProperties', 'propertyNames', 'unevaluatedProperties'],
  ...['items', 'prefixItems', 'contains', 'unevaluatedItems'],
]);

function writeNode(writer: Writer, node: unknown, position: NodePosition): unknown {
  const { kind, open, depth } = position;
  if (--writer.left < 0) throw tooMany(writer, open);
  if (typeof node !== 'object' || node === null) return node;
  if (depth > maxWrittenDepth) throw tooDeep(writer.source);
  if (kind === 'Schema') countRepeats(writer, node, position);
  if (isKept(writer, node, position)) return { $ref: definedReference(writer, node as Schema, position) };
  if (Array.isArray(node)) {
    const item = { ...position, kind: undefined, isInner: false, depth: depth + 1 };
    return node.map((each) => writeNode(writer, each, item));
  }
  const fields = node as Record<string, unknown>;
  const changed: Record<string, unknown> = kind === 'Schema' ? normaliseSchema(fields, writer.document) : fields;
  const { $ref } = changed;
  // Examples and other values have no kind: nothing in them is a keyword or a reference.
  if (kind === undefined || typeof $ref !== 'string') return writeFields(writer, changed, position);
  if (open.includes($ref))
    throw userError(
      'input',
      `${writer.source}: the schema ${$ref} contains itself without going deeper into an event`,
      {
        hint: 'Take out one of the references with an overlay: no event could be validated by such a schema.',
      },
    );
  const { value } = referenceTarget(writer.document, $ref, writer.source);
  return writeNode(writer, value, { ...position, isInner: false, open: [...open, $ref], depth: depth + 1 });
}

/** Throws an input error where the same few schemas are written for one value, again and again. */
function countRepeats(writer: Writer, schema: object, { open, location }: NodePosition): void {
  const value = writer.values.get(location) ?? { written: 0, schemas: new Set() };
  writer.values.set(location, value);
  value.schemas.add(schema);
  if (++value.written <= mostSchemasOfValue || value.written <= mostRepeats * value.schemas.size) return;
  throw tooMany(writer, open);
}

function tooMany({ source }: Writer, open: readonly string[]): Error {
  return userError('input', `${source}: ${open.at(-1) ?? 'the document'} multiplies to too many nodes`);
}

function writeFields(writer: Writer, node: Record<string, unknown>, position: NodePosition): unknown {
  const { kind, open, depth, location } = position;
  return mapFields(node, kind, (child, childKind, key, name) => {
    const isInner = kind === 'Schema' && innerKeywords.has(key);
    // Of what is no schema each place is a location of its own.
    const step = isInner || kind !== 'Schema' ? `${location}/${key === name ? key : `${key}/${name}`}` : location;
    const inside = isInner ? { open: [] } : { open };
    return writeNode(writer, child, { ...inside, kind: childKind, name, isInner, depth: depth + 1, location: step });
  });
}

/** Tells whether a reference to a definition takes the place of a node. */
function isKept(writer: Writer, node: object, { kind, isInner }: NodePosition): boolean {
  if (!writer.keepsAll) return isInner && ((writer.isShared && isReferenceAlone(node)) || isRecurring(writer, node));
  if (kind !== 'Schema' || !('$ref' in node)) return false;
  // A schema that is `true` or `false` goes without a name: not every reader takes such a definition.
  const { schema } = pureTarget(writer, node as Schema);
  return schema !== node && normaliseSchema(schema, writer.document).$ref === undefined;
}

function isRecurring(writer: Writer, node: object): boolean {
  const known = writer.recurring.get(node);
  if (known !== undefined) return known;
  writer.recurring.set(node, false);
  const { $ref } = node as Schema;
  const target = typeof $ref === 'string' ? referenceTarget(writer.document, $ref, writer.source).value : undefined;
  const beside = childNodes({ kind: 'Schema', value: node, path: [] })
    .filter(({ path: [key = ''] }) => !innerKeywords.has(key))
    .map(({ value }) => value);
  const found =
    writer.recursive.has($ref ?? '') || [target, ...beside].some((each) => isObject(each) && isRecurring(writer, each));
  writer.recurring.set(node, found);
  return found;
}

function isReferenceAlone(node: object): boolean {
  return '$ref' in node && Object.keys(node).length === 1;
}

/** Names the definition that a schema becomes, and puts it on the list of those that are to be written. */
function definedReference(writer: Writer, node: Schema, { name: key }: NodePosition): string {
  const { path, schema } = pureTarget(writer, node);
  const known = writer.names.get(schema);
  if (known !== undefined) return known;
  const taken = new Set(writer.names.values());
  const wanted = path.at(-1) ?? key;
  let name = wanted;
  for (let number = 2; taken.has(definitionReference(name)); number++) name = `${wanted}-${number}`;
  const reference = definitionReference(name);
  writer.names.set(schema, reference);
  writer.waiting.push({ reference, schema, name });
  return reference;
}

/** Follows a schema that is a reference and nothing else to one that is not. */
function pureTarget(writer: Writer, node: Schema): { path: string[]; schema: Schema } {
  const { $ref } = normaliseSchema(node, writer.document);
  if ($ref === undefined) return { path: [], schema: node };
  const { path, value } = referenceTarget(writer.document, $ref, writer.source);
  if (!isObject(value)) return { path: [], schema: node };
  const further = pureTarget(writer, value);
  return further.schema === value ? { path, schema: value } : further;
}
