import type { IncomingMessage } from 'node:http';
import type { Header } from '../exchange.ts';

/** One request that came by, and what became of it, as it went over the wire. */
export interface Passed {
  at: Date;
  durationMs: number;
  request: { method: string; target: string; headers: Header[]; body: Kept };
  outcome: { kind: 'answer'; status: number; headers: Header[]; body: Kept } | { kind: 'failure'; code: string };
}

/** Reports the outcome that comes first, and says whether this was it. */
export type Settle = (outcome: Passed['outcome']) => boolean;

/** A body as far as it was kept. */
export interface Kept {
  /** How many bytes there were. */
  size: number;
  /** All of them; undefined when there were more than are kept, or when they broke off. */
  bytes: Buffer | undefined;
}

export interface Keeper {
  readonly size: number;
  add(chunk: Buffer): void;
  /** Ends the keeping; a body that broke off has no bytes. */
  kept(whole: boolean): Kept;
}

/** Keeps a body while it passes, and lets go of it once it is larger than `limit` bytes. */
export function keeper(limit: number): Keeper {
  let chunks: Buffer[] = [];
  let size = 0;
  return {
    get size() {
      return size;
    },
    add(chunk) {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else chunks = [];
    },
    kept: (whole) => ({ size, bytes: whole && size <= limit ? Buffer.concat(chunks) : undefined }),
  };
}

/** How long an outcome waits for the end of its request. */
const lateMs = 1_000;

/**
 * A receiver may answer, or fail, before it has read the body: what is still on its way is waited for, so that it is recorded.
 * A sender that waits for a go-ahead is not.
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
