import type { Header } from '../exchange.ts';
import { once } from '../once.ts';
import {
  type DocumentOperation,
  labelOf,
  listOperations,
  pickOperations,
  receivingOperations,
  severalOperations,
} from '../openapi/operations.ts';
import { overlayDocument } from '../openapi/overlay.ts';
import { passedOverNotes } from '../openapi/passed-over.ts';
import { type OpenApiDocument, readDocument, type SourceDocument } from '../openapi/read/read.ts';
import { type AuthMode, hasSignature, securityOf, signsUrl } from '../openapi/security.ts';
import { toPointer, withValueAt } from '../schema/pointer.ts';
import { bundledContract, bundledOverlay, bundledSignatureOverlay } from './bundled.ts';
import { type Contract, contractOf, sharedBy, takesJson } from './contract.ts';
import { readHandshake } from './handshakes.ts';
import { withPresets, withSignature } from './signatures.ts';
import { validateOperations } from './standard.ts';
import { eventNaming } from './telling/event-names.ts';
import { unreadNotes } from './unread.ts';

export type { Contract } from './contract.ts';

export interface ContractOptions {
  /** Names a file or URL; the bundled contract when absent. */
  contract?: string;
  /** Names overlay files, applied in order; the bundled one is applied first to the bundled contract. */
  overlays?: readonly string[];
  /** Names operations, by globs of what they are called; by default all by which the document says that events arrive. */
  operation?: string | readonly string[];
  /** Tells where webhooks and callbacks are received; `/webhooks` by default. */
  path?: string | undefined;
  /** Tells which value names the operation of a delivery: `header:X-Event`, or the pointer of one in the event. */
  eventFrom?: string | undefined;
  /** Says how deliveries prove themselves; by default as the document asks, or by the scheme of `signature` alone. */
  auth?: AuthMode | undefined;
  /** Names a signature scheme that ships with the package, or a file of one, by which deliveries prove themselves. */
  signature?: string | undefined;
  /** Stands for the URL that signatures are over, where it is not the one that deliveries go to. */
  signedUrl?: string | undefined;
  /** Names a handshake that ships with the package, or a file of one, by which a receiver proves that its URL is its own. */
  handshake?: string | undefined;
  /** Lists headers that every delivery carries beside its own. */
  headers?: readonly Header[] | undefined;
  allowedHosts?: readonly string[];
  /** Leaves out the check against the OpenAPI standard, which takes most of the time, where the document was looked at before. */
  unchecked?: true;
}

/** Holds the contracts of a document: one for each operation by which events arrive. */
export interface Contracts extends Pick<Contract, 'source' | 'title' | 'version' | 'digest' | 'effective' | 'notes'> {
  /** Those that are asked for; at least one. */
  all: readonly [Contract, ...Contract[]];
  /** Those and all others that the document receives events by: of these a delivery may be as well. */
  every: readonly Contract[];
  /** Tells which value names the operation of a delivery: `header:X-Event`, or a pointer. */
  eventFrom: string | undefined;
}

/** Reads, overlays and checks a document, and gives its contracts. Throws an input error that says what is wrong and where. */
export async function loadContracts(options: ContractOptions = {}): Promise<Contracts> {
  const source = await readDocument(options.contract ?? bundledContract, options.allowedHosts);
  return prepareContracts(source, options);
}

/** Prepares the same of a document that has been read already. */
export async function prepareContracts(source: SourceDocument, options: ContractOptions = {}): Promise<Contracts> {
  const { document: repaired, notes } = await repairDocument(source, options);
  const effective = await authenticated(withPresets(repaired), options, source.source);
  const named = pickOperations(effective, options.operation, source.source);
  const handshake = options.handshake === undefined ? undefined : await readHandshake(options.handshake);
  const { headers = [], signedUrl } = options;
  const sound = isBundled(source, options);
  const common = { source: source.source, notes, handshake, headers, signedUrl, sound };
  const shared = sharedBy(effective, common, named.length > 1);
  const inJson = named.filter((each) => takesJson(shared, each));
  const chosen = new Set(inJson.length > 0 ? inJson : named.slice(0, 1));
  const listed = listOperations(effective);
  const eventFrom = options.eventFrom ?? eventMark(effective);
  const namedBy = once(() => eventNaming(every, eventFrom));
  const contractFor = (each: DocumentOperation): Contract => {
    const path = each.group === 'paths' ? each.path : (options.path ?? usualPath);
    return contractOf(shared, { ...each, path }, labelOf(each, listed), namedBy);
  };
  const all = [...chosen].map(contractFor) as [Contract, ...Contract[]];
  const others = receivingOperations(listed).filter((each) => !isAmong(each, named) && takesJson(shared, each));
  const every = [...all, ...others.map(contractFor)];
  // What is wrong with the only one is said at once; of many, with those that are used.
  if (all.length === 1) void all[0].variants;
  for (const { security } of all) void security;
  const said = [...chosen].flatMap(({ node }) => securityOf(effective, node, source.source).notes);
  notes.push(...new Set(said));
  if (signedUrl !== undefined && !all.some(({ security }) => signsUrl(security)))
    notes.push('--signed-url changes nothing: no signature here is over a URL');
  if (!options.unchecked && !sound) await validateOperations(effective, named, source.source);
  const leftOut = named.length - chosen.size;
  notes.push(...passedOverNotes(effective), ...unreadNotes(shared, [...chosen], listed));
  if (leftOut > 0) notes.push(`${leftOut} of ${named.length} operations take no JSON body, and are left out`);
  return { ...documentOf(shared), eventFrom, all, every };
}

