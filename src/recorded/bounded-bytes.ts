/** Collects bytes that come in chunks. */
export interface BoundedBytes {
  /** Counts all bytes that came. */
  readonly size: number;
  add(chunk: Buffer): void;
  /** Gives all of them; undefined when there were more than the limit. */
  whole(): Buffer | undefined;
}

/** Collects bytes, and lets go of them once there are more than `limit`. */
export function boundedBytes(limit: number): BoundedBytes {
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
    whole: () => (size <= limit ? Buffer.concat(chunks) : undefined),
  };
}
