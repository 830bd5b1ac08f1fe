import type { Difference, Step } from './difference.ts';
import type { Part } from './model/conjunction.ts';
import type { World } from './model/context.ts';

/** Both sides of a comparison, and what is known of it so far. */
export interface Walk {
  old: World;
  new: World;
  /** What differs in pairs of places, by where their parts are written. */
  known: Map<string, Known>;
  /** Pairs on the way down; a schema that contains itself ends here. */
  open: Set<string>;
  /** Pairs that lie too deep to be compared where they were met; see `compareAll`. */
  deep: { old: readonly Part[]; new: readonly Part[]; position: Position }[];
  /** All differences between two conjunctions of schemas, except those that lie too deep. */
  compare(old: readonly Part[], now: readonly Part[], position: Position): readonly Difference[];
}

export interface Known {
  types: readonly string[] | undefined;
  differences: readonly Difference[];
}

/** Where a comparison stands. */
export interface Position {
  trail: readonly Step[];
  types: readonly string[] | undefined;
  tag: boolean;
  /** How much of the trail was walked before, by another comparison. */
  from: number;
}

export const atTop: Position = { trail: [], types: undefined, tag: false, from: 0 };
