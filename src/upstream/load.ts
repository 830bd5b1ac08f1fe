import { bundledUpstream } from '../contract/bundled.ts';
import { writtenBody } from '../contract/contract.ts';
import {
  type Contract,
  type ContractOptions,
  loadContract,
  prepareContracts,
  repairDocument,
} from '../contract/load.ts';
import { firstMeetable } from '../contract/meetable.ts';
import { withPresets } from '../contract/signatures.ts';
import { validateOperations } from '../contract/standard.ts';
import { isUserError } from '../errors.ts';
import { dereference } from '../openapi/dereference/dereference.ts';
import { sliceDocument } from '../openapi/dereference/slice.ts';
import { refuseMultiplied } from '../openapi/dereference/written-size.ts';
import { mergeDocuments } from '../openapi/merge.ts';
import { type DocumentOperation, listOperations, receivingOperations, takesBody } from '../openapi/operations.ts';
import { declaredParameters } from '../openapi/parameters.ts';
import { passedOverNotes } from '../openapi/passed-over.ts';
import { readText } from '../openapi/read/fetch.ts';
import { parseObject } from '../openapi/read/parse.ts';
import { type OpenApiDocument, readDocument } from '../openapi/read/read.ts';
import { type Security, securityOf } from '../openapi/security.ts';
import { loadScenarios, pickScenario, type Scenarios } from '../scenario/load.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { withValueAt } from '../schema/pointer.ts';
import {
  type DeclaredCallback,
  type DeclaredCaller,
  type DeclaredEnder,
  declaredCallers,
  declaredEnders,
  pathOperations,
} from './callbacks/declared.ts';

export interface UpstreamOptions extends ContractOptions {
  /** Names folders with scenarios of one's own. */
  scenarioFolders?: readonly string[];
  /** Holds the scenario of a call for which nothing else chooses one. */
  scenario?: string | undefined;
}

/** Holds all that a mock of the API serves, and what it owes for it. */
export interface UpstreamApi {
  source: string;
  document: OpenApiDocument;
  /** Holds the operation by which events arrive, or else the first one that calls back; undefined where no operation does either. */
  contract: Contract | undefined;
  callers: Caller[];
  /** Describes a request to the first operation that takes no body, where there is no contract. */
  bodiless: Caller | undefined;
  enders: DeclaredEnder[];
  notes: string[];
}

export interface Caller extends Omit<DeclaredCaller, 'callbacks' | 'node'> {
  /** Is empty where its security is of a kind that only Prism knows. */
  security: Security;
  callbacks: Callback[];
  /** Describes a request to it; undefined for one without a JSON body. */
  contract: Contract | undefined;
  /** Describes what a request carries beside its body; undefined for one whose body nobody knows how to write. */
  asked: Pick<Contract, 'parameters' | 'definitions'> | undefined;
}

/** Holds what is delivered to one callback. */
export interface Callback extends DeclaredCallback {
  /** Describes what is sent. */
  contract: Contract;
  scenarios: Scenarios;
  /** Serves where nobody chooses. */
  scenario: Scenario;
}

/**
 * Loads the bundled API with the contract of its events, or the user's own document in their place. Throws an input error that
 * says what is wrong and where, and a usage error for a scenario that is unknown.
 */
export async function loadUpstream(options: UpstreamOptions = {}): Promise<UpstreamApi> {
  const api = await (options.contract === undefined ? bundledApi(options) : ownApi(options));
  if (options.auth === 'none') api.document = withoutSecurity(api.document);
  const { document, contract } = api;
  const callers = await Promise.all(declaredCallers(document).map((caller) => prepareCaller(caller, api, options)));
  const [caller] = callers;
  const main = contract ?? caller?.contract ?? caller?.callbacks[0]?.contract;
  const scenarioNotes = callers.flatMap(({ callbacks }) => callbacks.flatMap(({ scenarios }) => scenarios.notes));
  const notes = [...new Set([...api.notes, ...scenarioNotes])];
  const { contract: source = bundledUpstream } = options;
  const bodiless = main ? undefined : firstBodiless(document, source);
  return { source, document, contract: main, callers, bodiless, enders: declaredEnders(document), notes };
}

/** Holds a document as it was read; its contract is undefined where no operation of the paths receives the events. */
type LoadedApi = Pick<UpstreamApi, 'document' | 'notes'> & { contract: Contract | undefined };

async function bundledApi(options: UpstreamOptions): Promise<LoadedApi> {
  const [contract, text] = await Promise.all([loadContract(options), readText(bundledUpstream)]);
  const upstream = parseObject(text, bundledUpstream) as OpenApiDocument;
  const document = mergeDocuments(contract.effective, upstream, 'swagger.yaml');
  return { document, contract, notes: contract.notes };
}

/**
 * Reads a document without callbacks as every contract; one with them says by them which operation receives events. One whose
 * operations do neither is served all the same.
 */
async function ownApi(options: UpstreamOptions): Promise<LoadedApi> {
  const source = await readDocument(options.contract ?? '', options.allowedHosts);
  const { document: repaired, notes } = await repairDocument(source, options);
  const document = withPresets(repaired);
  // Prism writes out what leads back to itself, too.
  refuseMultiplied(document, source.source, new Set());
  const callers = declaredCallers(document);
  const received = callers.flatMap(({ callbacks }) => callbacks).find(({ path }) => path !== undefined)?.path;
  const operation = options.operation ?? received;
  if (operation === undefined && callers.length > 0) return { document, contract: undefined, notes };
  if (operation === undefined && isAnsweredOnly(document)) {
    await validateOperations(document, pathOperations(document), source.source);
    return { document, contract: undefined, notes: [...notes, ...passedOverNotes(document)] };
  }
  const contract = await contractOf(withPinnedSecurity(document, operation), options, operation);
  return { document: contract.effective, contract, notes: [...notes, ...contract.notes] };
}

