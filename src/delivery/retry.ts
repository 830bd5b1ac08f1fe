/** How often, and how long after each other, a delivery is tried that was not accepted. */
export interface RetryPolicy {
  /** Attempts after the first one. */
  retries: number;
  /** The longest wait before the second attempt; it doubles from one attempt to the next. */
  baseMs: number;
  /** No wait is longer. */
  capMs: number;
}

/**
 * Milliseconds to wait after so many failed attempts (1 or more): exponential, with full jitter, so that many senders do
 * not come back together.
 */
export function retryDelay({ baseMs, capMs }: RetryPolicy, attempt: number, random: () => number): number {
  return random() * Math.min(capMs, baseMs * 2 ** (attempt - 1));
}
