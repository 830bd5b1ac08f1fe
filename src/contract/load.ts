import { createHash } from 'node:crypto';
import { userError } from '../errors.ts';
import { type Dereferenced, dereference } from '../openapi/dereference/dereference.ts';
import { sliceDocument } from '../openapi/dereference/slice.ts';
import { withInheritedUnions } from '../openapi/discriminator.ts';
import type { HandshakeScheme } from '../openapi/handshake-scheme.ts';
import { type Dialect, dialectOf } from '../openapi/keywords.ts';
import { isJsonMediaType } from '../openapi/media-types.ts';
import { type Operation, pickOperation } from '../openapi/operations.ts';
import { overlayDocument } from '../openapi/overlay.ts';
import { type OpenApiDocument, readDocument, type SourceDocument } from '../openapi/read/read.ts';
import { validateDocument } from '../openapi/read/validate.ts';
import { type AuthMode, hasSignature, type Security, securityOf } from '../openapi/security.ts';
import type { Definitions } from '../schema/definitions.ts';
import { sameJson, sortedJson } from '../schema/json.ts';
import { fromPointer, valueAt, withValueAt } from '../schema/pointer.ts';
import { heightOf } from '../schema/samples/heights.ts';
import type { Schema } from '../schema/types.ts';
import { type Variant, variantsOf } from '../schema/variants.ts';
import { bundledContract, bundledOverlay, bundledSignatureOverlay } from './bundled.ts';
import { readHandshake } from './handshakes.ts';
import { withPresets, withSignature, withSignedUrl } from './signatures.ts';

export interface ContractOptions {
  /** Names a file or URL; the bundled contract when absent. */
  contract?: string;
  /** Names overlay files, applied in order; the bundled one is applied first to the bundled contract. */
  overlays?: readonly string[];
  /** Names an operation by id or path, where the document has more than one that takes a body. */
  operation?: string;
  auth?: AuthMode | undefined;
  /** Names a signature scheme that ships with the package, or a file of one, by which deliveries prove themselves. */
  signature?: string | undefined;
  /** Stands for the URL that signatures are over, where it is not the one that deliveries go to. */
  signedUrl?: string | undefined;
  /** Names a handshake that ships with the package, or a file of one, by which a receiver proves that its URL is its own. */
  handshake?: string | undefined;
  allowedHosts?: readonly string[];
  /** Leaves out the check against the OpenAPI standard, which takes most of the time, where the document was looked at before. */
  unchecked?: true;
}

/** Holds a contract, repaired and ready to validate with. */
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
  document: OpenApiDocument;
  /** Holds the schemas of it that contain themselves, by the references that are left in it. */
  definitions: Definitions;
  /** Tells what was mended on reading, and overlay actions that no longer match anything: one sentence each. */
  notes: string[];
  operation: Operation;
  /** Holds the body; the schema is that of the first media type, which is JSON. */
  body: { schema: Schema; required: boolean; mediaTypes: string[] };
  /** Lists the declared response statuses, e.g. `['200', '400']`. */
  statuses: string[];
  security: Security;
  /** Says how a receiver proves that its URL is its own before anything is delivered; undefined where nobody asks for that. */
  handshake: HandshakeScheme | undefined;
  /** Tells where an event says which subject it is about (extension `x-hookproof-identity`), as a path. */
  identity: string[] | undefined;
  /** Lists the ways through the body's unions. */
  variants: Variant[];
  /** Lists the values of the outermost discriminator: the event types. Empty for a contract without one. */
  eventTypes: string[];
  /** Tells where an event names its type, as a path. */
  typePath: string[] | undefined;
}

/** Reads, overlays, checks and dereferences a contract. Throws an input error that says what is wrong and where. */
export async function loadContract(options: ContractOptions = {}): Promise<Contract> {
  const source = await readDocument(options.contract ?? bundledContract, options.allowedHosts);
  return prepareContract(source, options);
}

