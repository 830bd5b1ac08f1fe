import { createHash } from 'node:crypto';
import type { WebhookEvent } from './events.ts';

/** One thing that was done about an event. */
export interface Effect {
  type: string;
  callId: string | null;
  sha256: string;
}

export interface Inbox {
  /** Takes an event, whose raw body tells it from others, unless it is known already. */
  take(event: WebhookEvent, body: Buffer): void;
  /** What was done, in order. */
  effects(): readonly Effect[];
  /** Settles once everything that was taken is done. */
  drained(): Promise<void>;
}

/** Duplicates come within minutes; this many events are remembered. */
const remembered = 100_000;

/**
 * Takes events fast and works on them later, each once. Both the memory and the queue are this process's own: put a
 * database in their place (a table with a unique key, say) before you lose an event to a crash.
 */
export function createInbox(work: (event: WebhookEvent) => void | Promise<void>): Inbox {
  const seen = new Set<string>();
  const effects: Effect[] = [];
  let last: Promise<void> = Promise.resolve();

  const run = async (event: WebhookEvent, effect: Effect): Promise<void> => {
    // The answer goes out first.
    await new Promise((resolve) => setImmediate(resolve));
    try {
      await work(event);
      effects.push(effect);
      if (effects.length > remembered) effects.shift();
    } catch {
      console.error(`failed: ${JSON.stringify(effect)}`);
    }
  };

  return {
    take(event, body) {
      const effect = { ...subjectOf(event), sha256: createHash('sha256').update(body).digest('hex') };
      // Type and call alone would merge what is not the same: a second attempt that nobody answered, a second order.
      const key = JSON.stringify(effect);
      if (seen.has(key)) return;
      seen.add(key);
      if (seen.size > remembered) seen.delete(seen.values().next().value ?? '');
      last = last.then(() => run(event, effect));
    },
    effects: () => effects,
    drained: () => last,
  };
}

function subjectOf({ event }: WebhookEvent): { type: string; callId: string | null } {
  return { type: event.type, callId: event.data.call?.id ?? null };
}