/** Tells whether a document has paths to serve, and no operation by which events could come. */
function isAnsweredOnly(document: OpenApiDocument): boolean {
  const takesEvents = receivingOperations(listOperations(document)).some(
    (each) => takesBody(each) && writtenBody({ inherited: document }, each).schema !== undefined,
  );
  return !takesEvents && pathOperations(document).length > 0;
}

async function prepareCaller(caller: DeclaredCaller, api: LoadedApi, options: UpstreamOptions): Promise<Caller> {
  const { document, contract } = api;
  const callbacks = caller.callbacks.map(async (callback): Promise<Callback> => {
    const received = contract !== undefined && callback.path === contract.operation.path;
    const event = received ? contract : await callbackContract(callback, document, options);
    const scenarios = await loadScenarios(event, options.scenarioFolders);
    return { ...callback, contract: event, scenarios, scenario: pickScenario(scenarios, options.scenario) };
  });
  const { node, ...declared } = caller;
  const request = contractOf(document, { ...options, auth: 'none' }, `${caller.method} ${caller.path}`);
  // Together: what nobody waits for yet would end the process where it fails.
  const [own, sent] = await Promise.all([request.catch(() => undefined), Promise.all(callbacks)]);
  return {
    ...declared,
    security: knownSecurity(document, node),
    callbacks: sent,
    contract: own,
    asked: own ?? (node.requestBody === undefined ? askedBeside(document, caller, options.contract) : undefined),
  };
}

/** Reads the parameters of an operation that takes no body. */
function askedBeside(
  document: OpenApiDocument,
  operation: Pick<DocumentOperation, 'method' | 'path' | 'location'>,
  source = bundledUpstream,
): Caller['asked'] {
  const written = dereference(sliceDocument(document, [operation]), source);
  return { parameters: declaredParameters(written.document, operation), definitions: written.definitions };
}

/** Describes a request to the first operation that takes no body, as one that calls back is described; undefined where there is none. */
function firstBodiless(document: OpenApiDocument, source: string): Caller | undefined {
  const operation = pathOperations(document).find(({ node }) => node.requestBody === undefined);
  if (!operation) return undefined;
  const { method, path, location, node } = operation;
  const security = knownSecurity(document, node);
  const asked = askedBeside(document, operation, source);
  return { method, path, location, security, asked, contract: undefined, callbacks: [], digits: undefined };
}

/** Prepares what a callback sends, as a contract of its own: at a path that nothing else has. */
function callbackContract({ name, item }: DeclaredCallback, document: OpenApiDocument, options: UpstreamOptions) {
  let path = `/${name}`;
  while (document.paths?.[path] || document.webhooks?.[path.slice(1)]) path += '-';
  return contractOf({ ...document, paths: { ...document.paths, [path]: item } }, options, path);
}

/** Prepares the contract of an operation, the first where there are several. */
async function contractOf(
  document: OpenApiDocument,
  { contract: source = bundledUpstream, overlays = [], auth, ...options }: UpstreamOptions,
  operation?: ContractOptions['operation'],
): Promise<Contract> {
  const { signature, signedUrl, handshake, headers, path } = options;
  const chosen = operation === undefined ? {} : { operation };
  // A test has checked what ships.
  const unchecked = source === bundledUpstream && overlays.length === 0 ? ({ unchecked: true } as const) : {};
  const { all } = await prepareContracts(
    { source, document, original: document, mended: [] },
    { auth, signature, signedUrl, handshake, headers, path, ...chosen, ...unchecked },
  );
  return firstMeetable(all);
}

/** Keeps the security of other operations: `--auth` speaks of deliveries alone. */
function withPinnedSecurity(document: OpenApiDocument, operation: ContractOptions['operation']): OpenApiDocument {
  if (!document.security || operation === undefined) return document;
  const names: unknown[] = [operation].flat();
  return withOperations(document, (node, path) =>
    names.includes(path) || names.includes(node.operationId) ? node : { security: document.security, ...node },
  );
}

function withoutSecurity(document: OpenApiDocument): OpenApiDocument {
  return { ...withOperations(document, (node) => ({ ...node, security: [] })), security: [] };
}

function withOperations(
  document: OpenApiDocument,
  change: (node: Record<string, unknown>, path: string) => Record<string, unknown>,
): OpenApiDocument {
  return pathOperations(document).reduce(
    (changed, { location, node, path }) => withValueAt(changed, location, change(node, path)),
    document,
  );
}

/** Gives what is asked of requests to a mock, and of what it calls back, that of its own contract first. */
export function securityAround({ document, contract, callers }: UpstreamApi): Security {
  const asked = pathOperations(document).flatMap(({ node }) => knownSecurity(document, node));
  const sent = callers.flatMap(({ callbacks }) => callbacks.flatMap((callback) => callback.contract.security));
  return [...(contract?.security ?? []), ...asked, ...sent];
}

/** Reads the security of an operation; none where it is of a kind that we do not know. */
export function knownSecurity(document: OpenApiDocument, operation: Record<string, unknown>): Security {
  try {
    return securityOf(document, operation, 'the document').security;
  } catch (error) {
    if (isUserError(error)) return [];
    throw error;
  }
}
