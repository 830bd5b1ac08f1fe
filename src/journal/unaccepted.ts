import { type Attempt, bodySize } from './attempt.ts';
import { chainStart } from './chain.ts';
import type { Anchor } from './checked.ts';
import { defaultGroups } from './group-commit.ts';

/**
 * Gives how much of a bound those attempts may take, for certain, that were not accepted: anybody may send such. What is beyond goes
 * before anything that was accepted, and may stay as long as there is room.
 */
export function unacceptedShare(bound: number): number {
  return Math.ceil(bound / 10);
}

/**
 * Makes of what stores attempts what turns away at once those that were not accepted, where many of them are under way: in a flood of
 * them there is room for what is to be acknowledged.
 */
export function withRoomForAccepted(
  append: (attempt: Attempt) => Promise<void>,
  { waiting, waitingBytes } = defaultGroups,
): (attempt: Attempt) => Promise<void> {
  let [count, bytes] = [0, 0];
  return (attempt) => {
    if (attempt.outcome === 'accepted') return append(attempt);
    const size = bodySize(attempt);
    if (count > 0 && (count >= unacceptedShare(waiting) || bytes + size > unacceptedShare(waitingBytes)))
      return Promise.reject(new Error('too many deliveries that were not accepted wait to be stored'));
    count++;
    bytes += size;
    return append(attempt).finally(() => {
      count--;
      bytes -= size;
    });
  };
}

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
