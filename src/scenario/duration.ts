const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const durationPattern = /^(\d{1,6}(?:\.\d{1,3})?)(ms|s|m|h|d)$/;

/** Reads a time such as `250ms`, `4s`, `5m` or `1h` as whole milliseconds; undefined for anything else. */
export function durationMs(text: string): number | undefined {
  const [, count, unit] = durationPattern.exec(text) ?? [];
  return count === undefined ? undefined : Math.round(Number(count) * unitMs[unit as keyof typeof unitMs]);
}
