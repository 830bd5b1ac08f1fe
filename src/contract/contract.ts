import { createHash } from 'node:crypto';
import { isUserError, userError } from '../errors.ts';
import type { Header } from '../exchange.ts';
import { lazily, once } from '../once.ts';
import { dereference, sharedWriter } from '../openapi/dereference/dereference.ts';
import { sliceDocument } from '../openapi/dereference/slice.ts';
import type { HandshakeScheme } from '../openapi/handshake-scheme.ts';
import { withInheritedUnions } from '../openapi/inheritance.ts';
import { type Dialect, dialectOf } from '../openapi/keywords.ts';
import { isJsonMediaType } from '../openapi/media-types.ts';
import { type DocumentOperation, noJsonBody, type Operation } from '../openapi/operations.ts';
import { declaredParameters, type Parameter } from '../openapi/parameters.ts';
import { inPathItem, pathInDocument } from '../openapi/path-item.ts';
import type { OpenApiDocument } from '../openapi/read/read.ts';
import { nodeAt } from '../openapi/resolve.ts';
import { refuseMisshapen } from '../openapi/schema-shapes.ts';
import { type Security, securityOf } from '../openapi/security.ts';
import type { Definitions } from '../schema/definitions.ts';
import { isObject, sameJson, sortedJson } from '../schema/json.ts';
import { fromPointer, valueAt, withValueAt } from '../schema/pointer.ts';
import { heightOf } from '../schema/samples/heights.ts';
import type { Schema } from '../schema/types.ts';
import { makesLargeFunction } from '../schema/validate/large-functions.ts';
import { type Variant, variantsOf } from '../schema/variants.ts';
import { withSignedUrl } from './signatures.ts';

/** Holds a contract, repaired and ready to validate with. What is costly of it is made when it is first asked for. */
export interface Contract {
  source: string;
  title: string;
  version: string;
  /** Holds `sha256:` and the hex digest of the effective document, keys sorted. */
  digest: string;
  dialect: Dialect;
  /** Holds the document after overlays, references still in it: valid OpenAPI. */
  effective: OpenApiDocument;
  /** Holds the operation's part of it, dereferenced, as validators read it. No two places share an object. */
  readonly document: OpenApiDocument;
  /** Holds the schemas of it that contain themselves, by the references that are left in it. */
  readonly definitions: Definitions;
  /** Holds the same schema as validators are compiled from; what it, if it is large, or others of its document say twice is shared. */
  readonly judged: {
    schema: Schema;
    definitions: Definitions;
    together?: { unevaluated: boolean };
    /** Says that a test has checked the schemas: they ship with the package. */
    sound: boolean;
  };
  /** Tells what was mended on reading, and overlay actions that no longer match anything: one sentence each. */
  notes: string[];
  /** Its name is what messages call it: of a webhook or callback its own, of others the operationId. */
  operation: Operation & { name: string };
  /** Holds the body; the schema is that of the first media type, which is JSON. */
  body: {
    readonly schema: Schema;
    required: boolean;
    /** Tells whether the document says in so many words that a delivery needs none; it is the default of OpenAPI, and seldom meant. */
    mayBeLeftOut: boolean;
    mediaTypes: string[];
  };
  /** Lists the declared response statuses, e.g. `['200', '400']`. */
  statuses: string[];
  readonly security: Security;
  /** Lists the parameters that the operation declares. */
  readonly parameters: Parameter[];
  /** Says how a receiver proves that its URL is its own before anything is delivered; undefined where nobody asks for that. */
  handshake: HandshakeScheme | undefined;
  /** Holds headers that every delivery carries beside its own; one of the same name takes the place of the delivery's. */
  headers: readonly Header[];
  /** Tells where an event says which subject it is about (extension `x-hookproof-identity`), as a path. */
  identity: string[] | undefined;
  /** Lists the ways through the body's unions. */
  readonly variants: Variant[];
  /** Lists the values of the outermost discriminator: the event types. Empty for a contract without one, or whose events nothing can be. */
  readonly eventTypes: string[];
  /** Tells where an event names its type, as a path. */
  readonly typePath: string[] | undefined;
}

