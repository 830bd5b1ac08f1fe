const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const pattern = /^(\d{1,6}(?:\.\d{1,3})?)(ms|s|m|h|d)$/;

/** A time such as `250ms`, `4s`, `5m` or `1h` in whole milliseconds; undefined for anything else. */
export function durationMs(text: string): number | undefined {
  const [, count, unit] = pattern.exec(text) ?? [];
  return count === undefined ? undefined : Math.round(Number(count) * units[unit as keyof typeof units]);
}
