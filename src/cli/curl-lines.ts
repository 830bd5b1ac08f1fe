import { resolve } from 'node:path';
import { compileEvents } from '../contract/compile-events.ts';
import type { Contract } from '../contract/load.ts';
import { presetKinds, presetNames } from '../contract/presets.ts';
import type { Carried } from '../delivery/carried.ts';
import { curlCommand, quoted, shellCredential } from '../delivery/curl.ts';
import { withHeaders } from '../delivery/delivery.ts';
import { deliveryPath, withDeclaredParameters } from '../delivery/parameters.ts';
import { isUserError } from '../errors.ts';
import type { ExchangeRequest, Header } from '../exchange.ts';
import { jsonMediaType } from '../openapi/media-types.ts';
import type { Operation } from '../openapi/operations.ts';
import { isUrl } from '../openapi/read/fetch.ts';
import type { Credential } from '../openapi/security.ts';
import { exampleOf } from '../schema/samples/example.ts';
import { keyVariables } from '../signature/keys.ts';
import { exampleRequest } from '../upstream/example-request.ts';
import type { Caller, UpstreamApi } from '../upstream/load.ts';
import { servedOperations } from '../upstream/served.ts';
import type { ContractFlags } from './options.ts';

/** Writes the curl lines that get each response of a mock: a call that is made, a valid request, then one fault at a time. */
export function curlLines(api: UpstreamApi, base: string): [response: string, command: string][] {
  const { contract } = api;
  const isCall = api.callers.some((caller) => caller.contract === contract);
  // Webhooks and callbacks go to a receiver; the mock serves the paths alone.
  const isServed = contract && servedBy(api)(contract.operation);
  return [
    ...bodilessLines(api, base),
    ...callLines(api, base),
    ...(isCall || !isServed ? [] : deliveryLines(contract, base)),
  ];
}

/** Makes what tells whether a mock serves an operation: Prism knows no methods of OpenAPI 3.2. */
function servedBy({ document }: UpstreamApi): (operation: Pick<Operation, 'method' | 'path'>) => boolean {
  const { operations } = servedOperations(document);
  return ({ method, path }) => operations.some((each) => each.path === path && each.method === method.toUpperCase());
}

/** Names where a receiver of ours or of the examples listens when it is not told otherwise. */
const usualReceiver = 'http://127.0.0.1:3000';

/** Writes the curl lines that have a mock call back. */
export function callLines(api: UpstreamApi, base: string): [response: string, command: string][] {
  const { callers, contract } = api;
  return callers.filter(servedBy(api)).flatMap((caller): [string, string][] => {
    const receiverUrl = usualReceiver + (caller.callbacks[0]?.path ?? (contract ? deliveryPath(contract) : ''));
    const command = requestCurl(caller, base, receiverUrl);
    return command === undefined ? [] : [[`a call, whose events go to ${receiverUrl}`, command]];
  });
}

/** Writes the curl line that gets an answer of an API by which no events come. */
function bodilessLines({ bodiless }: UpstreamApi, base: string): [response: string, command: string][] {
  const command = bodiless && requestCurl(bodiless, base, usualReceiver);
  return command === undefined ? [] : [['an answer', command]];
}

/** Writes a command that makes the least request that an operation takes; undefined where nobody knows its body. */
function requestCurl(caller: Caller, base: string, receiverUrl: string): string | undefined {
  const request = exampleRequest(caller, { receiverUrl });
  if (!request) return undefined;
  const [credentials = []] = caller.security;
  const { method, target, headers } = request;
  const body = request.body === undefined ? null : JSON.stringify(request.body);
  const filled = credentials.flatMap((credential) => shellFilled(credential, body ?? ''));
  return curlCommand({ method, url: base + target, headers, filled, body });
}

/** Writes what each response takes: a valid request, then one thing wrong with it at a time. */
function deliveryLines(contract: Contract, base: string): [response: string, command: string][] {
  const { security, statuses } = contract;
  const success = statuses.find((status) => status.startsWith('2')) ?? '200';
  const refusal = statuses.find((status) => status.startsWith('4'));
  const lines: [string, string][] = [[`${success}: a legal event`, deliveryCurl(contract, base)]];
  const judge = compileEvents(contract);
  const illegal = ['{}', '[]', 'null'].find((body) => judge(JSON.parse(body)).length > 0);
  if (illegal !== undefined)
    lines.push([`${refusal ?? '4xx'}: an illegal one`, deliveryCurl(contract, base, { body: illegal })]);
  if ((security[0] ?? []).length > 0)
    lines.push(['401: without credentials', deliveryCurl(contract, base, { keys: false })]);
  if (refusal)
    lines.push([
      `${refusal}: whatever is sent`,
      deliveryCurl(contract, base, { headers: [['prefer', `code=${refusal}`]] }),
    ]);
  return lines;
}

interface DeliveryCurl {
  /** Is delivered in place of the smallest valid event. */
  body?: string;
  /** Leaves keys out where it is false. */
  keys?: boolean;
  /** Are sent beside those of every delivery. */
  headers?: readonly Header[];
  /** Holds the path and query, in place of the contract's path. */
  target?: string;
  /** Takes the place of the contract's method. */
  method?: string;
}

