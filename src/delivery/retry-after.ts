/** Bounds the wait that a receiver may ask for, in milliseconds, wherever nobody says otherwise. */
export const longestRetryAfterMs = 60_000;

/**
 * Reads from an answer's headers how long a receiver asks to be left alone (RFC 9110, 10.2.3: seconds, or an HTTP date), in milliseconds from `now`;
 * undefined where it asks for nothing that can be read.
 */
export function retryAfterMs(headers: Readonly<Record<string, string>>, now: number): number | undefined {
  const asked = headers['retry-after']?.trim();
  if (asked === undefined) return undefined;
  if (/^\d+$/.test(asked)) return Number(asked) * 1000;
  // Every form of date begins with the day of the week; anything else would be read as some date, too.
  const at = /^[a-z]{3,9},? /i.test(asked) ? Date.parse(asked) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
