/**
 * A source of chance that depends on its parts alone: numbers from 0 to below 1, the same for the same whole numbers. Each
 * call has its own, so that what happens to one does not depend on how others went. (mulberry32, seeded by murmur3's mix.)
 */
export function chance(...parts: readonly number[]): () => number {
  let state = 0x9e3779b9;
  for (const part of parts) state = mixed(Math.imul(state, 31) ^ part);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let next = Math.imul(state ^ (state >>> 15), 1 | state);
    next = (next + Math.imul(next ^ (next >>> 7), 61 | next)) ^ next;
    return ((next ^ (next >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Puts the items into an order by chance, in place (Fisher–Yates). */
export function shuffle<T>(items: T[], random: () => number): T[] {
  for (let at = items.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [items[at], items[other]] = [items[other] as T, items[at] as T];
  }
  return items;
}

function mixed(value: number): number {
  let mix = value ^ (value >>> 16);
  mix = Math.imul(mix, 0x85ebca6b);
  mix = Math.imul(mix ^ (mix >>> 13), 0xc2b2ae35);
  return mix ^ (mix >>> 16);
}
