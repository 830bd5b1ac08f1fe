import type { IncomingMessage } from 'node:http';
import type { Header } from '../exchange.ts';
import { headerValues } from '../http-client/headers.ts';
import type { BoundedBytes } from '../recorded/piece.ts';
import type { ForwardedExchange, KeptBody } from '../redaction/exchange.ts';

/** Reports the outcome that comes first, and tells whether this was it. */
export type Settle = (outcome: ForwardedExchange['outcome']) => boolean;

/** Gives what was collected of a body; one that broke off has no bytes. */
export function keptBody(body: BoundedBytes, isComplete: boolean): KeptBody {
  return { size: body.size, bytes: isComplete ? body.whole() : undefined };
}

/** Bounds how long an outcome waits for the end of its request. */
const lateMs = 1_000;

/**
 * Calls `end` once the request is read: a receiver may respond, or fail, before it has read the body, and what is still on
 * its way is to be recorded. A sender that waits for a go-ahead is not waited for.
 */
export function onceSent(request: IncomingMessage, end: () => void): void {
  if (request.readableEnded || request.destroyed || request.headers.expect !== undefined) {
    end();
    return;
  }
  const once = (): void => {
    clearTimeout(timer);
    request.off('end', once).off('close', once);
    end();
  };
  const timer = setTimeout(once, lateMs);
  request.once('end', once).once('close', once);
}

/** Lists the headers that speak of one connection only, and are never replayed on another (RFC 9110, 7.6.1). */
const hopByHop = new Set([
  ...['connection', 'keep-alive', 'proxy-connection', 'proxy-authenticate', 'proxy-authorization', 'te', 'upgrade'],
]);
/** Lists what no `Connection` header can take away: without them a message has no end or no address. */
const framing = new Set(['host', 'content-length', 'transfer-encoding']);

/** Selects the headers that are meant for the other end; `host` goes in the place of the one that is there. */
export function endToEnd(headers: readonly Header[], host?: string): Header[] {
  const listed = headerValues(headers, 'connection').flatMap((value) => value.split(','));
  const dropped = new Set(listed.map((token) => token.trim().toLowerCase()));
  const passes = (name: string): boolean => !hopByHop.has(name) && (framing.has(name) || !dropped.has(name));
  const kept = headers.filter(([name]) => passes(name.toLowerCase()));
  return kept.map(([name, value]): Header => [name, host && name.toLowerCase() === 'host' ? host : value]);
}
