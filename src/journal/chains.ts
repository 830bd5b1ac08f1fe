import type { Attempt } from './attempt.ts';
import { chainStart } from './chain.ts';
import type { Anchor } from './checked.ts';

/** Names the chains of a writer. */
export const chains = ['accepted', 'others'] as const;

type Chain = (typeof chains)[number];

/** Gives the chain of an attempt: with one of their own, those that were not accepted can go before others and leave no gap. */
export function chainOf({ outcome }: Pick<Attempt, 'outcome'>): Chain {
  return outcome === 'accepted' ? 'accepted' : 'others';
}

/**
 * Begins the chains of a writer, a random UUID. That of what was not accepted has the same name as a UUID of version 8, whose digits
 * anybody may choose (RFC 9562, 5.8).
 */
export function chainHeads(writer: string): Record<Chain, Anchor> {
  const others = `${writer.slice(0, 14)}8${writer.slice(15)}`;
  return {
    accepted: { writer, number: 0, hash: chainStart },
    others: { writer: others, number: 0, hash: chainStart },
  };
}

/** Says, in the SQL of both databases, that an attempt stands in a chain of those that were not accepted. */
export const isUnaccepted = "substr(writer, 15, 1) = '8'";
