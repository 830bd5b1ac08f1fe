import type { Case } from './cases/case.ts';

/** Names one of several equal parts, counted from 1. */
export interface Shard {
  index: number;
  count: number;
}

/**
 * Picks the cases of one part: every `count`-th, so that each part has its share of every group, and parts put together again
 * in turn give the whole in its order.
 */
export function shardOf(cases: readonly Case[], shard: Shard | undefined): Case[] {
  if (!shard) return [...cases];
  return cases.filter((_, index) => index % shard.count === shard.index - 1);
}
