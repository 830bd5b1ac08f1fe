import { durationMs } from '../../scenario/template.ts';

/** Gives how many times faster than life a call of so many virtual milliseconds goes; infinite for at once. */
export type Pace = (wholeMs: number) => number;

/**
 * Reads a pace as users write it: `instant`, a multiple of life (`1x`, `60x`), or the time that a whole call takes (`5s`; a call
 * that is shorter by itself is not slowed down). Undefined for anything else.
 */
export function parsePace(text: string): Pace | undefined {
  if (text === 'instant') return () => Number.POSITIVE_INFINITY;
  const times = Number(/^(\d{1,6}(?:\.\d{1,3})?)x$/.exec(text)?.[1] ?? 0);
  if (times > 0) return () => times;
  const within = durationMs(text) ?? 0;
  return within > 0 ? (wholeMs) => Math.max(1, wholeMs / within) : undefined;
}