/** Writes a command that delivers an event. */
export function deliveryCurl(
  contract: Contract,
  base: string,
  { body, keys = true, headers: more = [], target: to, method: by }: DeliveryCurl = {},
): string {
  const { operation, security } = contract;
  const event = body ?? smallestEvent(contract);
  const plan: ExchangeRequest = {
    method: by ?? operation.method.toUpperCase(),
    target: to ?? deliveryPath(contract),
    headers: withHeaders([['content-type', jsonMediaType(contract.body.mediaTypes)]], more),
    body: Buffer.from(event),
  };
  const { method, target, headers } = withDeclaredParameters(plan, contract);
  return curlCommand({
    method,
    url: base + target,
    headers,
    filled: keys ? (security[0] ?? []).flatMap((credential) => shellFilled(credential, event)) : [],
    body: event,
  });
}

function smallestEvent({ variants: [variant] }: Contract): string {
  return variant ? JSON.stringify(exampleOf(variant, 'minimal')) : '{}';
}

/** A longer line fills a terminal, and nobody reads it. */
const longestLine = 2_000;

/**
 * Writes the command that delivers a first event, of the first operation that has one: curl, or `simulate` where no shell can sign as the
 * contract asks, or the event is large.
 */
export function firstDelivery(all: readonly [Contract, ...Contract[]], base: string, flags: SimulateFlags): FirstLine {
  const contract = all.find(hasEvents) ?? all[0];
  const curl = isCurlable(contract) ? deliveryCurl(contract, base) : undefined;
  if (curl !== undefined && curl.length <= longestLine) return { isCurl: true, contract, command: curl };
  const only = all.length === 1 ? flags : { ...flags, operation: [contract.operation.name] };
  return { isCurl: false, contract, command: simulateCommand(contract, base, only, 'every-event') };
}

/** Holds a command that delivers a first event of a contract. */
interface FirstLine {
  command: string;
  contract: Contract;
  isCurl: boolean;
}

/** Tells whether there are events of a contract at all: what a document asks of them may exclude itself. */
function hasEvents(contract: Contract): boolean {
  try {
    return contract.variants.length > 0;
  } catch (error) {
    if (!isUserError(error)) throw error;
    return false;
  }
}

/** Holds the options of a receiver that a simulation must have, too. */
export type SimulateFlags = Pick<
  ContractFlags,
  'contract' | 'overlay' | 'operation' | 'eventFrom' | 'allowHost' | 'auth' | 'signature' | 'signedUrl' | 'handshake'
>;

/** Writes the command that simulates the deliveries of a scenario, or else of the default one; it works in any folder. */
export function simulateCommand(contract: Contract, base: string, flags: SimulateFlags, scenario?: string): string {
  const options = {
    contract: [flags.contract ?? []].flat().map(inAnyFolder),
    overlay: flags.overlay?.map(inAnyFolder),
    operation: flags.operation,
    'event-from': flags.eventFrom,
    'allow-host': flags.allowHost,
    auth: flags.auth,
    signature: [flags.signature ?? []].flat().map((name) => presetInAnyFolder('signature', name)),
    'signed-url': flags.signedUrl,
    handshake: [flags.handshake ?? []].flat().map((name) => presetInAnyFolder('handshake', name)),
  };
  const given = Object.entries(options).flatMap(([name, values]) =>
    [values ?? []].flat().map((value) => `--${name} ${quoted(value)}`),
  );
  const name = scenario === undefined ? [] : [scenario];
  return ['hookproof simulate', ...name, ...given, `--to ${base}${deliveryPath(contract)}`].join(' ');
}

/** Gives the whole path of a file: who is told of it may be in another folder. A URL stays as it is. */
function inAnyFolder(fileOrUrl: string): string {
  return isUrl(fileOrUrl) ? fileOrUrl : resolve(fileOrUrl);
}

function presetInAnyFolder(kind: keyof typeof presetKinds, nameOrFile: string): string {
  return presetNames(presetKinds[kind]).includes(nameOrFile) ? nameOrFile : resolve(nameOrFile);
}

/** Tells whether a curl line can carry the credentials of a contract, keys aside. */
export function isCurlable({ security: [credentials = []] }: Pick<Contract, 'security'>): boolean {
  return credentials.every(isShellSigned);
}

/** Tells whether openssl and a shell can sign as a scheme says: the body alone, with a key as it is written. */
function isShellSigned({ source }: Credential): boolean {
  if (source.kind === 'key') return true;
  const { algorithm, encoding, secret, signed } = source.scheme;
  return signed === '{body}' && secret.encoding === 'utf8' && algorithm !== 'ed25519' && encoding !== 'base64url';
}

/** Writes a credential that the shell fills in: keys of the environment, or a signature that openssl makes with one. */
function shellFilled({ in: place, name, source }: Credential, event: string): Carried[] {
  if (source.kind === 'key') return shellCredential({ in: place, name, source });
  const { algorithm, encoding, key, value } = source.scheme;
  const out = encoding === 'hex' ? " | sed 's/.* //'" : ' -binary | base64 -w0';
  const digest = `openssl dgst -${algorithm.replace('hmac-', '')} -hmac "$${keyVariables[key]}"${out}`;
  const written = value.replace('{signature}', () => `$(printf %s ${quoted(event)} | ${digest})`);
  return [{ in: place, name, value: written }];
}
