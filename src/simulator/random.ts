/** Keeps what is drawn for one purpose apart from what is drawn for another. */
export const purposes = { scenario: 1, identity: 2, faults: 11, order: 12, backOff: 13 };

/**
 * Makes a source of random numbers, from 0 to below 1, that depends on whole numbers alone. Each call has its own, so that
 * what happens to one does not depend on how others went. (mulberry32, seeded by the mix of murmur3.)
 */
export function seededRandom(...parts: readonly number[]): () => number {
  let state = 0x9e3779b9;
  for (const part of parts) state = mixBits(Math.imul(state, 31) ^ part);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let next = Math.imul(state ^ (state >>> 15), 1 | state);
    next = (next + Math.imul(next ^ (next >>> 7), 61 | next)) ^ next;
    return ((next ^ (next >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Puts items into a random order, in place (Fisher–Yates). */
export function shuffle<T>(items: T[], random: () => number): T[] {
  for (let at = items.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [items[at], items[other]] = [items[other] as T, items[at] as T];
  }
  return items;
}

function mixBits(value: number): number {
  let mix = value ^ (value >>> 16);
  mix = Math.imul(mix, 0x85ebca6b);
  mix = Math.imul(mix ^ (mix >>> 13), 0xc2b2ae35);
  return mix ^ (mix >>> 16);
}