/** Puts the name of its event where an operation is told by it. */
export interface EventNaming {
  parameters(declared: Parameter[], contract: Contract): Parameter[];
  variants(made: Variant[], contract: Contract): Variant[];
}

/** Holds what the options say of all contracts of a document. */
interface Given extends Pick<Contract, 'source' | 'notes' | 'handshake' | 'headers'> {
  /** Stands for the URL that signatures are over. */
  signedUrl: string | undefined;
  /** Says that the document ships with the package, and a test has checked it. */
  sound: boolean;
}

/** Holds what the contracts of one document have in common. */
type Shared = ReturnType<typeof sharedBy>;

/** Gives what the contracts of a document have in common; several, and large ones, share the schemas of their parts, too. */
export function sharedBy(effective: OpenApiDocument, given: Given, isSeveral: boolean) {
  const { title, version } = effective.info;
  const digest = `sha256:${createHash('sha256').update(sortedJson(effective)).digest('hex')}`;
  const inherited = withInheritedUnions(effective);
  const writer = once(() => ({
    ...sharedWriter(inherited, given.source),
    unevaluated: /"unevaluated/.test(JSON.stringify(effective)),
  }));
  return { ...given, title, version, digest, dialect: dialectOf(effective), effective, inherited, writer, isSeveral };
}

/** Makes the contract of one operation; `name` is what messages call it, and `naming` puts the name of its events where it belongs. */
export function contractOf(
  shared: Shared,
  operation: DocumentOperation,
  name: string,
  naming: () => EventNaming,
): Contract {
  const { inherited, writer, isSeveral, signedUrl, sound, ...common } = shared;
  const { id, method, path, location } = operation;
  const node = operation.node as OperationNode;
  const identity = node['x-hookproof-identity'];
  const { schema: given, unread: _, ...declared } = writtenBody(shared, operation);
  const written = once(() => writtenOut(shared, operation));
  const kinds = once(() => eventKindsOf(written().schema, written().definitions));
  const named = once(() => kindsOrNone(kinds));
  const contract: Contract = lazily(
    {
      ...common,
      operation: { id, method, path, location, name },
      statuses: Object.keys(node.responses ?? {}),
      identity: typeof identity === 'string' ? fromPointer(identity) : undefined,
      body: lazily(declared, { schema: () => written().schema }),
    },
    {
      security: () => withSignedUrl(securityOf(shared.effective, node, shared.source).security, signedUrl),
      parameters() {
        const head = withoutBody(inherited, operation, shared.source);
        // What contains itself is a definition, which must be one of the contract's.
        const isWhole = Object.keys(head.definitions).length > 0;
        return naming().parameters(
          declaredParameters(isWhole ? written().document : head.document, operation),
          contract,
        );
      },
      judged() {
        if (!isSeveral && !makesLargeFunction(written().schema)) return { ...written(), sound };
        return { schema: writer().write(given ?? {}), definitions: writer().definitions, together: writer(), sound };
      },
      document: () => written().document,
      definitions: () => written().definitions,
      variants: () => naming().variants(kinds().variants, contract),
      eventTypes: () => named().eventTypes,
      typePath: () => named().typePath,
    },
  );
  return contract;
}

/** Writes out the operation's part of a document. */
function writtenOut({ inherited, source }: Shared, operation: DocumentOperation) {
  const slice = sliceDocument(inherited, [operation]);
  refuseMisshapen(slice, source, (path) => pathInDocument(operation, path));
  const { document, definitions } = dereference(slice, source);
  const own = valueAt(document.paths, [operation.path, ...inPathItem(operation.method)]) as OperationNode;
  // openapi-backend knows operations by their id only.
  own.operationId ??= operation.id;
  // What no event meets has parameters and answers all the same.
  return lazily({ document, definitions }, { schema: () => eventSchema(own, definitions, operation, source) });
}