/** Prepares the same of a document that has been read already. */
export async function prepareContract(source: SourceDocument, options: ContractOptions = {}): Promise<Contract> {
  const { document: repaired, notes } = await repairDocument(source, options);
  const effective = await authenticated(withPresets(repaired), options, source.source);
  const operation = pickOperation(effective, options.operation, source.source);
  const slice = sliceDocument(effective, operation);
  const inherited = withInheritedUnions(effective);
  const whole = inherited === effective ? slice : sliceDocument(inherited, operation);
  const { document, definitions } = dereference(whole, source.source);
  if (!options.unchecked) await validateDocument(slice, source.source);
  const described = describe(effective, { document, definitions }, operation, source.source);
  return {
    ...described,
    security: withSignedUrl(described.security, options.signedUrl),
    source: source.source,
    dialect: dialectOf(effective),
    effective,
    document,
    definitions,
    operation,
    notes: [...notes, ...described.notes],
    handshake: options.handshake === undefined ? undefined : await readHandshake(options.handshake),
  };
}

/** Gives a document after its overlays, and what was mended on reading: one sentence each. */
export async function repairDocument(
  source: SourceDocument,
  { overlays = [] }: Pick<ContractOptions, 'overlays'>,
): Promise<{ document: OpenApiDocument; notes: string[] }> {
  const all = [...(source.source === bundledContract ? [bundledOverlay] : []), ...overlays];
  const { document, notes } = await overlayDocument(source.document, all, source.source);
  return { document, notes: [...source.mended, ...notes] };
}

function describe(
  effective: OpenApiDocument,
  { document, definitions }: Dereferenced,
  operation: Operation,
  source: string,
) {
  const { title, version } = effective.info;
  const node = document.paths?.[operation.path]?.[operation.method] as OperationNode;
  // openapi-backend knows operations by their id only.
  node.operationId ??= operation.id;
  const content = node.requestBody?.content ?? {};
  const json = Object.keys(content).find(isJsonMediaType);
  const schema = json === undefined ? undefined : content[json]?.schema;
  if (!schema) throw userError('input', `${source}: operation ${operation.id} takes no JSON body with a schema`);
  if (heightOf(schema, definitions) === Number.POSITIVE_INFINITY)
    throw userError('input', `${source}: the schema of the events demands itself without end: no event meets it`, {
      hint: 'Make one of the properties on the way optional, or let it be null, with an overlay.',
    });
  const mediaTypes = [...new Set([json as string, ...Object.keys(content)])];
  const variants = variantsOf(schema, definitions);
  const typePath = variants[0]?.tags[0]?.path;
  const types = variants.flatMap(({ tags }) => (tags[0] && sameJson(tags[0].path, typePath) ? tags[0].values : []));
  const identity = node['x-hookproof-identity'];
  return {
    title,
    version,
    digest: `sha256:${createHash('sha256').update(sortedJson(effective)).digest('hex')}`,
    body: { schema, required: node.requestBody?.required ?? false, mediaTypes },
    statuses: Object.keys(node.responses ?? {}),
    ...securityOf(document, node, source),
    identity: typeof identity === 'string' ? fromPointer(identity) : undefined,
    variants,
    typePath,
    eventTypes: [...new Set(types)],
  };
}

interface OperationNode {
  operationId?: string;
  requestBody?: { required?: boolean; content?: Record<string, { schema?: Schema }> };
  responses?: Record<string, unknown>;
  security?: unknown;
  [extension: `x-${string}`]: unknown;
}

/** Brings the document's security into line with the wanted mode; the signature profile is an overlay of its own. */
async function authenticated(
  document: OpenApiDocument,
  { auth = 'keys', operation, signature }: ContractOptions,
  source: string,
): Promise<OpenApiDocument> {
  const mode = signature !== undefined && auth !== 'both' && auth !== 'none' ? 'signature' : auth;
  if (mode === 'keys') return document;
  const own = [...pickOperation(document, operation, source).location, 'security'];
  const withSecurity = (result: OpenApiDocument, security: OpenApiDocument['security']) =>
    withValueAt(withValueAt(result, own, undefined), ['security'], security);
  if (mode === 'none') return withSecurity(document, []);
  const asked = (valueAt(document, own) ?? document.security ?? []) as NonNullable<OpenApiDocument['security']>;
  if (signature === undefined && hasSignature(securityOf(document, { security: asked }, source).security))
    return document;
  const signed =
    signature === undefined
      ? (await overlayDocument(document, [bundledSignatureOverlay], source)).document
      : withSignature(document, signature);
  const { security = [] } = signed;
  return withSecurity(signed, mode === 'signature' ? security : [{ ...asked[0], ...security[0] }]);
}
