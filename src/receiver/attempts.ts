import type { IncomingMessage } from 'node:http';
import type { Contract } from '../contract/contract.ts';
import type { Contracts } from '../contract/load.ts';
import { headerPairs } from '../http-client/headers.ts';
import type { Attempt } from '../journal/journal.ts';
import { remembering } from '../once.ts';
import { fromPointer, valueAt } from '../schema/pointer.ts';
import type { Keys } from '../signature/keys.ts';
import { credentialsHider } from '../signature/without-credentials.ts';

/** Holds what a receiver made of a delivery. */
export interface Handled extends Pick<Attempt, 'status' | 'outcome' | 'findings' | 'body'> {
  /** The operation that it was judged by, as far as one is known. */
  contract?: Contract | undefined;
  /** Holds the parsed body, where it could be parsed. */
  event?: unknown;
  /** Holds the name of an event that no operation has. */
  named?: unknown;
}

/** Makes what notes a delivery for the journal, without keys and signatures. */
export function attemptRecorder(
  { every, eventFrom }: Contracts,
  keys: Keys,
): (request: IncomingMessage, handled: Handled) => Attempt {
  const security = every.flatMap((contract) => contract.security);
  const hide = credentialsHider(security, keys);
  const idHeaders = remembering(idHeaderOf);
  const namePath = eventFrom?.startsWith('/') ? fromPointer(eventFrom) : undefined;
  return (request, { contract, event, named, status, outcome, findings, body }) => {
    const { method = '', url = '/', rawHeaders, headers: given } = request;
    const idHeader = contract && idHeaders(contract);
    const { target, headers } = hide({ target: url, headers: headerPairs(rawHeaders) });
    // Written out: to copy objects costs more, for each delivery, than to name what is in them.
    return {
      receivedAt: Date.now(),
      method,
      target,
      headers,
      status,
      outcome,
      findings,
      body,
      operation: contract?.operation.name,
      type: nameIn(named) ?? textAt(event, contract?.typePath ?? namePath),
      identity: identityIn(event, contract?.identity, body),
      deliveryId: idHeader && (given[idHeader] as string | undefined),
    };
  };
}

/** Finds the header in which the deliveries of an operation carry their id, in lower case, where a signature scheme names one. */
function idHeaderOf({ security }: Contract): string | undefined {
  const named = security
    .flat()
    .flatMap(({ source }) => (source.kind === 'signature' ? [source.scheme.id?.header] : []));
  return named.find((each) => each !== undefined)?.toLowerCase();
}

/** Reads whole numbers that JavaScript would round as they are written. */
const keepingDigits = (_: string, value: unknown, { source }: { source?: string }): unknown =>
  typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value) ? source : value;

/** Gives what an event is about. One of 19 digits, rounded, would be that of others too, and nobody would find it by what the body says. */
function identityIn(event: unknown, path: readonly string[] | undefined, body: Buffer | undefined): string | undefined {
  const value = path && valueAt(event, path);
  if (!body || !path || typeof value !== 'number' || Number.isSafeInteger(value)) return nameIn(value);
  return nameIn(valueAt(JSON.parse(String(body), keepingDigits as (key: string, value: unknown) => unknown), path));
}

/** Bounds what is kept beside a body to find its event by, in characters. */
const longestName = 1_000;

function textAt(event: unknown, path: readonly string[] | undefined): string | undefined {
  return nameIn(path && valueAt(event, path));
}

function nameIn(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, longestName) : undefined;
}
