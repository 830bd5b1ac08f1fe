import type { LookupFunction } from 'node:net';
import type { Contract } from '../contract/load.ts';
import { userError } from '../errors.ts';
import type { ExchangeRequest, ExchangeResponse, Header } from '../exchange.ts';
import { createHttpClient } from '../http-client/client.ts';
import type { HttpOutcome, Timed } from '../http-client/read-answer.ts';
import { jsonMediaType } from '../openapi/media-types.ts';
import type { Keys } from '../signature/keys.ts';
import { traceHeader } from '../trace-context.ts';
import { authenticated, withHeaders } from './delivery.ts';
import { type HandshakeFailures, handshakeFailures } from './handshake/failures.ts';
import { performHandshake } from './handshake/perform.ts';
import { headersAfter } from './handshake/request.ts';
import { addressOf, type ParameterContract, withDeclaredParameters } from './parameters.ts';

/** Says what came of one attempt to deliver: an answer, whatever its status, or none. */
export type Receipt = Timed<
  | ({ kind: 'answer' } & ExchangeResponse)
  /** `why` is an error code of the network, or a few words. */
  | { kind: 'failed'; why: string }
>;

/** Tells whether the receiver took the event: only 2xx says so. A redirect is a failed delivery, and is never followed. */
export function isAccepted(receipt: Receipt): boolean {
  return receipt.kind === 'answer' && receipt.status >= 200 && receipt.status < 300;
}

/** Tells whether the receiver wants no more deliveries, ever (RFC 9110, 15.5.11). */
export function isGone(receipt: Receipt): boolean {
  return receipt.kind === 'answer' && receipt.status === 410;
}

/** Tells whether the receiver takes the delivery's credentials for wrong. */
export function isDenied(receipt: Receipt): boolean {
  return receipt.kind === 'answer' && (receipt.status === 401 || receipt.status === 403);
}

/** Says what is particular to one attempt. */
interface AttemptOptions {
  /** Holds another contract, to whose operation it goes. */
  contract?: Contract | undefined;
  /** Says where it stands in a trace; a header of the user's own takes its place. */
  traceparent?: string | undefined;
}

/** Delivers bodies to one receiver. */
export interface Sender {
  /** Performs the handshake that the contract asks for, unless it succeeded before; gives what is wrong with the answer. */
  handshake(): Promise<string | undefined>;
  /** One attempt, after the handshake; never throws for what the receiver or the network does. */
  send(body: Buffer, attempt?: AttemptOptions): Promise<Receipt>;
  /** Breaks off what is under way: those attempts fail. */
  close(): Promise<void>;
}

export interface SenderOptions {
  url: URL;
  contract: Pick<Contract, 'operation' | 'security' | 'body' | 'handshake' | 'headers'> & ParameterContract;
  keys: Keys;
  /** Bounds how long each attempt may take, in milliseconds. */
  timeoutMs: number;
  /** The most connections at once; they are kept open, and what exceeds them waits. */
  connections: number;
  /** Resolves the host's name for each connection; the system does it when absent. */
  lookup?: LookupFunction;
  /** Remembers handshakes that failed, for senders to the same URLs; those of this sender alone when absent. */
  failures?: HandshakeFailures;
}

/**
 * Makes a sender, which authenticates each body as the contract asks, over the bytes as they leave. No redirect is followed.
 * Throws a usage error for a header that could not be sent, and for a URL that holds a name and a password.
 */
export function createSender(options: SenderOptions): Sender {
  const { url, contract, keys, timeoutMs, connections, lookup, failures = handshakeFailures() } = options;
  const requestFor = requestMaker(url, contract, keys);
  const others = new Map<Contract, typeof requestFor>();
  const requestTo = (other: Contract): typeof requestFor => {
    const known = others.get(other) ?? requestMaker(addressOf(url, other, contract), other, keys);
    others.set(other, known);
    return known;
  };
  const client = createHttpClient(url, { connections, lookup });
  let closed = false;
  let greeting: Promise<string | undefined> | undefined;
  const handshake = async (): Promise<string | undefined> => {
    const known = greeting ? undefined : failures.recent(url);
    if (known !== undefined) return known;
    greeting ??= performHandshake({ contract, keys, url, client, timeoutMs });
    const current = greeting;
    const fault = await current;
    if (fault === undefined || greeting !== current) return fault;
    // An attempt that comes later tries again; what was broken off here says nothing of the receiver.
    greeting = undefined;
    if (!closed) failures.add(url, fault);
    return fault;
  };
  return {
    handshake,
    async send(body, { contract: other, traceparent } = {}) {
      const fault = closed ? brokenOff : contract.handshake && (await handshake());
      if (fault !== undefined) return { kind: 'failed', why: closed ? brokenOff : fault, durationMs: 0 };
      const request = other ? requestTo(other)(body) : requestFor(body);
      const receipt = receiptOf(await client.send(traced(request, traceparent), { timeoutMs }), timeoutMs);
      // What we broke off ourselves says nothing of the receiver.
      return closed && receipt.kind === 'failed' ? { ...receipt, why: brokenOff } : receipt;
    },
    async close() {
      closed = true;
      client.close();
    },
  };
}

/** Throws a usage error where the keys hold what no header may hold, before anything is owed to anybody. */
export function checkKeys(contract: SenderOptions['contract'], keys: Keys): void {
  requestMaker(new URL('http://localhost'), contract, keys);
}

const brokenOff = 'broken off';

function traced(request: ExchangeRequest, traceparent: string | undefined): ExchangeRequest {
  if (traceparent === undefined) return request;
  return { ...request, headers: withHeaders([[traceHeader, traceparent]], request.headers) };
}

function receiptOf(outcome: Timed<HttpOutcome>, timeoutMs: number): Receipt {
  const { durationMs } = outcome;
  if (outcome.kind === 'answer') return { kind: 'answer', ...outcome.response, durationMs };
  return { kind: 'failed', why: failureOf(outcome, timeoutMs), durationMs };
}

function failureOf(outcome: Exclude<HttpOutcome, { kind: 'answer' }>, timeoutMs: number): string {
  if (outcome.kind === 'timeout') return `no answer within ${timeoutMs} ms`;
  if (outcome.kind === 'abandoned') return brokenOff;
  return / answer$/.test(outcome.why) ? `closed ${outcome.why}` : outcome.why;
}

function requestMaker(url: URL, contract: SenderOptions['contract'], keys: Keys): (body: Buffer) => ExchangeRequest {
  if (url.username || url.password)
    throw userError('usage', `${url.host}: the URL holds a name and a password, which a delivery cannot carry`);
  const { operation, security, body: content } = contract;
  const plan = {
    method: operation.method.toUpperCase(),
    target: url.pathname + url.search,
    headers: withHeaders(
      [['content-type', jsonMediaType(content.mediaTypes)], ...headersAfter(contract.handshake)],
      contract.headers,
    ),
  };
  const requestFor = (body: Buffer): ExchangeRequest =>
    authenticated(withDeclaredParameters({ ...plan, body }, contract), { security, keys, origin: url.origin });
  refuseUnsendable(requestFor(Buffer.alloc(0)).headers);
  return requestFor;
}

/** Refuses a value with a line break, which would be a header of its own (RFC 9110, 5.5). The value is not told: it may be a key. */
function refuseUnsendable(headers: readonly Header[]): void {
  const odd = headers.find(([, value]) => !/^[\t\x20-\x7e\x80-\xff]*$/.test(value));
  if (odd) throw userError('usage', `the value of the header ${odd[0]} holds a character that no header may hold`);
}
