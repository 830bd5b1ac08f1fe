import { type Attempt, bodySize } from '../attempt.ts';

/** Holds an attempt in memory. */
export type Kept = Attempt & { sequence: number };

/** Holds attempts in the order of storing; the oldest goes first. */
export interface AttemptRing {
  readonly count: number;
  /** Counts the bytes of the bodies. */
  readonly bytes: number;
  readonly oldest: Kept | undefined;
  push(kept: Kept): void;
  dropOldest(): void;
  /** Gives those with a sequence number above `sequence`, the oldest first. */
  after(sequence: number): Generator<Kept, void>;
}

/** Makes a ring that holds `most` attempts. */
export function attemptRing(most: number): AttemptRing {
  const ring: (Kept | undefined)[] = [];
  let [first, next, bytes] = [0, 0, 0];
  const at = (place: number): Kept => ring[place % most] as Kept;
  const firstAfter = (sequence: number): number => {
    let [low, high] = [first, next];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (at(middle).sequence > sequence) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  return {
    get count() {
      return next - first;
    },
    get bytes() {
      return bytes;
    },
    get oldest() {
      return first < next ? at(first) : undefined;
    },
    push(kept) {
      ring[next % most] = kept;
      bytes += bodySize(kept);
      next++;
    },
    dropOldest() {
      bytes -= bodySize(at(first));
      ring[first % most] = undefined;
      first++;
    },
    *after(sequence) {
      for (let place = firstAfter(sequence); place < next; place++) yield at(place);
    },
  };
}
