import type { Journal, StoredEntry } from './journal.ts';

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