/** Tells whether a document is the one that ships, and overlaid by what ships alone: a test has checked it, for good. */
function isBundled({ source }: SourceDocument, { overlays = [] }: ContractOptions): boolean {
  return source === bundledContract && overlays.length === 0;
}

/** Lists the methods by which events arrive, in upper case. */
export function methodsOf({ all }: Pick<Contracts, 'all'>): string[] {
  return [...new Set(all.map(({ operation }) => operation.method.toUpperCase()))];
}

/** Groups the contracts of a document by where their deliveries go: by method and path. */
export function byUrl(contracts: Contracts): Contracts[] {
  const placeOf = ({ operation }: Contract): string => `${operation.method} ${operation.path}`;
  const every = Map.groupBy(contracts.every, placeOf);
  return [...Map.groupBy(contracts.all, placeOf)].map(([place, all]) => {
    return { ...contracts, all: all as [Contract, ...Contract[]], every: every.get(place) ?? all };
  });
}

/** Reads a document of one operation, or of several of which one is named; several are an input error that lists them. */
export async function loadContract(options: ContractOptions = {}): Promise<Contract> {
  return onlyContract(await loadContracts(options));
}

/** Prepares the same of a document that has been read already. */
export async function prepareContract(source: SourceDocument, options: ContractOptions = {}): Promise<Contract> {
  return onlyContract(await prepareContracts(source, options));
}

/** Gives the contract of the only operation; several are an input error that lists them. */
export function onlyContract({ all: [contract, another], effective, source }: Contracts): Contract {
  if (another) throw severalOperations(effective, source);
  return contract;
}

/** Holds one contract as those of a document are held. */
export function contractsOf(contract: Contract): Contracts {
  return { ...documentOf(contract), all: [contract], every: [contract], eventFrom: undefined };
}

function documentOf({
  source,
  title,
  version,
  digest,
  effective,
  notes,
}: Omit<Contracts, 'all' | 'every' | 'eventFrom'>) {
  return { source, title, version, digest, effective, notes };
}

/** Names where webhooks and callbacks are received where nobody says it: providers deliver all of theirs to one URL. */
const usualPath = '/webhooks';

/** Gives a document after its overlays, and what was mended on reading: one sentence each. */
export async function repairDocument(
  source: SourceDocument,
  { overlays = [] }: Pick<ContractOptions, 'overlays'>,
): Promise<{ document: OpenApiDocument; notes: string[] }> {
  const all = [...(source.source === bundledContract ? [bundledOverlay] : []), ...overlays];
  const { document, notes } = await overlayDocument(source.document, all, source.source);
  return { document, notes: [...source.mended, ...notes] };
}

/** Brings the document's security into line with the wanted mode; the signature profile is an overlay of its own. */
async function authenticated(
  document: OpenApiDocument,
  { auth, operation, signature }: ContractOptions,
  source: string,
): Promise<OpenApiDocument> {
  const mode = auth ?? (signature === undefined ? 'keys' : 'signature');
  if (mode === 'keys') return document;
  const operations = pickOperations(document, operation, source);
  if (mode === 'none') return secured(document, operations, () => undefined, []);
  const isSigned = ({ node }: DocumentOperation): boolean => hasSignature(securityOf(document, node, source).security);
  if (signature === undefined && operations.every(isSigned)) return document;
  const signed =
    signature === undefined
      ? (await overlayDocument(document, [bundledSignatureOverlay], source)).document
      : withSignature(document, signature);
  const { security = [] } = signed;
  if (mode === 'signature') return secured(signed, operations, () => undefined, security);
  const asked = ({ node }: DocumentOperation) => (node.security ?? document.security ?? []) as typeof security;
  return secured(signed, operations, (each) => [{ ...asked(each)[0], ...security[0] }], security);
}

/** Puts security of the document's, and of each operation its own where it has any, in the place of theirs. */
function secured(
  document: OpenApiDocument,
  operations: readonly DocumentOperation[],
  own: (operation: DocumentOperation) => OpenApiDocument['security'],
  security: OpenApiDocument['security'],
): OpenApiDocument {
  const changed = operations.filter((each) => own(each) !== undefined || each.node.security !== undefined);
  return changed.reduce(
    (result, each) => withValueAt(result, [...each.location, 'security'], own(each)),
    withValueAt(document, ['security'], security),
  );
}

function isAmong({ location }: DocumentOperation, operations: readonly DocumentOperation[]): boolean {
  const pointer = toPointer(location);
  return operations.some((each) => toPointer(each.location) === pointer);
}

function eventMark(effective: OpenApiDocument): string | undefined {
  const { 'x-hookproof-event': mark } = effective as Record<string, unknown>;
  return typeof mark === 'string' ? mark : undefined;
}
