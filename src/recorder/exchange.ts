import type { IncomingMessage } from 'node:http';
import type { Header } from '../exchange.ts';
import type { BoundedBytes } from '../recorded/piece.ts';

/** Holds one request that was forwarded and what became of it, as it went over the wire. */
export interface ForwardedExchange {
  at: Date;
  durationMs: number;
  request: { method: string; target: string; headers: Header[]; body: KeptBody };
  outcome: { kind: 'response'; status: number; headers: Header[]; body: KeptBody } | { kind: 'failure'; code: string };
}

/** Reports the outcome that comes first, and tells whether this was it. */
export type Settle = (outcome: ForwardedExchange['outcome']) => boolean;

/** Holds a body as far as it was kept. */
export interface KeptBody {
  /** Counts all bytes that there were. */
  size: number;
  /** Holds all of them; undefined when there were more than are kept, or when they broke off. */
  bytes: Buffer | undefined;
}

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
