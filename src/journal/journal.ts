import { userError } from '../errors.ts';

/** Holds one event that was taken, as it came. */
export interface StoredEntry {
  /** Counts milliseconds since the epoch. */
  receivedAt: number;
  /** Holds the exact bytes of the body. */
  body: Buffer;
  /** Counts from 1 in the order of arrival, without gaps. */
  sequence: number;
}

/**
 * Keeps taken events. A receiver answers 2xx only after `append` is done, so a store that promises durability resolves only
 * when the entry is durable.
 */
export interface Journal {
  append(entry: Omit<StoredEntry, 'sequence'>): Promise<void> | void;
  /** Gives the newest entries first, older than `before` (a sequence number) where given. */
  page(limit: number, before?: number): Promise<StoredEntry[]>;
  count(): Promise<number>;
  close(): Promise<void>;
}

/** Keeps the newest `capacity` entries in memory; nothing survives the process. */
export function memoryJournal(capacity = 10_000): Journal {
  const ring: StoredEntry[] = [];
  let total = 0;
  return {
    append(entry) {
      ring[total % capacity] = { ...entry, sequence: ++total };
    },
    async page(limit, before = total + 1) {
      const oldest = Math.max(total - capacity, 0) + 1;
      const newest = Math.min(before - 1, total);
      const length = Math.max(Math.min(limit, newest - oldest + 1), 0);
      return Array.from({ length }, (_, i) => ring[(newest - i - 1) % capacity] as StoredEntry);
    },
    count: async () => total,
    close: async () => {},
  };
}

/** Opens the journal that a URL names. Throws a usage error for one that is unknown. */
export async function openJournal(url: string): Promise<Journal> {
  if (url === 'memory') return memoryJournal();
  throw userError('usage', `unknown journal "${url}"`, { hint: 'Known is: memory' });
}
