import type { Contract } from '../../contract/load.ts';
import { userError } from '../../errors.ts';
import type { Sample } from '../../report.ts';
import type { Case } from './case.ts';
import { drawSample, type Selection, selectCases, selectionDigest } from './select.ts';
import type { Suites } from './suites.ts';

/** Holds a contract and all its cases, those of recordings and random events included. */
export interface LoadedCases {
  /** The first operation that has cases. */
  contract: Contract;
  /** Lists all that were chosen, those without an event that meets them included. */
  operations: readonly Contract[];
  suite: Suites;
  all: readonly Case[];
}

/** Says which of all cases are run; all of them by default. */
export interface CaseChoice extends Selection {
  /** Draws at most so many cases of each group and operation by the seed; all are run by default. */
  sample?: number | undefined;
  /** One of `count` equal parts of the cases, counted from 1. */
  shard?: { index: number; count: number } | undefined;
  /** Seeds the draw; 1 by default. */
  seed?: number | undefined;
}

/** Holds a contract, its cases, and those of them that are to be run. */
export interface Verification extends LoadedCases {
  cases: readonly Case[];
  /** Digest of all that were selected, or drawn of those, of which the cases may be a part. */
  selection: string;
  sample?: Sample;
}

/** Chooses the cases that are run. Throws a usage error where none is left. */
export function chooseCases(loaded: LoadedCases, options: CaseChoice): Verification {
  const { seed = 1, shard, sample: perGroup } = options;
  const { all, contract } = loaded;
  const eligible = selectCases(all, options);
  const selected = perGroup === undefined ? eligible : drawSample(eligible, { size: perGroup, seed, contract });
  const sample = perGroup === undefined ? {} : { sample: { perGroup, of: eligible.length } };
  // Every `count`-th, so that each part has its share of every group, and parts in turn give the whole in its order.
  const cases = shard ? selected.filter((_, index) => index % shard.count === shard.index - 1) : selected;
  if (cases.length === 0) throw userError('usage', `there are only ${selected.length} cases to share out`);
  return { ...loaded, cases, selection: selectionDigest(selected), ...sample };
}