/** Writes out an operation without its bodies, which may be a thousand times larger than the rest. */
function withoutBody(document: OpenApiDocument, operation: DocumentOperation, source: string) {
  const { parameters } = operation.node;
  const node = parameters === undefined ? {} : { parameters };
  return dereference(sliceDocument(withValueAt(document, operation.location, node), [operation]), source);
}

/** Tells whether an operation takes JSON whose schema is known: whether it can be a contract. */
export function takesJson(shared: Shared, operation: DocumentOperation): boolean {
  return writtenBody(shared, operation).schema !== undefined;
}

/**
 * Finds what an operation takes, in the document as it is written; the schema is that of the first media type that is JSON, and
 * `unread` are those whose JSON has another.
 */
export function writtenBody({ inherited }: Pick<Shared, 'inherited'>, { location }: Pick<Operation, 'location'>) {
  const { value: body, path } = nodeAt(inherited, [...location, 'requestBody']);
  const content = valueAt(body, ['content']);
  const declared = isObject(content) ? Object.keys(content) : [];
  const [json, ...others] = declared.filter(isJsonMediaType);
  const schemaOf = (mediaType: string) =>
    valueAt(nodeAt(inherited, [...path, 'content', mediaType]).value, ['schema']) as Schema | undefined;
  const schema = json === undefined ? undefined : schemaOf(json);
  const unread = others.filter((each) => !sameJson(schemaOf(each), schema));
  const mediaTypes = [...new Set([...(json === undefined ? [] : [json]), ...declared])];
  const required = valueAt(body, ['required']);
  return { schema, unread, mediaTypes, required: required === true, mayBeLeftOut: required === false };
}

interface OperationNode {
  operationId?: string;
  requestBody?: { required?: boolean; content?: Record<string, { schema?: Schema }> };
  responses?: Record<string, unknown>;
  security?: unknown;
  [extension: `x-${string}`]: unknown;
}

/** Gives the schema of the events, written out. Throws an input error where there is none, or none that an event could meet. */
function eventSchema(
  { requestBody }: OperationNode,
  definitions: Definitions,
  { id }: Operation,
  source: string,
): Schema {
  const content = requestBody?.content ?? {};
  const json = Object.keys(content).find(isJsonMediaType);
  const schema = json === undefined ? undefined : content[json]?.schema;
  if (!schema) throw noJsonBody(id, source);
  if (heightOf(schema, definitions) < Number.POSITIVE_INFINITY) return schema;
  // Only what contains itself became a definition.
  const isRecursive = Object.keys(definitions).length > 0;
  const why = isRecursive ? 'demands itself without end' : 'demands what excludes itself';
  throw userError('input', `${source}: operation ${id}: the schema of its events ${why}: no event meets it`, {
    hint: isRecursive
      ? 'Make one of the properties on the way optional, or let it be null, with an overlay.'
      : 'hookproof doctor says where.',
  });
}

type EventKinds = Pick<Contract, 'variants' | 'eventTypes' | 'typePath'>;

function eventKindsOf(schema: Schema, definitions: Definitions): EventKinds {
  const variants = variantsOf(schema, definitions);
  const typePath = variants[0]?.tags[0]?.path;
  const types = variants.flatMap(({ tags }) => (tags[0] && sameJson(tags[0].path, typePath) ? tags[0].values : []));
  return { variants, typePath, eventTypes: [...new Set(types)] };
}

/** Gives no kinds of events where no event can be: what is asked of a delivery that names such an operation still has an answer. */
function kindsOrNone(kinds: () => EventKinds): EventKinds {
  try {
    return kinds();
  } catch (error) {
    if (!isUserError(error)) throw error;
    return { variants: [], typePath: undefined, eventTypes: [] };
  }
}
