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
import { callersOf, type DeclaredCallback, type DeclaredCaller, type DeclaredEnder, endersOf } from './callbacks.ts';

export interface UpstreamOptions extends ContractOptions {
  /** Folders with scenarios of one's own. */
  scenarioFolders?: readonly string[];
  /** The scenario of a call for which nothing else chooses one. */
  scenario?: string | undefined;
}

/** All that a mock of the API serves, and what it owes for it. */
export interface UpstreamApi {
  document: OpenApiDocument;
  /** The operation by which events arrive, or else the first one that calls back. */
  contract: Contract;
  callers: Caller[];
  enders: DeclaredEnder[];
  notes: string[];
}

export interface Caller extends Omit<DeclaredCaller, 'callbacks'> {
  callbacks: Callback[];
  /** How a request to it looks; undefined for one without a JSON body. */
  contract: Contract | undefined;
}

export interface Callback extends DeclaredCallback {
  /** What is sent. */
  contract: Contract;
  scenarios: Scenarios;
  /** Where nobody chooses. */
  scenario: Scenario;
}

/**
 * The bundled API with the contract of its events, or the user's own document in their place. Throws an input error that
 * says what is wrong and where, and a usage error for a scenario that is unknown.
 */
export async function loadUpstream(options: UpstreamOptions = {}): Promise<UpstreamApi> {
  const { document, contract, notes } = await (options.contract === undefined ? ours(options) : theirs(options));
  const callers = await Promise.all(callersOf(document).map((caller) => prepared(caller, document, contract, options)));
  const [caller] = callers;
  const main = contract ?? caller?.contract ?? (await prepareContract(sourceOf(document, options), plain(options)));
  const scenarioNotes = callers.flatMap(({ callbacks }) => callbacks.flatMap(({ scenarios }) => scenarios.notes));
  const enders = endersOf(document);
  return { document, contract: main, callers, enders, notes: [...new Set([...notes, ...scenarioNotes])] };
}

interface Documents {
  document: OpenApiDocument;
  contract: Contract | undefined;
  notes: string[];
}

async function ours(options: UpstreamOptions): Promise<Documents> {
  const [contract, text] = await Promise.all([loadContract(options), readText(bundledUpstream)]);
  const upstream = parseObject(text, bundledUpstream) as OpenApiDocument;
  const document = mergeDocuments(contract.effective, upstream, 'swagger.yaml');
  return { document: options.auth === 'none' ? open(document) : document, contract, notes: contract.notes };
}

/** A document without callbacks is read as every contract is; one with them says by them which operation receives events. */
async function theirs(options: UpstreamOptions): Promise<Documents> {
  const source = await readDocument(options.contract ?? '', options.allowedHosts);
  const { document: repaired, notes } = await repairDocument(source, options);
  const callers = callersOf(repaired);
  const received = callers.flatMap(({ callbacks }) => callbacks).find(({ path }) => path !== undefined)?.path;
  const operation = options.operation ?? received;
  if (operation === undefined && callers.length > 0) {
    const document = options.auth === 'none' ? open(repaired) : repaired;
    return { document, contract: undefined, notes };
  }
  const kept = { ...source, document: pinned(repaired, operation), mended: [] };
  const contract = await prepareContract(kept, { ...plain(options), ...(operation ? { operation } : {}) });
  const document = options.auth === 'none' ? open(contract.effective) : contract.effective;
  return { document, contract, notes: [...notes, ...contract.notes] };
}

async function prepared(
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
  const request = operation && prepareContract(sourceOf(document, options), { operation: operation.id, auth: 'none' });
  return { ...caller, callbacks: await Promise.all(callbacks), contract: await request?.catch(() => undefined) };
}

/** What a callback sends, as a contract of its own: at a path that nothing else has. */
function callbackContract(
  { name, item }: DeclaredCallback,
  document: OpenApiDocument,
  options: UpstreamOptions,
): Promise<Contract> {
  let path = `/${name}`;
  while (document.paths?.[path]) path += '-';
  const held = { ...document, paths: { ...document.paths, [path]: item } };
  return prepareContract(sourceOf(held, options), { ...plain(options), operation: path });
}

function sourceOf(document: OpenApiDocument, { contract = bundledUpstream }: UpstreamOptions) {
  return { source: contract, document, original: document, mended: [] };
}

/** What is left to be done to a document whose overlays are applied. */
function plain({ auth }: UpstreamOptions): ContractOptions {
  return auth === undefined ? {} : { auth };
}

/** `--auth` speaks of deliveries; whatever else the document asks for, it asks for still. */
function pinned(document: OpenApiDocument, operation: string | undefined): OpenApiDocument {
  if (!document.security || operation === undefined) return document;
  return withOperations(document, (node, path) =>
    path === operation || node.operationId === operation ? node : { security: document.security, ...node },
  );
}

function open(document: OpenApiDocument): OpenApiDocument {
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
