import { bundledUpstream } from '../contract/bundled.ts';
import {
  type Contract,
  type ContractOptions,
  loadContract,
  prepareContract,
  repairDocument,
} from '../contract/load.ts';
import { readText } from '../openapi/fetch.ts';
import { mergeDocuments } from '../openapi/merge.ts';
import { operationsOf } from '../openapi/operations.ts';
import { parseObject } from '../openapi/parse.ts';
import { type OpenApiDocument, readDocument } from '../openapi/read.ts';
import { loadScenarios, pickScenario } from '../scenario/load.ts';
import type { Scenario, Scenarios } from '../scenario/scenario.ts';
import { isObject } from '../schema/json.ts';
import {
  type DeclaredCallback,
  type DeclaredCaller,
  type DeclaredEnder,
  declaredCallers,
  declaredEnders,
} from './callbacks/declared.ts';

export interface UpstreamOptions extends ContractOptions {
  /** Folders with scenarios of one's own. */
  scenarioFolders?: readonly string[];
  /** The scenario of a call for which nothing else chooses one. */
  scenario?: string | undefined;
}

/** Holds all that a mock of the API serves, and what it owes for it. */
export interface UpstreamApi {
  document: OpenApiDocument;
  /** The operation by which events arrive, or else the first one that calls back. */
  contract: Contract;
  callers: Caller[];
  enders: DeclaredEnder[];
  notes: string[];
}

/** Holds an operation that calls back. */
export interface Caller extends Omit<DeclaredCaller, 'callbacks'> {
  callbacks: Callback[];
  /** How a request to it looks; undefined for one without a JSON body. */
  contract: Contract | undefined;
}

/** Holds what is delivered to one callback. */
export interface Callback extends DeclaredCallback {
  /** What is sent. */
  contract: Contract;
  scenarios: Scenarios;
  /** Where nobody chooses. */
  scenario: Scenario;
}

/**
 * Loads the bundled API with the contract of its events, or the user's own document in their place. Throws an input error that
 * says what is wrong and where, and a usage error for a scenario that is unknown.
 */
export async function loadUpstream(options: UpstreamOptions = {}): Promise<UpstreamApi> {
  const { document, contract, notes } = await (options.contract === undefined ? bundledApi(options) : ownApi(options));
  const callers = await Promise.all(
    declaredCallers(document).map((caller) => prepareCaller(caller, document, contract, options)),
  );
  const [caller] = callers;
  const main = contract ?? caller?.contract ?? (await prepareContract(asSource(document, options), authOnly(options)));
  const scenarioNotes = callers.flatMap(({ callbacks }) => callbacks.flatMap(({ scenarios }) => scenarios.notes));
  const enders = declaredEnders(document);
  return { document, contract: main, callers, enders, notes: [...new Set([...notes, ...scenarioNotes])] };
}

interface LoadedApi {
  document: OpenApiDocument;
  contract: Contract | undefined;
  notes: string[];
}

async function bundledApi(options: UpstreamOptions): Promise<LoadedApi> {
  const [contract, text] = await Promise.all([loadContract(options), readText(bundledUpstream)]);
  const upstream = parseObject(text, bundledUpstream) as OpenApiDocument;
  const document = mergeDocuments(contract.effective, upstream, 'swagger.yaml');
  return { document: options.auth === 'none' ? withoutSecurity(document) : document, contract, notes: contract.notes };
}

/** Reads a document without callbacks as every contract; one with them says by them which operation receives events. */
async function ownApi(options: UpstreamOptions): Promise<LoadedApi> {
  const source = await readDocument(options.contract ?? '', options.allowedHosts);
  const { document: repaired, notes } = await repairDocument(source, options);
  const callers = declaredCallers(repaired);
  const received = callers.flatMap(({ callbacks }) => callbacks).find(({ path }) => path !== undefined)?.path;
  const operation = options.operation ?? received;
  if (operation === undefined && callers.length > 0) {
    const document = options.auth === 'none' ? withoutSecurity(repaired) : repaired;
    return { document, contract: undefined, notes };
  }
  const kept = { ...source, document: withPinnedSecurity(repaired, operation), mended: [] };
  const contract = await prepareContract(kept, { ...authOnly(options), ...(operation ? { operation } : {}) });
  const document = options.auth === 'none' ? withoutSecurity(contract.effective) : contract.effective;
  return { document, contract, notes: [...notes, ...contract.notes] };
}

async function prepareCaller(
  caller: DeclaredCaller,
  document: OpenApiDocument,
  contract: Contract | undefined,
  options: UpstreamOptions,
): Promise<Caller> {
  const callbacks = caller.callbacks.map(async (callback): Promise<Callback> => {
    const served = contract !== undefined && callback.path === contract.operation.path;
    const own = served ? contract : await callbackContract(callback, document, options);
    const scenarios = await loadScenarios(own, options.scenarioFolders);
    return { ...callback, contract: own, scenarios, scenario: pickScenario(scenarios, options.scenario) };
  });
  const operation = operationsOf(document).find(({ method, path }) => method === caller.method && path === caller.path);
  // Its own security may be of a kind that only Prism knows.
  const request = operation && prepareContract(asSource(document, options), { operation: operation.id, auth: 'none' });
  return { ...caller, callbacks: await Promise.all(callbacks), contract: await request?.catch(() => undefined) };
}

/** Prepares what a callback sends, as a contract of its own: at a path that nothing else has. */
function callbackContract(
  { name, item }: DeclaredCallback,
  document: OpenApiDocument,
  options: UpstreamOptions,
): Promise<Contract> {
  let path = `/${name}`;
  while (document.paths?.[path]) path += '-';
  const held = { ...document, paths: { ...document.paths, [path]: item } };
  return prepareContract(asSource(held, options), { ...authOnly(options), operation: path });
}

function asSource(document: OpenApiDocument, { contract = bundledUpstream }: UpstreamOptions) {
  return { source: contract, document, original: document, mended: [] };
}

/** Leaves out what is done already to a document whose overlays are applied. */
function authOnly({ auth }: UpstreamOptions): ContractOptions {
  return auth === undefined ? {} : { auth };
}

/** Keeps the security of other operations: `--auth` speaks of deliveries alone. */
function withPinnedSecurity(document: OpenApiDocument, operation: string | undefined): OpenApiDocument {
  if (!document.security || operation === undefined) return document;
  return withOperations(document, (node, path) =>
    path === operation || node.operationId === operation ? node : { security: document.security, ...node },
  );
}

function withoutSecurity(document: OpenApiDocument): OpenApiDocument {
  return { ...withOperations(document, (node) => ({ ...node, security: [] })), security: [] };
}

function withOperations(
  document: OpenApiDocument,
  change: (node: Record<string, unknown>, path: string) => Record<string, unknown>,
): OpenApiDocument {
  const paths = Object.entries(document.paths ?? {}).map(([path, item]) => {
    const changed = Object.entries(item).map(([key, node]) => [
      key,
      isObject(node) && 'responses' in node ? change(node, path) : node,
    ]);
    return [path, Object.fromEntries(changed)];
  });
  return { ...document, paths: Object.fromEntries(paths) };
}
