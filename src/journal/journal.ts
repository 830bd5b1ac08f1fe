/** Holds one event that was taken, as it came. */
export interface JournalEntry {
  /** Counts milliseconds since the epoch. */
  receivedAt: number;
  /** Holds the exact bytes of the body. */
  body: Buffer;
}

export interface StoredEntry extends JournalEntry {
  /** Counts from 1 in the order of arrival, without gaps. */
  sequence: number;
}

/**
 * Keeps taken events. A receiver answers 2xx only after `append` is done, so a store that promises durability resolves only
 * when the entry is durable.
 */
export interface Journal {
  append(entry: JournalEntry): Promise<void> | void;
  /** Gives the newest entries first, older than `before` (a sequence number) where given. */
  page(limit: number, before?: number): Promise<StoredEntry[]>;
  count(): Promise<number>;
  close(): Promise<void>;
}
